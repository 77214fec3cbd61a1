#include "bot/program/child.hpp"
#include "bot/program/demo_events.hpp"
#include "bot/program/loop.hpp"
#include "bot/program/program.hpp"
#include "core/log.hpp"
#include "sandbox/slack/sandbox.hpp"

#include <boost/asio/ip/tcp.hpp>

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
    RunningBot(std::string file, std::string folder, std::string sandbox_url, std::uint16_t port)
        : file_(std::move(file)), folder_(std::move(folder)), url_(std::move(sandbox_url)), port_(port) {}

    Result<void> start() {
        auto variables = demo_secrets();
        variables.insert(
            variables.end(), {{"SLACK_API_URL", url_ + "/api/"},
                              {"SLACK_APP_TOKEN", "xapp-sandbox"},
                              {"SLACK_BOT_TOKEN", "xoxb-sandbox"},
                              {"PILOTHOUSE_DATABASE", folder_ + "/pilothouse.db"}}
        );
        auto child = Child::start(
            {beside_program("pilothouse"), "run", "--config", file_, "--http-port", std::to_string(port_)}, variables
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
    std::uint16_t port_; ///< the same after each start, for those who send to it
    Child child_;
};

/// A port of this machine for the bot's hooks.
std::uint16_t free_port(const net::executor& loop) {
    using boost::asio::ip::tcp;
    const tcp::endpoint any(boost::asio::ip::address_v4::loopback(), 0);
    return tcp::acceptor(loop, any).local_endpoint().port();
}

/// How this program was called, as short as it can be typed here.
std::string own_name() {
    std::error_code failed;
    const auto name = std::filesystem::proximate(beside_program("pilothouse"), failed).string();
    return failed ? std::string("pilothouse") : name;
}

void greet(const std::string& url, pid_t bot, const std::string& event_command) {
    std::printf(
        "\n  Pilothouse runs against a Slack of its own on this machine.\n\n"
        "    Open      %s/\n"
        "    Type      /deploy api v1.4.2 to staging        in #deploys, and watch the card\n"
        "    Then      /deploy api to production            and approve it as another person\n"
        "    Mistype   /deploy api v1.4.2 to stagging\n"
        "    Kill it   kill -9 %-6d                         in the middle of a deploy: it goes on\n\n"
        "    Break it  %s break-build\n"
        "              a build of main turns red in #api; then fix-build, and fire and resolve for an alert in #ops.\n"
        "              Soon after a deploy of api they make it suspect.\n\n"
        "  Ctrl-C ends both.\n\n",
        url.c_str(), static_cast<int>(bot), event_command.c_str()
    );
    std::printf("demo.ready url=%s/ bot_pid=%d\n", url.c_str(), static_cast<int>(bot));
    std::fflush(stdout);
}

struct Stage {
    const sandbox::Sandbox& workspace;
    const RunningBot& bot;
    std::string folder;
    bool scene;
    const bool& ending;
};

net::awaitable<bool> wait(const Stage& stage, Duration span) {
    constexpr Duration look{50};
    for (; span.count() > 0 && !stage.ending; span -= look)
        if (!co_await net::pause(look)) co_return false;
    co_return !stage.ending;
}

/// Sends it again while the bot is being started anew.
net::awaitable<void> tell(const Stage& stage, net::executor loop, const char* event, const char* words) {
    std::printf("  %s\n", words);
    std::fflush(stdout);
    constexpr int tries = 20;
    Result<void> sent;
    for (int i = 0; i < tries; ++i) {
        sent = co_await send_demo_event(loop, stage.folder, event);
        if (sent || !co_await wait(stage, std::chrono::seconds{1})) co_return;
    }
    std::printf("  That could not be told: %s\n", sent.error().text().c_str());
    std::fflush(stdout);
}

net::awaitable<void> play(const Stage& stage, net::executor loop) {
    struct Act {
        Duration after;
        const char* event;
        const char* words;
    };

    static constexpr Act acts[] = {
        {std::chrono::seconds{3}, "break-build", "A build of main breaks: see #api."},
        {std::chrono::seconds{6}, "fire", "An alert fires: see #ops."},
        {std::chrono::seconds{9}, "fix-build", "The build is mended."},
        {std::chrono::seconds{9}, "resolve", "The alert is over."},
    };
    for (const auto& act : acts) {
        if (!co_await wait(stage, act.after)) co_return;
        co_await tell(stage, loop, act.event, act.words);
    }
}

/// Greets when the bot hears, so that the first thing typed is answered; then the scene begins.
net::awaitable<void> begin(const Stage& stage, net::executor loop) {
    constexpr auto patience = std::chrono::seconds{30};
    const auto begun = std::chrono::steady_clock::now();
    while (!stage.ending && stage.workspace.sockets() == 0 && std::chrono::steady_clock::now() - begun < patience)
        if (!co_await net::pause(std::chrono::milliseconds{20})) co_return;
    if (stage.ending) co_return;
    if (stage.workspace.sockets() > 0) {
        const bool usual = stage.folder == default_demo_folder;
        greet(
            stage.workspace.base_url(), stage.bot.pid(),
            own_name() + " demo-event" + (usual ? "" : " --folder " + stage.folder)
        );
        if (stage.scene) co_await play(stage, loop);
        co_return;
    }
    std::printf(
        "\n  The bot has not connected within %lld s. Its lines above say why; Ctrl-C ends both.\n\n",
        static_cast<long long>(patience.count())
    );
    std::fflush(stdout);
}

} // namespace

int demo(const DemoOptions& options) {
    const std::string folder = options.folder.empty() ? std::string(default_demo_folder) : options.folder;
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

    const auto port = free_port(loop.executor());
    if (auto noted = note_demo_port(folder, port); !noted) return complain(noted.error());
    RunningBot bot(file, folder, workspace->base_url(), port);
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
    const Stage stage{*workspace, bot, folder, options.scene, ending};
    loop.spawn("begin", begin(stage, loop.executor()));
    loop.run();
    return status;
}

} // namespace pilothouse::program
