#include "core/json.hpp"
#include "integrations/net/hmac.hpp"
#include "integrations/net/http_server.hpp"
#include "tests/sandbox/harness.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::App;
using sandbox::tests::Json;
using sandbox::tests::Stage;

namespace {

Options fast() {
    Options options = tests::quiet();
    options.time_scale = 0.005; // the ack deadline is 15 ms, a minute 300 ms
    return options;
}

const auto deaf = [](const Json&) { return std::optional<Json>(); };

} // namespace

TEST_CASE("a typed mention arrives as app_mention and as message, encoded", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    stage.sim(
        "say", {{"as", "UANA"},
                {"channel", "CAPI"},
                {"text", "@pilothouse is `@ben` <b> & #ops ok? see https://x.example/?a=1&b=2."}}
    );
    const Json mention = app.event("app_mention")["payload"];
    const Json& event = mention["event"];
    CHECK(event["text"] == "<@UPILOT> is `@ben` &lt;b&gt; &amp; <#COPS|ops> ok? see <https://x.example/?a=1&amp;b=2>.");
    CHECK(event["user"] == "UANA");
    CHECK(event["channel"] == "CAPI");
    CHECK(event["blocks"][0]["elements"][0]["elements"][0]["user_id"] == "UPILOT");
    CHECK(mention["type"] == "event_callback");
    CHECK(mention["authorizations"][0]["user_id"] == "UPILOT");
    const Json message = app.event("message")["payload"]["event"];
    CHECK(message["channel_type"] == "channel");
    CHECK(message["ts"] == event["ts"]);
    CHECK(message["client_msg_id"] == event["client_msg_id"]);
}

TEST_CASE("direct messages come as message.im without a mention, and own posts come back", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    stage.sim("say", {{"as", "UBEN"}, {"channel", "DBEN"}, {"text", "<@UPILOT> hi"}});
    const Json said = app.event("message")["payload"]["event"];
    CHECK(said["channel_type"] == "im");
    CHECK(said["text"] == "<@UPILOT> hi");
    stage.api("chat.postMessage", {{"channel", "UBEN"}, {"text", "answer"}});
    const Json own = app.event("message", 1)["payload"]["event"];
    CHECK(own["bot_id"] == "BPILOT");
    CHECK(own["channel"] == "DBEN");
    stage.sim("edit", {{"as", "UBEN"}, {"channel", "DBEN"}, {"ts", said["ts"]}, {"text", "edited"}});
    const Json changed = app.event("message", 2)["payload"]["event"];
    CHECK(changed["subtype"] == "message_changed");
    CHECK(changed["message"]["text"] == "edited");
    CHECK(changed["previous_message"]["text"] == "<@UPILOT> hi");
    stage.sim("delete", {{"as", "UBEN"}, {"channel", "DBEN"}, {"ts", said["ts"]}});
    CHECK(app.event("message", 3)["payload"]["event"]["deleted_ts"] == said["ts"]);
    stage.sim("react", {{"as", "UBEN"}, {"channel", "DBEN"}, {"ts", own["ts"]}, {"name", "eyes"}});
    CHECK(app.event("reaction_added")["payload"]["event"]["item"]["ts"] == own["ts"]);
    for (const Json& frame : app.frames())
        if (frame["type"] == "events_api") CHECK(frame["payload"]["event"]["type"] != "app_mention");
}

TEST_CASE("a channel the app is not in is silent", "[sandbox]") {
    Options options = tests::quiet();
    options.seed_json =
        R"({"channels":[{"name":"api"},{"name":"quiet","members":["ana"]},{"name":"secret","is_private":true,"members":["ana"]}]})";
    Stage stage(options);
    App app(stage);
    app.frame("type", "hello");
    stage.sim("say", {{"as", "UANA"}, {"channel", "CQUIET"}, {"text", "@pilothouse psst"}});
    stage.sim("say", {{"as", "UANA"}, {"channel", "CAPI"}, {"text", "loud"}});
    CHECK(app.event("message")["payload"]["event"]["text"] == "loud");
    CHECK(stage.form("conversations.history", "channel=CQUIET")["error"] == "not_in_channel");
    CHECK(stage.form("conversations.history", "channel=CSECRET")["error"] == "channel_not_found");
    CHECK(stage.sim("say", {{"as", "UBEN"}, {"channel", "CSECRET"}, {"text", "x"}})["error"] == "not_in_channel");
    stage.api("conversations.join", {{"channel", "CQUIET"}});
    CHECK(app.event("member_joined_channel")["payload"]["event"]["user"] == "UPILOT");
}

TEST_CASE("an event that is not acknowledged comes again, three times, with the same event id", "[sandbox]") {
    Stage stage(fast());
    App app(stage, deaf);
    app.frame("type", "hello");
    stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "x"}});
    const Json last = app.event("message", 3);
    const Json first = app.event("message", 0);
    CHECK(first["retry_attempt"] == 0);
    CHECK(first["retry_reason"] == "");
    CHECK(last["retry_attempt"] == 3);
    CHECK(last["retry_reason"] == "timeout");
    CHECK(last["payload"]["event_id"] == first["payload"]["event_id"]);
    CHECK(last["envelope_id"] != first["envelope_id"]);
    stage.until([&] { return stage.counter("events.lost") == 1; });
    CHECK(stage.counter("envelopes.redelivered") == 3);
}

TEST_CASE("an event waits for a connection", "[sandbox]") {
    Stage stage(fast());
    stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "early"}});
    App app(stage);
    const Json event = app.event("message");
    CHECK(event["retry_attempt"] > 0);
    stage.until([&] { return stage.counter("acks.good") == 1; });
}

TEST_CASE("a late ack is recorded and does not stop the redelivery", "[sandbox]") {
    Stage stage(fast());
    App app(stage, deaf);
    app.frame("type", "hello");
    stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "x"}});
    const std::string first = app.event("message", 0)["envelope_id"];
    app.event("message", 1);
    app.write(R"({"envelope_id":")" + first + "\"}");
    stage.until([&] { return stage.counter("acks.late") == 1; });
    app.event("message", 2);
}

TEST_CASE("double and unknown acks are told apart, and a frame that is no ack", "[sandbox]") {
    Stage stage;
    App app(stage, deaf);
    app.frame("type", "hello");
    stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "x"}});
    const std::string id = app.event("message", 0)["envelope_id"];
    app.write(R"({"envelope_id":")" + id + R"(","payload":{}})");
    app.write(R"({"envelope_id":")" + id + "\"}");
    app.write(R"({"envelope_id":"never"})");
    app.write("no json");
    stage.until([&] { return stage.counter("frames.not_json") == 1; });
    CHECK(stage.counter("acks.good") == 1);
    CHECK(stage.counter("acks.double") == 1);
    CHECK(stage.counter("acks.unknown") == 1);
    CHECK(stage.journal("ack").size() == 3);
    CHECK(stage.get("/_sim/stats")["ack_ms"]["count"] == 1);
}

TEST_CASE("commands: answered by the ack, timed out, or without an app", "[sandbox]") {
    Stage stage(fast());
    const Json wish{{"as", "UANA"}, {"channel", "CAPI"}, {"command", "/deploy"}, {"text", "api v1 to @ben"}};
    Json answer = stage.sim("command", wish);
    CHECK(answer["error"] == "dispatch_failed");
    CHECK(stage.sim("command", {{"as", "UANA"}, {"channel", "CAPI"}, {"command", "/nope"}})["ok"] == false);
    {
        App app(stage, deaf);
        app.frame("type", "hello");
        answer = stage.sim("command", wish);
        CHECK(answer["error"] == "operation_timeout");
        const Json payload = app.frame("type", "slash_commands")["payload"];
        CHECK(payload["text"] == "api v1 to <@UBEN>");
        CHECK(payload["command"] == "/deploy");
        CHECK(payload["is_enterprise_install"] == "false");
        CHECK(payload["channel_name"] == "api");
        CHECK(app.frames().size() == 2);
    }
}

TEST_CASE("a command's ack is shown to the person, or to all", "[sandbox]") {
    Stage stage;
    std::string type = "ephemeral";
    App app(stage, [&](const Json&) { return std::optional<Json>(Json{{"response_type", type}, {"text", "done"}}); });
    app.frame("type", "hello");
    const Json wish{{"as", "UANA"}, {"channel", "CAPI"}, {"command", "/status"}, {"text", ""}};
    CHECK(stage.sim("command", wish)["response"]["text"] == "done");
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UANA")["messages"].size() == 1);
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"].empty());
    type = "in_channel";
    stage.sim("command", wish);
    const Json seen = stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"];
    REQUIRE(seen.size() == 2);
    CHECK(seen[0]["text"] == "/status");
    CHECK(seen[1]["text"] == "done");
}

TEST_CASE("HTTP delivery is signed, retried and answered", "[sandbox]") {
    boost::asio::io_context unused;
    Options options = fast();
    std::vector<net::HttpRequest> got;
    Stage* current = nullptr;
    std::optional<net::HttpServer> server;
    boost::asio::io_context& loop = unused;
    auto listening = net::HttpServer::listen(
        loop.get_executor(), "127.0.0.1", 0, std::nullopt,
        [&](net::HttpRequest request, net::Peer) -> net::awaitable<net::HttpResponse> {
            got.push_back(request);
            const bool first_event = request.target == "/events" && got.size() == 1;
            if (first_event) co_return net::HttpResponse{.status = 500, .headers = {}, .body = {}};
            co_return net::HttpResponse{
                .status = 200,
                .headers = {{"Content-Type", "application/json"}},
                .body = request.target == "/commands" ? R"({"text":"ok"})" : ""
            };
        }
    );
    REQUIRE(listening);
    const std::string base = "http://127.0.0.1:" + std::to_string(listening->port());
    options.urls = {base + "/events", base + "/commands", base + "/actions"};
    options.time_scale = 0.1;
    Stage stage(options);
    current = &stage;
    const auto both = [&](const std::function<bool()>& reached) {
        current->until([&] {
            if (unused.stopped()) unused.restart();
            unused.poll();
            return reached();
        });
    };
    // The app's server runs on a loop of its own, which each wait of the stage turns as well.
    bool said = false;
    stage.spawn([](Stage& target, bool& flag) -> net::awaitable<void> {
        net::HttpClient client(target.loop().get_executor(), *net::TlsClient::create());
        const net::Url url{.tls = false, .host = "127.0.0.1", .port = target.port(), .target = "/_sim/say"};
        net::HttpRequest request{
            .method = "POST",
            .target = url.target,
            .headers = {{"Content-Type", "application/json"}},
            .body = R"({"as":"UANA","channel":"DANA","text":"x"})"
        };
        flag = (co_await client.send(url, std::move(request), std::chrono::seconds{5})).has_value();
    }(stage, said));
    both([&] { return said && got.size() == 2; });
    CHECK(net::header(got[0].headers, "x-slack-retry-num").empty());
    CHECK(net::header(got[1].headers, "x-slack-retry-num") == "1");
    const std::string base_text =
        "v0:" + std::string(net::header(got[0].headers, "x-slack-request-timestamp")) + ":" + got[0].body;
    CHECK(
        net::header(got[0].headers, "x-slack-signature") ==
        "v0=" + net::hmac_sha256_hex("sandbox-signing-secret", base_text)
    );
    CHECK(Json::parse(got[0].body)["event_id"] == Json::parse(got[1].body)["event_id"]);
    bool stopped = false;
    boost::asio::co_spawn(unused, listening->stop(std::chrono::milliseconds{100}), [&](std::exception_ptr) {
        stopped = true;
    });
    both([&] { return stopped; });
}
