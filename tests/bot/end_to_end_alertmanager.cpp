#include "real_alertmanager.hpp"
#include "real_channel.hpp"

#include <catch2/catch.hpp>

/// A real Alertmanager: it fires, a person silences it from the card, it resolves.

namespace pilothouse::tests {

namespace {

net::awaitable<void> fires_and_is_silenced(Stage& stage, RealAlertmanager& alertmanager) {
    const Json labels{{"alertname", "HighErrorRate"}, {"service", "checkout"}, {"path", "a \"b\" \\ c"}};
    co_await alertmanager.raise(stage, labels, true);
    REQUIRE(co_await missing(stage, "Firing: HighErrorRate") == "");
    co_await silence(stage, co_await card_with(stage, "HighErrorRate"), "ana", "UANA");
    CHECK(co_await missing(stage, "Silenced by") == "");
    const auto silences = co_await alertmanager.ask(stage, "GET", "/api/v2/silences");
    REQUIRE(silences.size() == 1);
    CHECK(silences[0]["status"]["state"] == "active");
    CHECK(silences[0]["matchers"].size() == 3);
    const auto alerts = co_await alertmanager.ask(stage, "GET", "/api/v2/alerts");
    REQUIRE(alerts.size() == 1);
    CHECK(alerts[0]["status"]["silencedBy"] == Json::array({silences[0]["id"]}));
    CHECK(action_of(co_await card_with(stage, "HighErrorRate"), "alerts.silence").empty());

    const auto ended =
        co_await alertmanager.ask(stage, "DELETE", "/api/v2/silence/" + silences[0]["id"].get<std::string>());
    CHECK_FALSE(ended.is_null());
    co_await alertmanager.raise(stage, labels, false);
    CHECK(co_await missing(stage, "Resolved: HighErrorRate") == "");
    CHECK(co_await stage.rest());
    CHECK(co_await count(stage, "Resolved: HighErrorRate") == 1);
    CHECK(co_await count(stage, "Silenced by") == 0);
}

} // namespace

TEST_CASE("a real Alertmanager: it fires, is silenced from the card, and resolves", "[hooks]") {
    RealAlertmanager alertmanager;
    run([&](net::executor loop) -> net::awaitable<void> {
        StageOptions options;
        options.tables = alertmanager_hook(alertmanager.address());
        Stage stage(loop, std::move(options));
        alertmanager.start(stage.address(), "hook-secret");
        stage.start_bot();
        CHECK(co_await stage.ready());
        REQUIRE(co_await alertmanager.ready(stage));
        co_await fires_and_is_silenced(stage, alertmanager);
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
