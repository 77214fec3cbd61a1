#include "integrations/slack/socket_link.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/slack/fake_slack.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace pilothouse::tests;
using namespace std::chrono_literals;

namespace {

/// Slack's end of one socket.
struct Session {
    std::shared_ptr<net::WebSocket> socket{};
    std::vector<nlohmann::json> acks{};
    bool over = false;
    std::uint16_t close_code = 0;

    void send(const nlohmann::json& frame) { (void)socket->write(frame.dump()); }

    [[nodiscard]] const nlohmann::json* ack_of(const std::string& envelope) const {
        for (const auto& ack : acks)
            if (ack["envelope_id"] == envelope) return &ack;
        return nullptr;
    }
};

/// Keeps what it is offered; the test says what becomes of it.
struct ScriptedIntake : commands::Intake {
    std::vector<commands::Incoming> held;
    std::vector<commands::Noticed> notices;
    bool full = false;

    bool offer(commands::Incoming incoming) override {
        if (const auto* const notice = std::get_if<commands::Noticed>(&incoming.event)) {
            notices.push_back(*notice);
            incoming.acknowledge(commands::Acknowledgement{});
            return true;
        }
        if (full) return false;
        held.push_back(std::move(incoming));
        return true;
    }

    [[nodiscard]] bool told(const std::string& key) const {
        return std::ranges::any_of(notices, [&](const auto& notice) { return notice.key == key; });
    }
};

nlohmann::json mention(const std::string& id) {
    nlohmann::json frame = nlohmann::json::parse(
        R"({"type":"events_api","accepts_response_payload":false,"retry_attempt":0,"payload":{"type":"event_callback",
        "event":{"type":"app_mention","user":"U1","text":"<@UBOT> status","ts":"1.2","channel":"C1"}}})"
    );
    frame["envelope_id"] = id;
    frame["payload"]["event_id"] = "Ev" + id;
    return frame;
}

nlohmann::json slash(const std::string& id, const std::string& response_url) {
    nlohmann::json frame = nlohmann::json::parse(
        R"({"type":"slash_commands","accepts_response_payload":true,"payload":{"command":"/status","text":"",
        "user_id":"U1","channel_id":"C1","trigger_id":"1.1"}})"
    );
    frame["envelope_id"] = id;
    frame["payload"]["trigger_id"] = "t" + id;
    frame["payload"]["response_url"] = response_url;
    return frame;
}

nlohmann::json press(const std::string& id, const std::string& response_url) {
    nlohmann::json frame = nlohmann::json::parse(
        R"({"type":"interactive","accepts_response_payload":false,"payload":{"type":"block_actions","user":{"id":"U1"},
        "channel":{"id":"C1"},"actions":[{"type":"button","action_id":"deploy.approve#0","value":"812",
        "action_ts":"1.5"}]}})"
    );
    frame["envelope_id"] = id;
    frame["payload"]["response_url"] = response_url;
    return frame;
}

nlohmann::json submission(const std::string& id) {
    nlohmann::json frame = nlohmann::json::parse(
        R"({"type":"interactive","accepts_response_payload":true,"payload":{"type":"view_submission",
        "user":{"id":"U1"},"view":{"id":"V1","hash":"1.a","callback_id":"deploy.request","private_metadata":"",
        "state":{"values":{"version":{"version":{"type":"plain_text_input","value":"v1"}}}}}}})"
    );
    frame["envelope_id"] = id;
    return frame;
}

nlohmann::json unknown_kind(const std::string& id) {
    nlohmann::json frame;
    frame["type"] = "something_new";
    frame["envelope_id"] = id;
    frame["payload"]["x"] = 1;
    return frame;
}

nlohmann::json disconnect(const std::string& reason) {
    nlohmann::json frame;
    frame["type"] = "disconnect";
    frame["reason"] = reason;
    return frame;
}

SocketLinkOptions quick(const std::string& api) {
    SocketLinkOptions options;
    options.rules.sockets = 1;
    options.rules.open_every = 1ms;
    options.rules.opens_a_minute = 1000;
    options.rules.backoff = 5ms;
    options.rules.backoff_cap = 20ms;
    options.rules.hello = 5s;
    options.rules.crowded = 100ms;
    options.rules.probe = 100ms;
    options.rules.drain_quiet = 50ms;
    options.rules.deaf = 10s;
    options.rules.proof = 5s;
    options.deadline = 2s;
    options.response_urls = ResponseUrls({}, api);
    return options;
}

/// The link between a scripted Slack and a scripted intake.
struct LinkBench {
    explicit LinkBench(net::executor on, std::function<void(SocketLinkOptions&)> change = {})
        : loop(on), slack(on), http(on, tls_for_tests()),
          api(*WebClient::create(http, slack.api(), Secret{"xapp-1"}, {.pace = false})), directory(api),
          sender(api, directory, sender_options(slack.api())), options(quick(slack.api())), group(on) {
        if (change) change(options);
        link.emplace(loop, tls_for_tests(), api, directory, sender, intake, options);
        slack.script("auth.test", ok(R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})"));
        slack.script(
            "apps.connections.open",
            ok(R"({"ok":true,"url":"ws://127.0.0.1:)" + std::to_string(slack.server.port()) + R"(/link/?ticket=1"})")
        );
        slack.server.on_upgrade(
            [this](net::HttpRequest, net::Peer, std::function<net::awaitable<Result<net::WebSocket>>()> accept) {
                return std::optional<net::awaitable<void>>(serve(std::move(accept)));
            }
        );
    }

    static SenderOptions sender_options(const std::string& api) {
        SenderOptions options;
        options.response_urls = ResponseUrls({}, api);
        return options;
    }

    net::awaitable<void> serve(std::function<net::awaitable<Result<net::WebSocket>>()> accept) {
        auto accepted = co_await accept();
        if (!accepted) co_return;
        const auto session = std::make_shared<Session>();
        session->socket = std::make_shared<net::WebSocket>(*std::move(accepted));
        sessions.push_back(session);
        if (deaf_server) session->socket->answer_pings(false);
        if (greet) session->send(hello(connections));
        while (true) {
            const auto frame = co_await session->socket->read();
            if (!frame) break;
            session->acks.push_back(nlohmann::json::parse(*frame));
        }
        session->over = true;
        session->close_code = session->socket->close_code();
    }

    static nlohmann::json hello(int connections) {
        nlohmann::json frame;
        frame["type"] = "hello";
        frame["num_connections"] = connections;
        frame["debug_info"]["approximate_connection_time"] = 18060;
        return frame;
    }

    void start() { group.spawn("link", link->run()); }

    /// Waits until `condition` holds; the test fails when it does not within 5 s.
    net::awaitable<void> until(std::function<bool()> condition) {
        const auto limit = std::chrono::steady_clock::now() + 5s;
        while (!condition() && std::chrono::steady_clock::now() < limit)
            (void)co_await net::pause(2ms);
        REQUIRE(condition());
    }

    net::awaitable<void> live(std::size_t sockets = 1) {
        start();
        co_await until([this, sockets] { return static_cast<std::size_t>(link->snapshot().sockets.live) == sockets; });
    }

    net::awaitable<void> end() {
        co_await link->stop(1s);
        CHECK(co_await group.join(2s));
        http.close();
        co_await slack.server.stop(1s);
    }

    net::executor loop;
    FakeSlack slack;
    net::HttpClient http;
    WebClient api;
    Directory directory;
    Sender sender;
    ScriptedIntake intake;
    SocketLinkOptions options;
    net::TaskGroup group;
    std::optional<SocketLink> link;
    std::vector<std::shared_ptr<Session>> sessions;
    bool greet = true;
    bool deaf_server = false;
    int connections = 1;
};

} // namespace

TEST_CASE("link: an envelope is acknowledged only after the intake says that it is durable") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        Session& session = *bench.sessions.at(0);
        session.send(mention("e1"));
        session.send(unknown_kind("e2"));
        // The later one needs no commit: when its acknowledgement is here, the first one's would be as well.
        co_await bench.until([&] { return session.ack_of("e2") != nullptr; });
        CHECK(session.ack_of("e1") == nullptr);
        REQUIRE(bench.intake.held.size() == 1);
        CHECK(bench.intake.held[0].source == "slack");
        CHECK(bench.intake.held[0].key == "event:Eve1");
        CHECK(std::holds_alternative<commands::Said>(bench.intake.held[0].event));
        bench.intake.held[0].acknowledge(commands::Acknowledgement{});
        co_await bench.until([&] { return session.ack_of("e1") != nullptr; });
        CHECK_FALSE(session.ack_of("e1")->contains("payload"));
        const LinkSnapshot seen = bench.link->snapshot();
        CHECK(seen.ready());
        CHECK(seen.envelopes.at("events_api") == 1);
        CHECK(seen.acknowledged == 2);
        co_await bench.end();
    });
}

TEST_CASE("link: the answer to a slash command rides on its acknowledgement") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        Session& session = *bench.sessions.at(0);
        session.send(slash("e1", bench.slack.address() + "/hooks/1"));
        co_await bench.until([&] { return bench.intake.held.size() == 1; });
        commands::Acknowledgement said;
        said.answer = commands::Card{.title = Text{"All is well"}};
        bench.intake.held[0].acknowledge(said);
        co_await bench.until([&] { return session.ack_of("e1") != nullptr; });
        CHECK(session.ack_of("e1")->at("payload").dump().find("All is well") != std::string::npos);
        CHECK(bench.slack.times("/hooks/1") == 0);
        co_await bench.end();
    });
}

TEST_CASE("link: an answer too big for a frame goes through the response_url") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        bench.slack.script("/hooks/1", ok("ok"));
        co_await bench.live();
        Session& session = *bench.sessions.at(0);
        std::size_t longest = 0;
        std::size_t most_frames = 0;
        session.socket->on_frames([&](std::size_t bytes, std::size_t frames) {
            longest = std::max(longest, bytes);
            most_frames = std::max(most_frames, frames);
        });
        session.send(slash("e1", bench.slack.address() + "/hooks/1"));
        co_await bench.until([&] { return bench.intake.held.size() == 1; });
        commands::Acknowledgement said;
        said.answer = commands::Card{.title = Text{"Much"}};
        std::string wide; // letters of three bytes: Slack counts letters in a message, but bytes in a frame
        for (int i = 0; i < 240; ++i)
            wide += "\u65e5";
        for (int i = 0; i < 45; ++i)
            said.answer->blocks.emplace_back(commands::Paragraph{Text{wide}});
        bench.intake.held[0].acknowledge(said);
        co_await bench.until([&] { return bench.slack.times("/hooks/1") == 1; });
        co_await bench.until([&] { return session.ack_of("e1") != nullptr; });
        CHECK_FALSE(session.ack_of("e1")->contains("payload"));
        CHECK(longest < 20'000);
        CHECK(most_frames <= 1);
        co_await bench.end();
    });
}

TEST_CASE("link: what the program can't take") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        for (const bool offered : {false, true}) { // refused at the door, or failed at the commit
            LinkBench bench(loop);
            bench.slack.script("/hooks/1", ok("ok"));
            bench.intake.full = !offered;
            co_await bench.live();
            Session& session = *bench.sessions.at(0);
            const std::string hook = bench.slack.address() + "/hooks/1";
            session.send(mention("event"));
            session.send(slash("slash", hook));
            session.send(press("press", hook));
            session.send(submission("form"));
            session.send(unknown_kind("end"));
            co_await bench.until([&] { return session.ack_of("end") != nullptr; });
            for (const auto& incoming : bench.intake.held)
                incoming.acknowledge(fail(Errc::unavailable, "disk full"));
            co_await bench.until([&] { return session.acks.size() == 4 && bench.slack.times("/hooks/1") == 1; });
            CHECK(session.ack_of("event") == nullptr); // Slack sends it again
            const std::string words = session.ack_of("slash")->at("payload").at("text");
            CHECK(words.find("nothing was started") != std::string::npos);
            CHECK(words.find("repeat") != std::string::npos);
            CHECK_FALSE(session.ack_of("press")->contains("payload"));
            CHECK(bench.slack.heard("/hooks/1")[0].request.body.find("nothing was started") != std::string::npos);
            CHECK(session.ack_of("form")->at("payload").at("response_action") == "errors");
            CHECK(session.ack_of("form")->at("payload").at("errors").contains("version"));
            CHECK(bench.link->snapshot().refused == 4);
            co_await bench.end();
        }
    });
}

TEST_CASE("link: what can't be read is acknowledged by its id and counted") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        Session& session = *bench.sessions.at(0);
        (void)session.socket->write(R"({"envelope_id":"e1","type":"events_api","payload":{"broken)");
        (void)session.socket->write("rubbish");
        (void)session.socket->write(R"({"envelope_id":"e2","type":"slash_commands","payload":{}})");
        co_await bench.until([&] { return session.ack_of("e1") != nullptr && session.ack_of("e2") != nullptr; });
        CHECK(bench.link->snapshot().broken == 3);
        CHECK(bench.link->snapshot().sockets.live == 1);
        CHECK(bench.intake.held.empty());
        co_await bench.end();
    });
}

TEST_CASE("link: a refresh loses no envelope and answers each on its own socket") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        for (std::size_t round = 0; round < 20; ++round) {
            const auto old = bench.sessions.back();
            const std::string tag = std::to_string(round);
            old->send(mention(tag + "-before"));
            old->send(disconnect(round % 2 == 0 ? "warning" : "refresh_requested"));
            old->send(mention(tag + "-after"));
            co_await bench.until([&] { return bench.sessions.size() == round + 2; });
            CHECK_FALSE(old->over); // the new one is here before the old one goes
            const auto fresh = bench.sessions.back();
            old->send(mention(tag + "-old"));
            fresh->send(mention(tag + "-new"));
            co_await bench.until([&] { return bench.intake.held.size() == 4; });
            CHECK_FALSE(old->over); // nor before its acknowledgements are out
            for (const auto& incoming : std::exchange(bench.intake.held, {}))
                incoming.acknowledge(commands::Acknowledgement{});
            co_await bench.until([&] { return old->over; });
            CHECK(old->close_code == 1000);
            for (const char* part : {"-before", "-after", "-old"})
                CHECK(old->ack_of(tag + part));
            CHECK(old->ack_of(tag + "-new") == nullptr);
            co_await bench.until([&] { return fresh->ack_of(tag + "-new") != nullptr; });
        }
        CHECK(bench.intake.notices.empty());
        co_await bench.end();
    });
}

TEST_CASE("link: too many websockets: goodbye first, then a pause") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        const auto first = bench.sessions.at(0);
        const auto began = std::chrono::steady_clock::now();
        first->send(disconnect("too_many_websockets"));
        co_await bench.until([&] { return first->over; });
        CHECK(first->close_code == 1000);
        CHECK(bench.sessions.size() == 1);
        co_await bench.until([&] { return bench.sessions.size() == 2; });
        CHECK(std::chrono::steady_clock::now() - began >= 100ms);
        CHECK(bench.intake.told("slack/crowded"));
        co_await bench.end();
    });
}

TEST_CASE("link: Socket Mode switched off is told, and looked at again") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        bench.sessions.at(0)->send(disconnect("link_disabled"));
        co_await bench.until([&] { return bench.intake.told("slack/operator"); });
        CHECK_FALSE(bench.link->snapshot().ready());
        CHECK_FALSE(bench.link->snapshot().sockets.trouble.empty());
        co_await bench.until([&] { return bench.link->snapshot().ready(); });
        CHECK(bench.intake.notices.back().tone == commands::Tone::good);
        co_await bench.end();
    });
}

TEST_CASE("link: a refused token is told with Slack's word for it") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        bench.slack.answer("apps.connections.open", [](const tests::Heard&) { return refusal("invalid_auth"); });
        bench.start();
        co_await bench.until([&] { return bench.intake.told("slack/operator"); });
        CHECK(bench.intake.notices[0].text.plain().find("invalid_auth") != std::string::npos);
        co_await bench.end();
    });
}

TEST_CASE("link: a silent peer is found out and replaced") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop, [](SocketLinkOptions& options) {
            options.websocket.silence = 150ms;
            options.websocket.ping_every = 50ms;
        });
        bench.deaf_server = true;
        co_await bench.live();
        bench.deaf_server = false;
        co_await bench.until([&] { return bench.sessions.size() == 2; });
        co_await bench.until([&] { return bench.link->snapshot().ready(); });
        CHECK(bench.link->snapshot().sockets.disconnects.at("lost") >= 1);
        co_await bench.end();
    });
}

TEST_CASE("link: no hello, and another try") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop, [](SocketLinkOptions& options) { options.rules.hello = 200ms; });
        bench.greet = false;
        bench.start();
        co_await bench.until([&] { return bench.sessions.size() == 1; });
        bench.greet = true;
        co_await bench.until([&] { return bench.link->snapshot().ready(); });
        co_await bench.until([&] { return bench.sessions.at(0)->over; });
        CHECK(bench.sessions.at(0)->close_code == 1000);
        co_await bench.end();
    });
}

TEST_CASE("link: a socket that breaks before the commit leaves the acknowledgement to Slack's next delivery") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        const auto first = bench.sessions.at(0);
        first->send(mention("e1"));
        co_await bench.until([&] { return bench.intake.held.size() == 1; });
        first->socket->drop();
        co_await bench.until([&] { return bench.sessions.size() == 2 && bench.link->snapshot().ready(); });
        bench.intake.held[0].acknowledge(commands::Acknowledgement{});
        CHECK(bench.link->snapshot().unsent_acks == 1);
        nlohmann::json again = mention("e1");
        again["retry_attempt"] = 1;
        bench.sessions.at(1)->send(again);
        co_await bench.until([&] { return bench.intake.held.size() == 2; });
        commands::Acknowledgement duplicate;
        duplicate.duplicate = true;
        bench.intake.held[1].acknowledge(duplicate);
        co_await bench.until([&] { return bench.sessions.at(1)->ack_of("e1") != nullptr; });
        CHECK(bench.link->snapshot().redeliveries == 1);
        co_await bench.end();
    });
}

TEST_CASE("link: stopping lets acknowledgements out, then says goodbye") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop, [](SocketLinkOptions& options) { options.rules.sockets = 2; });
        co_await bench.live(2);
        const auto first = bench.sessions.at(0);
        const auto second = bench.sessions.at(1);
        second->send(mention("e1"));
        co_await bench.until([&] { return bench.intake.held.size() == 1; });
        bench.group.spawn("stop", bench.link->stop(2s));
        co_await bench.until([&] { return first->over; });
        CHECK_FALSE(second->over);
        bench.intake.held[0].acknowledge(commands::Acknowledgement{});
        co_await bench.until([&] { return second->over; });
        CHECK(second->ack_of("e1"));
        CHECK(first->close_code == 1000);
        CHECK(second->close_code == 1000);
        co_await bench.end();
    });
}

TEST_CASE("link: an acknowledgement after the end is harmless") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        co_await bench.live();
        bench.sessions.at(0)->send(slash("e1", ""));
        co_await bench.until([&] { return bench.intake.held.size() == 1; });
        co_await bench.link->stop(10ms);
        CHECK(co_await bench.group.join(2s));
        CHECK(bench.sessions.at(0)->over);
        bench.intake.held[0].acknowledge(commands::Acknowledgement{.answer = commands::Card{}});
        bench.link.reset();
        bench.intake.held[0].acknowledge(fail(Errc::unavailable, "late"));
        bench.http.close();
        co_await bench.slack.server.stop(1s);
    });
}

TEST_CASE("link: stopping while nothing answers ends in time") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop, [](SocketLinkOptions& options) { options.deadline = 60s; });
        bench.slack.answer("apps.connections.open", [](const tests::Heard&) { return too_many(3600); });
        bench.start();
        co_await bench.until([&] { return bench.slack.times("apps.connections.open") == 1; });
        const auto began = std::chrono::steady_clock::now();
        co_await bench.end();
        CHECK(std::chrono::steady_clock::now() - began < 5s);
    });
}

TEST_CASE("link: more connections than ours are told") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        LinkBench bench(loop);
        bench.connections = 4;
        co_await bench.live();
        CHECK(bench.intake.told("slack/connections"));
        CHECK(bench.link->snapshot().sockets.connections == 4);
        co_await bench.end();
    });
}
