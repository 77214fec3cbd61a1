#include "core/json.hpp"
#include "tests/sandbox/harness.hpp"
#include "tests/sandbox/raw_socket.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <memory>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::App;
using sandbox::tests::Json;
using sandbox::tests::RawSocket;
using sandbox::tests::Stage;

namespace {

Result<net::WebSocket> connect(Stage& stage, const std::string& url) {
    return stage.wait(
        net::WebSocket::connect(stage.loop().get_executor(), *net::TlsClient::create(), *net::parse_url(url))
    );
}

} // namespace

TEST_CASE("hello tells the connections and how long this one lives", "[sandbox]") {
    Stage stage;
    App first(stage);
    const Json hello = first.frame("type", "hello");
    CHECK(hello["num_connections"] == 1);
    CHECK(hello["connection_info"]["app_id"] == "APILOT");
    CHECK(hello["debug_info"]["approximate_connection_time"] == 3600);
    App second(stage);
    CHECK(second.frame("type", "hello")["num_connections"] == 2);
    CHECK(stage.get("/_sim/state")["sockets"] == 2);
    second.close();
    CHECK(second.close_code() == 1000);
    stage.until([&] { return stage.get("/_sim/state")["sockets"] == 1; });
}

TEST_CASE("a ticket opens one connection", "[sandbox]") {
    Stage stage;
    const std::string url = stage.socket_url();
    REQUIRE(connect(stage, url));
    CHECK_FALSE(connect(stage, url));
    CHECK_FALSE(connect(stage, url + "x"));
}

TEST_CASE("the eleventh connection is told that there are too many", "[sandbox]") {
    Stage stage;
    std::vector<std::unique_ptr<App>> apps;
    for (int i = 0; i < 10; ++i) {
        apps.push_back(std::make_unique<App>(stage));
        apps.back()->frame("type", "hello");
    }
    App late(stage);
    CHECK(late.frame("type", "disconnect")["reason"] == "too_many_websockets");
    late.wait_end();
    CHECK(stage.get("/_sim/stats")["sockets"]["registered"] == 10);
}

TEST_CASE("payloads go to any of the connections", "[sandbox]") {
    Stage stage;
    App one(stage), two(stage);
    one.frame("type", "hello");
    two.frame("type", "hello");
    for (int i = 0; i < 40; ++i)
        stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", std::to_string(i)}});
    stage.until([&] { return one.frames().size() + two.frames().size() == 42; });
    CHECK(one.frames().size() > 5);
    CHECK(two.frames().size() > 5);
}

TEST_CASE("a connection's life: warning, refresh, cut", "[sandbox]") {
    Options options = tests::quiet();
    options.time_scale = 0.004;
    Stage stage(options);
    App app(stage, {}, "&debug_reconnects=true");
    app.wait_end();
    std::vector<std::string> told;
    for (const Json& frame : app.frames())
        told.push_back(frame["type"] == "hello" ? "hello" : frame["reason"].get<std::string>());
    CHECK(told == std::vector<std::string>{"hello", "warning", "refresh_requested"});
    CHECK(app.close_code() == 0);
}

TEST_CASE("a frame of more than 20,480 bytes ends the connection with 1009", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    app.write(R"({"envelope_id":"x","payload":")" + std::string(20'400, 'y') + "\"}");
    CHECK_FALSE(app.ended());
    app.write(R"({"envelope_id":"x","payload":")" + std::string(20'480, 'y') + "\"}");
    app.wait_end();
    CHECK(app.close_code() == 1009);
    CHECK(stage.counter("acks.unknown") == 1);
}

TEST_CASE("fragmented messages are dropped in silence, and unmasked ones end the connection", "[sandbox]") {
    Stage stage;
    RawSocket socket(stage.loop(), stage.port(), stage.socket_url());
    socket.send_frame(0x01, R"({"envelope_id":)", true);
    socket.send_frame(0x80, R"("abc"})", true);
    socket.send_frame(0x81, R"({"envelope_id":"whole"})", true);
    stage.until([&] { return stage.counter("acks.unknown") == 1; });
    CHECK(stage.counter("frames.fragmented") == 1);
    socket.send_frame(0x81, R"({"envelope_id":"bare"})", false);
    stage.until([&] { return stage.get("/_sim/stats")["sockets"]["registered"] == 0; });
    CHECK(stage.counter("acks.unknown") == 1);
}

TEST_CASE("a ghost stays registered and swallows payloads", "[sandbox]") {
    Options options = tests::quiet();
    options.ghost_life = std::chrono::minutes{10};
    Stage stage(options);
    {
        App dead(stage);
        dead.frame("type", "hello");
    }
    stage.until([&] { return stage.get("/_sim/stats")["sockets"]["live"] == 0; });
    CHECK(stage.get("/_sim/stats")["sockets"]["registered"] == 1);
    App app(stage);
    CHECK(app.frame("type", "hello")["num_connections"] == 2);
    for (int i = 0; i < 30; ++i)
        stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "x"}});
    stage.until([&] { return stage.counter("acks.good") > 0; });
    CHECK(stage.counter("acks.good") < 30);
    app.close();
    stage.until([&] { return stage.get("/_sim/stats")["sockets"]["registered"] == 1; });
}

TEST_CASE("the control API disturbs connections", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    for (const auto& [action, reason] :
         {std::pair{"warning", "warning"},
          {"refresh", "refresh_requested"},
          {"too_many", "too_many_websockets"},
          {"link_disabled", "link_disabled"}}) {
        CHECK(stage.sim("sockets", {{"action", action}, {"which", "one"}})["sockets"] == 1);
        CHECK(app.frame("reason", reason)["type"] == "disconnect");
    }
    CHECK(stage.sim("sockets", {{"action", "dance"}})["error"] == "unknown_action");
    stage.sim("sockets", {{"action", "reset"}, {"which", "all"}});
    app.wait_end();
    CHECK(app.close_code() == 0);
}

TEST_CASE("a silenced connection stays open and hears nothing", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    stage.sim("sockets", {{"action", "silence"}, {"which", "all"}});
    stage.sim("say", {{"as", "UANA"}, {"channel", "DANA"}, {"text", "anyone?"}});
    CHECK(app.frames().size() == 1);
    CHECK_FALSE(app.ended());
    CHECK(stage.get("/_sim/stats")["sockets"]["registered"] == 1);
}
