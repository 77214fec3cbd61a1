#include "real_alertmanager.hpp"
#include "real_bot.hpp"
#include "real_channel.hpp"
#include "real_prometheus.hpp"

#include <catch2/catch.hpp>

#include <functional>

/// A real Prometheus and a real Alertmanager, by the configurations of docs/examples, and the program itself, which is
/// killed again and again: the channel hears of each state once.

namespace pilothouse::tests {

namespace {

struct Servers {
    Stage& stage;
    Metrics& service;
    RealAlertmanager& alertmanager;
    RealPrometheus& prometheus;
    RealBot& bot;
};

net::awaitable<void> begin(Servers& on) {
    on.service.set("http_errors_ratio", 0);
    on.service.set("http_slowest_seconds", 0.2);
    on.service.set("queue_length", 3);
    on.alertmanager.start(on.stage.address(), "hook-secret");
    on.prometheus.start(on.service.target(), on.alertmanager.target());
    on.bot.start();
    INFO(on.bot.printed());
    CHECK(co_await on.stage.ready());
    REQUIRE(co_await on.alertmanager.ready(on.stage));
    REQUIRE(co_await on.prometheus.ready(on.stage));
}

/// Kills the bot and starts it again. What it is told meanwhile has to come again.
net::awaitable<void> kill_and_start(Servers& on, const std::function<void()>& meanwhile = [] {}) {
    on.bot.kill();
    meanwhile();
    const bool gone = co_await on.stage.until([&]() -> net::awaitable<bool> {
        co_return (co_await on.stage.stats())["sockets"]["live"] == 0;
    });
    CHECK(gone);
    on.bot.start();
}

net::awaitable<void> fires_and_grows(Servers& on) {
    on.service.set("http_errors_ratio", 0.25);
    REQUIRE(co_await missing(on.stage, "Firing: HighErrorRate: checkout") == "");
    CHECK(co_await missing(on.stage, "25% of requests fail") == "");
    CHECK(co_await count(on.stage) == 1);

    co_await kill_and_start(on, [&] { on.service.set("http_slowest_seconds", 4); });
    REQUIRE(co_await missing(on.stage, "checkout (2)") == "");
    CHECK(co_await missing(on.stage, "The slowest requests take 4s") == "");
    CHECK(co_await count(on.stage) == 1);
}

net::awaitable<void> is_silenced(Servers& on) {
    CHECK(co_await on.stage.ready());
    co_await silence(on.stage, co_await card_with(on.stage, "checkout (2)"), "ana", "UANA");
    REQUIRE(co_await missing(on.stage, "Silenced by") == "");
    co_await kill_and_start(on);
    const auto silences = co_await on.alertmanager.ask(on.stage, "GET", "/api/v2/silences");
    REQUIRE(silences.size() == 1);
    CHECK(silences[0]["status"]["state"] == "active");
    const auto alerts = co_await on.alertmanager.ask(on.stage, "GET", "/api/v2/alerts");
    REQUIRE(alerts.size() == 2);
    for (const auto& alert : alerts)
        CHECK(alert["status"]["silencedBy"] == Json::array({silences[0]["id"]}));
    const auto id = silences[0]["id"].get<std::string>();
    CHECK_FALSE((co_await on.alertmanager.ask(on.stage, "DELETE", "/api/v2/silence/" + id)).is_null());
}

net::awaitable<void> shrinks_and_resolves(Servers& on) {
    REQUIRE(co_await missing(on.stage, "Grew to 2 alerts") == "");
    CHECK(co_await count(on.stage) == 2);

    co_await kill_and_start(on, [&] { on.service.set("http_slowest_seconds", 0.2); });
    REQUIRE(co_await missing(on.stage, "✓ ") == "");
    CHECK_FALSE((co_await card_with(on.stage, "Firing: ")).is_null());
    CHECK(co_await count(on.stage) == 2);

    on.service.set("http_errors_ratio", 0);
    REQUIRE(co_await missing(on.stage, "Resolved: ") == "");
    REQUIRE(co_await missing(on.stage, "Resolved after ") == "");
    CHECK(co_await on.stage.rest());
}

/// One card, and in its thread that it grew and that it is over.
net::awaitable<void> each_state_once(Stage& stage) {
    CHECK(co_await count(stage) == 3);
    CHECK(co_await count(stage, "Firing: ") == 0);
    CHECK(co_await count(stage, "Grew to ") == 1);
    CHECK(co_await count(stage, "Resolved after ") == 1);
    const auto card = co_await card_with(stage, "Resolved: ");
    REQUIRE(card.is_object());
    for (const auto& message : co_await all_said(stage))
        if (message["ts"] != card["ts"]) CHECK(message.value("thread_ts", "") == card["ts"].get<std::string>());
}

} // namespace

TEST_CASE("a real Prometheus: each state is said once, though the bot is killed between them", "[hooks]") {
    RealAlertmanager alertmanager;
    RealPrometheus prometheus;
    run([&](net::executor loop) -> net::awaitable<void> {
        StageOptions options;
        options.tables = alertmanager_hook(alertmanager.address());
        Stage stage(loop, std::move(options));
        Metrics service(loop);
        RealBot bot(stage);
        Servers on{stage, service, alertmanager, prometheus, bot};
        co_await begin(on);
        co_await fires_and_grows(on);
        co_await is_silenced(on);
        co_await shrinks_and_resolves(on);
        co_await each_state_once(stage);
        CHECK(co_await bot.stop() == 0);
        co_await service.stop();
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
