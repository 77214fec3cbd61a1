#include "bot/program/demo_events.hpp"
#include "bot/program/program.hpp"
#include "config/nearest.hpp"

#include <CLI/CLI.hpp>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

/// What must hold before anything is opened: private files, no core with tokens in it, no signal that ends the
/// program in the middle of a write, and descriptors 0 to 2 taken, so that the database never gets one of them.
void settle_process() {
    ::umask(077);
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    int descriptor = 0;
    do {
        descriptor = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    } while (descriptor >= 0 && descriptor < 3);
    if (descriptor >= 3) ::close(descriptor);
}

/// What is wrong with a command line; a mistyped subcommand is named, with the nearest there is.
std::string complaint(const CLI::App* app, const CLI::Error& error) {
    const auto left = app->remaining();
    if (!app->get_subcommands().empty() || left.empty() || left.front().starts_with('-'))
        return CLI::FailureMessage::simple(app, error);
    std::vector<std::string_view> known;
    for (const auto* command : app->get_subcommands({}))
        known.emplace_back(command->get_name());
    return "There is no subcommand '" + left.front() + "'" + pilothouse::config::suggestion(left.front(), known) +
           "\nRun with --help for more information.\n";
}

/// The subcommands as data for CLI11; the chosen one leaves its work in `work`.
struct CommandLine {
    CLI::App app{"Pilothouse: deploys from chat", "pilothouse"};
    std::string config = "pilothouse.toml";
    std::string to;
    std::string what;
    std::int64_t delivery = 0;
    pilothouse::program::TryOptions tried;
    pilothouse::program::SandboxOptions sandbox;
    pilothouse::program::DemoOptions demo;
    pilothouse::program::DemoEventOptions demo_event;
    std::optional<std::uint16_t> http_port;
    bool no_limits = false;
    bool no_scene = false;
    std::function<int()> work;

    CommandLine() {
        using namespace pilothouse;
        app.require_subcommand(1);
        app.failure_message(&complaint);
        app.set_version_flag("--version", PILOTHOUSE_VERSION);
        with_config("run", "Run the bot", [this] {
            return program::run(config, http_port);
        })->add_option("--http-port", http_port, "Of the HTTP server, instead of the one in [http]");
        with_config("check", "Check the configuration; errors with file:line:column", [this] {
            return program::check(config);
        })->add_option("file", config, "The same, without -c");
        with_config("doctor", "Check tokens, scopes, clock, database and reachability", [this] {
            return program::doctor(config);
        });
        with_config("manifest", "Print the Slack app manifest that fits this configuration", [this] {
            return program::manifest(config);
        });
        with_config("hooks", "Print the address of each webhook, and what to enter at its sender", [this] {
            return program::hooks(config);
        });
        auto* replayed = with_config(
            "replay", "Run a delivery of a webhook again, by its number; without one: list those that are kept",
            [this] { return program::replay(config, delivery); }
        );
        replayed->add_option("delivery", delivery, "Its number in the list")->check(CLI::PositiveNumber);
        auto* backup = with_config("backup", "Write a checked copy of the database, while the bot runs", [this] {
            return program::back_up(config, to);
        });
        backup->add_option("file", to, "The new file")->required();
        auto* tried_command = with_config("try", "Say what a command would do, and why; change nothing", [this] {
            return program::try_out(config, tried);
        });
        tried_command->add_option("words", tried.words, "The command, as typed in chat")->required();
        tried_command->add_option("--as", tried.as, "Who types it: an e-mail address, its first part, or a chat id")
            ->required();
        tried_command->add_option("--in", tried.in, "Where: #channel")->required();
        add_sandbox();
        add_demo();
        auto* reference = add("reference", "Print a page of the documentation that is made from the program", [this] {
            return program::reference(what);
        });
        reference->add_option("page", what, "commands or configuration")->required();
        add("version", "Print the version", [] {
            std::puts(PILOTHOUSE_VERSION);
            return 0;
        });
    }

    CLI::App* add(const char* name, const char* summary, std::function<int()> does) {
        auto* command = app.add_subcommand(name, summary);
        command->callback([this, does = std::move(does)] { work = does; });
        return command;
    }

    CLI::App* with_config(const char* name, const char* summary, std::function<int()> does) {
        auto* command = add(name, summary, std::move(does));
        command->add_option("-c,--config", config, "The configuration file")->capture_default_str();
        return command;
    }

    void add_sandbox() {
        auto* command = add("sandbox", "Run a local Slack workspace to try a bot against", [this] {
            sandbox.limits = !no_limits;
            return pilothouse::program::sandbox(sandbox);
        });
        command->add_option("--address", sandbox.address)->capture_default_str();
        command->add_option("--port", sandbox.port, "0 takes a free one")->capture_default_str();
        command->add_option("--certificate", sandbox.certificate, "PEM file; with --key: TLS");
        command->add_option("--key", sandbox.key, "PEM file");
        command->add_option("--seed", sandbox.seed, "JSON file that replaces parts of the workspace");
        command->add_option("--page", sandbox.page, "Folder of the built page");
        command->add_option("--time-scale", sandbox.time_scale, "0.01: an hour of Slack's time takes 36 s")
            ->capture_default_str();
        command->add_flag("--no-limits", no_limits, "No rate limits");
    }

    void add_demo() {
        auto* command =
            add("demo", "Run the sandbox and the bot side by side, with programs that pretend to deploy", [this] {
                demo.scene = !no_scene;
                return pilothouse::program::demo(demo);
            });
        command->add_option("-c,--config", demo.file, "A configuration of your own");
        command->add_option("--folder", demo.folder, "Where its database and runs live")->capture_default_str();
        command->add_option("--port", demo.port, "Of the page; 0 takes a free one")->capture_default_str();
        command->add_option("--page", demo.page, "Folder of the built page");
        command->add_flag("--no-scene", no_scene, "No builds and alerts by itself");
        auto* event = add("demo-event", "Let something happen in the demo that runs", [this] {
            return pilothouse::program::demo_event(demo_event);
        });
        const auto& events = pilothouse::program::demo_events;
        event->add_option("event", demo_event.event, "break-build, fix-build, fire or resolve")
            ->required()
            ->check(CLI::IsMember(std::vector<std::string>(events.begin(), events.end())));
        event->add_option("--folder", demo_event.folder, "Of the demo");
    }
};

} // namespace

int main(int argc, char** argv) {
    settle_process();
    try {
        CommandLine line;
        try {
            line.app.parse(argc, argv);
        } catch (const CLI::ParseError& wrong) {
            return line.app.exit(wrong) == 0 ? pilothouse::program::exit_ok : pilothouse::program::exit_usage;
        }
        return line.work();
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "pilothouse: a fault in the program: %s\n", fault.what());
        return pilothouse::program::exit_failed;
    }
}
