#include "tests/sandbox/harness.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::App;
using sandbox::tests::Json;
using sandbox::tests::Stage;

namespace {

void set(Stage& stage, const Json& rule) {
    const Json answer = stage.sim("faults", {{"rules", Json::array({rule})}});
    INFO(answer.dump());
    REQUIRE(answer["ok"] == true);
}

Result<net::HttpResponse> post(Stage& stage) {
    return stage.try_send(stage.api_request("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}}));
}

std::size_t posted(Stage& stage) {
    return stage.form("conversations.history", "channel=CAPI")["messages"].size();
}

} // namespace

TEST_CASE("faults before anything is done", "[sandbox]") {
    Stage stage;
    set(stage, {{"method", "chat.postMessage"}, {"effect", "http_status"}, {"status", 503}, {"nth", 2}});
    CHECK(post(stage)->status == 200);
    CHECK(post(stage)->status == 503);
    CHECK(post(stage)->status == 200);
    CHECK(posted(stage) == 2);
    set(stage, {{"method", "*"}, {"effect", "ratelimited"}, {"retry_after", 7}, {"times", 1}});
    const auto limited = post(stage);
    CHECK(limited->status == 429);
    CHECK(net::header(limited->headers, "Retry-After") == "7");
    set(stage, {{"method", "chat.postMessage"}, {"effect", "error"}, {"error", "fatal_error"}, {"channel", "CAPI"}});
    CHECK(Json::parse(post(stage)->body)["error"] == "fatal_error");
    set(stage, {{"method", "chat.postMessage"}, {"effect", "drop_before_commit"}});
    CHECK_FALSE(post(stage));
    CHECK(posted(stage) == 2);
    CHECK(stage.get("/_sim/faults")["rules"][0]["fired"] == 1);
}

TEST_CASE("faults after it was done", "[sandbox]") {
    Stage stage;
    set(stage, {{"method", "chat.postMessage"}, {"effect", "drop_after_commit"}});
    const auto dropped = post(stage);
    REQUIRE_FALSE(dropped);
    CHECK(dropped.error().code == Errc::unknown_outcome);
    CHECK(posted(stage) == 1);
    set(stage, {{"method", "chat.postMessage"}, {"effect", "truncated_body"}});
    CHECK_FALSE(post(stage));
    CHECK(posted(stage) == 2);
    set(stage, {{"method", "chat.postMessage"}, {"effect", "garbage_json"}});
    CHECK(Json::parse(post(stage)->body, nullptr, false).is_discarded());
    CHECK(posted(stage) == 3);
    set(stage, {{"method", "chat.postMessage"}, {"effect", "internal_error_after_commit"}});
    CHECK(Json::parse(post(stage)->body)["error"] == "internal_error");
    CHECK(posted(stage) == 4);
}

TEST_CASE("a delay delays, chance is repeatable", "[sandbox]") {
    Stage stage;
    set(stage, {{"method", "chat.postMessage"}, {"effect", "delay"}, {"delay_ms", 50}});
    const auto before = std::chrono::steady_clock::now();
    CHECK(post(stage)->status == 200);
    CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds{50});
    const auto pattern = [&] {
        set(stage, {{"method", "chat.postMessage"}, {"effect", "error"}, {"probability", 0.5}, {"seed", 42}});
        std::string outcome;
        for (int i = 0; i < 20; ++i)
            outcome += Json::parse(post(stage)->body)["ok"] == true ? '.' : 'x';
        return outcome;
    };
    const std::string once = pattern();
    CHECK(once == pattern());
    CHECK(once.find('x') != std::string::npos);
    CHECK(once.find('.') != std::string::npos);
}

TEST_CASE("rules that make no sense are refused", "[sandbox]") {
    Stage stage;
    CHECK(stage.sim("faults", {{"rules", "all"}})["ok"] == false);
    CHECK(
        stage.sim("faults", {{"rules", Json::array({Json{{"method", "*"}, {"effect", "earthquake"}}})}})["ok"] == false
    );
    CHECK(stage.sim("faults", {{"rules", Json::array({Json{{"effect", "delay"}}})}})["ok"] == false);
}

TEST_CASE("envelopes can come twice, out of order, late or not at all", "[sandbox]") {
    Options options = tests::quiet();
    options.time_scale = 0.1;
    Stage stage(options);
    App app(stage);
    app.frame("type", "hello");
    const auto say = [&](const char* text) { stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", text}}); };
    const auto text_of = [&](std::size_t nth) {
        return app.event("message", nth)["payload"]["event"]["text"].get<std::string>();
    };

    set(stage, {{"method", "events_api"}, {"effect", "duplicate_event"}});
    say("twice");
    CHECK(app.event("message", 0)["envelope_id"] == app.event("message", 1)["envelope_id"]);

    set(stage, {{"method", "events_api"}, {"effect", "reorder_events"}, {"times", 1}});
    say("first");
    say("second");
    CHECK(text_of(2) == "second");
    CHECK(text_of(3) == "first");

    set(stage, {{"method", "events_api"}, {"effect", "drop_event"}, {"times", 1}});
    say("lost at first");
    CHECK(app.event("message", 4)["retry_attempt"] == 1);

    set(stage, {{"method", "events_api"}, {"effect", "delay"}, {"delay_ms", 20}});
    say("late");
    CHECK(text_of(5) == "late");
}

TEST_CASE("connections can begin badly", "[sandbox]") {
    Stage stage;
    for (const char* reason : {"link_disabled", "too_many_websockets"}) {
        set(stage, {{"method", "socket"}, {"effect", reason}});
        App app(stage);
        CHECK(app.frame("type", "disconnect")["reason"] == reason);
    }
    set(stage, {{"method", "socket"}, {"effect", "wrong_hello"}});
    {
        App app(stage);
        app.frame("type", "greetings");
        CHECK(stage.get("/_sim/stats")["sockets"]["live"] == 0);
    }
    set(stage, {{"method", "socket"}, {"effect", "rst"}});
    {
        App app(stage);
        app.wait_end();
        CHECK(app.frames().empty());
    }
    set(stage, {{"method", "socket"}, {"effect", "half_open"}});
    {
        App app(stage);
        stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "x"}});
        CHECK(app.frames().empty());
        CHECK_FALSE(app.ended());
    }
    set(stage, {{"method", "socket"}, {"effect", "no_hello"}});
    {
        App app(stage);
        CHECK(stage.get("/_sim/stats")["sockets"]["registered"] >= 1);
        CHECK(app.frames().empty());
    }
    set(stage, {{"method", "socket"}, {"effect", "no_pong"}});
    App app(stage);
    app.frame("type", "hello");
}

TEST_CASE("a connection can break between delivery and ack", "[sandbox]") {
    Stage stage;
    App app(stage, [](const Json&) { return std::optional<Json>(); });
    app.frame("type", "hello");
    set(stage, {{"method", "events_api"}, {"effect", "rst"}, {"delay_ms", 30}});
    stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "x"}});
    app.event("message");
    app.wait_end();
    CHECK(app.close_code() == 0);
}

TEST_CASE("response_url has its faults", "[sandbox]") {
    Stage stage;
    std::string url;
    App app(stage, [&](const Json& frame) {
        url = frame["payload"].value("response_url", "");
        return std::optional<Json>(Json());
    });
    app.frame("type", "hello");
    stage.sim("command", {{"as", "UANA"}, {"channel", "CAPI"}, {"command", "/status"}});
    const net::HttpRequest request{
        .method = "POST",
        .target = url.substr(url.find("/hooks/")),
        .headers = {{"Content-Type", "application/json"}},
        .body = R"({"text":"x"})"
    };
    set(stage, {{"method", "hooks"}, {"effect", "http_status"}, {"status", 500}, {"times", 1}});
    CHECK(stage.send(request).status == 500);
    set(stage, {{"method", "hooks"}, {"effect", "drop_after_commit"}, {"times", 1}});
    CHECK_FALSE(stage.try_send(request));
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UANA")["messages"].size() == 1);
}
