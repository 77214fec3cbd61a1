#include "end_to_end_stage.hpp"
#include "integrations/net/hmac.hpp"

#include <catch2/catch.hpp>
#include <sys/mount.h>

#include <fstream>

/// The other way in, new configurations, the end of the program, and a full disk.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

/// Ends the stage whatever happens, and lets a failure through afterwards.
void on_stage(StageOptions options, const std::function<net::awaitable<void>(Stage&)>& script) {
    run([&](net::executor loop) -> net::awaitable<void> {
        Stage stage(loop, std::move(options));
        std::exception_ptr thrown;
        try {
            co_await script(stage);
        } catch (...) {
            thrown = std::current_exception();
        }
        co_await stage.end();
        if (thrown) std::rethrow_exception(thrown);
    });
}

net::awaitable<void> deploys_once(Stage& stage, const std::string& version) {
    CHECK(co_await stage.request(version));
    CHECK(co_await stage.approve("ben", version));
    CHECK(co_await stage.card_says(version, "succeeded", 60s));
    CHECK(stage.ledger()[version] == 1);
}

std::string metric(const std::string& page, const std::string& name) {
    const auto at = page.find("\n" + name + " ");
    return at == std::string::npos ? "none" : page.substr(at + 1, page.find('\n', at + 1) - at - 1);
}

net::awaitable<std::string> events_taken(Stage& stage) {
    co_return metric((co_await stage.ask_bot({.target = "/metrics"})).body, "pilothouse_events_total");
}

net::HttpRequest slash_request(std::string secret, const std::string& timestamp) {
    net::HttpRequest request{.method = "POST", .target = "/slack/commands"};
    request.body = net::form_encoded(
        {{"command", "/deploy"},
         {"text", "web v6.6.6 to production"},
         {"user_id", "UANA"},
         {"channel_id", "CDEPLOYS"},
         {"team_id", "TNORTHWIND"},
         {"trigger_id", "1.2.3"}}
    );
    request.headers = {
        {"Content-Type", "application/x-www-form-urlencoded"},
        {"X-Slack-Request-Timestamp", timestamp},
        {"X-Slack-Signature", "v0=" + net::hmac_sha256_hex(secret, "v0:" + timestamp + ":" + request.body)}
    };
    return request;
}

/// Waits until the operators' channel says so.
net::awaitable<bool> operators_read(Stage& stage, std::string words) {
    co_return co_await stage.until(
        [&stage, words]() -> net::awaitable<bool> { co_return co_await stage.said("CPILOTHOUSE", words); }, 20s
    );
}

/// A disk that is soon full; none where this user may not mount.
class SmallDisk {
public:
    SmallDisk() : mounted_(::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=32m") == 0) {}

    ~SmallDisk() {
        if (mounted_) ::umount2(folder_.path().c_str(), MNT_DETACH);
    }

    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    [[nodiscard]] bool there() const { return mounted_; }

    [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }

    void fill() const {
        std::ofstream ballast(path() / "ballast", std::ios::binary);
        const std::string block(1024, 'x');
        while (ballast.write(block.data(), 1024).flush()) {
        }
    }

    void make_room() const { std::filesystem::remove(path() / "ballast"); }

private:
    Folder folder_;
    bool mounted_;
};

} // namespace

TEST_CASE("over HTTP the same is said and done, and only for Slack") {
    on_stage({.data = {}, .over_http = true}, [](Stage& stage) -> net::awaitable<void> {
        stage.start_bot();
        CHECK(co_await stage.ready(0));
        CHECK((co_await stage.control().post("/_sim/verify_url", Json::object()))["ok"] == true);
        co_await stage.say("ana", "COPS", "<@UPILOT> status nosuchservice");
        co_await deploys_once(stage, "v1.0.0");
        CHECK(co_await stage.until([&]() { return stage.said("COPS", "nosuchservice"); }, 20s));
        CHECK(co_await stage.rest());
        CHECK((co_await stage.stats())["counters"].value("acks.missing", 0) == 0);

        const auto before = co_await events_taken(stage);
        const auto now_s = std::to_string(to_unix_ms(now()) / 1000);
        const auto old_s = std::to_string(to_unix_ms(now()) / 1000 - 3600);
        CHECK((co_await stage.ask_bot(slash_request("another secret", now_s))).status == 401);
        CHECK((co_await stage.ask_bot(slash_request("sandbox-signing-secret", old_s))).status == 401);
        auto unsigned_request = slash_request("sandbox-signing-secret", now_s);
        unsigned_request.headers.resize(1);
        CHECK((co_await stage.ask_bot(std::move(unsigned_request))).status == 401);
        CHECK(co_await stage.rest());
        CHECK(co_await events_taken(stage) == before);
        CHECK((co_await stage.card("v6.6.6")).is_null());
        CHECK((co_await stage.ask_bot(slash_request("sandbox-signing-secret", now_s))).status == 200);
        CHECK(co_await events_taken(stage) != before);
    });
}

TEST_CASE("a new configuration is told to the operators, and a wrong one too") {
    on_stage({.data = {}}, [](Stage& stage) -> net::awaitable<void> {
        stage.start_bot();
        CHECK(co_await stage.ready());
        auto settings = stage.settings();
        settings.services[0].environments[0].approvals = 0;
        stage.bot().reload(settings);
        CHECK(co_await operators_read(stage, "I work by the new configuration now"));
        (void)co_await stage.command("ana", "/deploy web v2.0.0 to production");
        CHECK(co_await stage.card_says("v2.0.0", "succeeded", 60s));

        stage.bot().refuse_reload(Error{.code = Errc::bad_input, .message = "bot.toml:3:1: unknown setting 'colour'"});
        CHECK(co_await operators_read(stage, "bot.toml:3:1: unknown setting 'colour'"));
        settings.slack.sockets = 1;
        stage.bot().reload(settings);
        CHECK(co_await operators_read(stage, "waits for a restart"));
        CHECK(co_await stage.rest());
        CHECK((co_await stage.said_by_bot("CPILOTHOUSE")).size() == 3);
    });
}

TEST_CASE("a deploy runs on while the bot is away, and its card comes to the right end") {
    const bool ends_while_away = GENERATE(false, true);
    on_stage({.data = {}}, [ends_while_away](Stage& stage) -> net::awaitable<void> {
        const auto hold = stage.folder() / "hold";
        std::ofstream(hold) << "1";
        stage.start_bot();
        CHECK(co_await stage.ready());
        CHECK(co_await stage.request("v3.0.0"));
        CHECK(co_await stage.approve("ben", "v3.0.0"));
        CHECK(co_await stage.until([&]() -> net::awaitable<bool> { co_return stage.ledger().contains("v3.0.0"); }, 30s)
        );
        CHECK(co_await stage.stop_bot() < 10s);
        CHECK((co_await stage.stats())["sockets"]["registered"] == 0);
        if (ends_while_away) std::filesystem::remove(hold);
        stage.start_bot();
        CHECK(co_await stage.until([&]() -> net::awaitable<bool> {
            co_return (co_await stage.stats())["sockets"]["live"] == 2;
        }));
        if (!ends_while_away) {
            CHECK(co_await stage.card_says("v3.0.0", "running", 20s));
            std::filesystem::remove(hold);
        }
        CHECK(co_await stage.card_says("v3.0.0", "succeeded", 60s));
        CHECK(co_await stage.rest());
        CHECK(stage.ledger() == std::map<std::string, int>{{"v3.0.0", 1}});
        CHECK((co_await stage.said_by_bot("CDEPLOYS")).size() == 1);
    });
}

TEST_CASE("a full disk: commands are refused with the reason, and all is well when there is room again") {
    const SmallDisk disk;
    if (!disk.there()) {
        WARN("not tried: this user may not mount a small disk");
        return;
    }
    on_stage({.data = disk.path()}, [&disk](Stage& stage) -> net::awaitable<void> {
        stage.start_bot();
        CHECK(co_await stage.ready());
        co_await deploys_once(stage, "v1.0.0");
        disk.fill();
        Json answer;
        CHECK(co_await stage.until(
            [&]() -> net::awaitable<bool> {
                answer = co_await stage.command("ana", "/deploy web v4.0.0 to production");
                co_return !answer.dump().contains("approv");
            },
            20s
        ));
        INFO(answer.dump());
        CHECK(answer.value("ok", false));
        CHECK(answer.dump().contains("othing was"));
        CHECK((co_await stage.ask_bot({.target = "/healthz"})).status == 200);
        // The first refusal frees what was kept aside for it; when that is used up as well, nothing is accepted.
        CHECK(co_await stage.until([&]() -> net::awaitable<bool> {
            disk.fill();
            (void)co_await stage.command("ana", "/deploy web v4.0.0 to production");
            co_return (co_await stage.ask_bot({.target = "/readyz"})).status == 503;
        }));

        disk.make_room();
        CHECK(co_await stage.until([&]() -> net::awaitable<bool> {
            co_return (co_await stage.ask_bot({.target = "/readyz"})).status == 200;
        }));
        co_await deploys_once(stage, "v5.0.0");
    });
}

} // namespace pilothouse::tests
