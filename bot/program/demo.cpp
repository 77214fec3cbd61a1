#include "bot/program/child.hpp"
#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"
#include "core/log.hpp"
#include "sandbox/slack/sandbox.hpp"

#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <filesystem>

namespace pilothouse::program {

namespace {

/// The bot as a process of its own, so that it can be killed in the middle of a deploy to see what happens: it is
/// started again, and the same card goes on.
class RunningBot {
public:
    RunningBot(std::string file, std::string folder, std::string sandbox_url)
        : file_(std::move(file)), folder_(std::move(folder)), url_(std::move(sandbox_url)) {}

    Result<void> start() {
        auto child = Child::start(
            {beside_program("pilothouse"), "run", "--config", file_},
            {{"SLACK_API_URL", url_ + "/api/"},
             {"SLACK_APP_TOKEN", "xapp-sandbox"},
             {"SLACK_BOT_TOKEN", "xoxb-sandbox"},
             {"PILOTHOUSE_DATABASE", folder_ + "/pilothouse.db"}}
        );
        if (!child) return std::unexpected(child.error());
        child_ = *child;
        return {};
    }

    /// Starts it again when it was killed; ends the demo when it refuses to run.
    bool still_wanted() {
        const auto status = child_.ended();
        if (!status) return true;
        if (WIFEXITED(*status)) {
            std::fprintf(stderr, "The bot ended with status %d; see its lines above.\n", WEXITSTATUS(*status));
            return false;
        }
        std::printf("The bot was killed; it starts again and takes up where it was.\n");
        std::fflush(stdout);
        return start().has_value();
    }

    void end() { child_.end(); }

    [[nodiscard]] pid_t pid() const { return child_.pid(); }

private:
    std::string file_, folder_, url_;
    Child child_;
};

void greet(const std::string& url, pid_t bot) {
    std::printf(
        "\n  Pilothouse runs against a Slack of its own on this machine.\n\n"
        "    Open      %s/\n"
        "    Type      /deploy api v1.4.2 to staging        in #deploys, and watch the card\n"
        "    Then      /deploy api to production            and approve it as another person\n"
        "    Mistype   /deploy api v1.4.2 to stagging\n"
        "    Kill it   kill -9 %-6d                         in the middle of a deploy: it goes on\n\n"
        "  Ctrl-C ends both.\n\n",
        url.c_str(), static_cast<int>(bot)
    );
    std::printf("demo.ready url=%s/ bot_pid=%d\n", url.c_str(), static_cast<int>(bot));
    std::fflush(stdout);
}

/// Greets when the bot hears, so that the first thing typed is answered.
net::awaitable<void>
greet_when_connected(const sandbox::Sandbox& workspace, const RunningBot& bot, const bool& ending) {
    constexpr auto patience = std::chrono::seconds{30};
    const auto begun = std::chrono::steady_clock::now();
    while (!ending && workspace.sockets() == 0 && std::chrono::steady_clock::now() - begun < patience)
        if (!co_await net::pause(std::chrono::milliseconds{20})) co_return;
    if (ending) co_return;
    if (workspace.sockets() > 0) co_return greet(workspace.base_url(), bot.pid());
    std::printf(
        "\n  The bot has not connected within %lld s. Its lines above say why; Ctrl-C ends both.\n\n",
        static_cast<long long>(patience.count())
    );
    std::fflush(stdout);
}

} // namespace

int demo(const DemoOptions& options) {
    const std::string folder = options.folder.empty() ? ".demo" : options.folder;
    const std::string file = options.file.empty() ? "config/demo.toml" : options.file;
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return complain({Errc::bad_input, "can't make the folder " + folder + ": " + failed.message()});
    if (!settings_or_complain(file, false)) return exit_config;

    Loop loop;
    sandbox::Options wanted;
    wanted.port = options.port;
    wanted.page_folder = page_folder(options.page);
    auto workspace = sandbox::Sandbox::start(loop.executor(), wanted);
    if (!workspace) return complain(workspace.error());

    RunningBot bot(file, folder, workspace->base_url());
    if (auto started = bot.start(); !started) return complain(started.error());
    int status = exit_ok;
    bool ending = false;
    const auto end = [&] {
        ending = true;
        bot.end();
        loop.forget_signals();
        loop.spawn("sandbox.stop", workspace->stop());
    };
    loop.on_end_signal([&](int) { end(); });
    loop.on_child_signal([&] {
        if (bot.still_wanted()) return;
        status = exit_failed;
        end();
    });
    loop.spawn("greet", greet_when_connected(*workspace, bot, ending));
    loop.run();
    return status;
}

} // namespace pilothouse::program
