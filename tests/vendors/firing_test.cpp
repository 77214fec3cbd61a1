#include "integrations/alertmanager/firing.hpp"
#include "interface_stage.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using namespace std::chrono_literals;

namespace {

/// Knows some alerts, and has run for a while.
struct Alertmanager : Interface {
    Time since = now() - 1h;
    std::string alerts = R"([{"fingerprint":"aa"},{"fingerprint":"cc"}])";

    Alertmanager() {
        answer = [this](const net::HttpRequest& request) {
            if (request.target.ends_with("/status")) return json_answer(R"({"uptime":")" + iso8601(since) + R"("})");
            return json_answer(alerts);
        };
    }
};

commands::CheckAlerts check() {
    return {
        .hook = HookName{"pager"},
        .group = 7,
        .ids = {"aa/2026-11-23T00:00:00Z", "bb/2026-11-23T00:00:00Z"},
        .matchers = {{"alertname", "a \"b\""}, {"service", "api"}},
    };
}

} // namespace

TEST_CASE("Firing: what the Alertmanager does not know any more has ended") {
    Alertmanager alertmanager;
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        const auto outcome = co_await alertmanager::perform(api, check(), first_try());
        REQUIRE(std::holds_alternative<Done>(outcome));
        const auto checked = std::get<commands::AlertsChecked>(*std::get<Done>(outcome).event);
        CHECK(checked.group == 7);
        CHECK(checked.ended == std::vector<std::string>{"bb/2026-11-23T00:00:00Z"});
    });
    CHECK(
        alertmanager.requests.back().target ==
        "/prefix/api/v2/alerts?filter=alertname%3D%22a%20%5C%22b%5C%22%22&filter=service%3D%22api%22"
    );
}

TEST_CASE("Firing: one that has only just started is not believed") {
    Alertmanager alertmanager;
    alertmanager.since = now() - 1min;
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        const auto outcome = co_await alertmanager::perform(api, check(), first_try());
        REQUIRE(std::holds_alternative<TryAgain>(outcome));
        CHECK(error_of(outcome)->retry_after > 8min);
    });
    CHECK(alertmanager.count("GET") == 1);
}

TEST_CASE("Firing: nothing has ended by an answer that can't be read, or an error") {
    Alertmanager alertmanager;
    with_interface(alertmanager, [&](hooks::Api api) -> net::awaitable<void> {
        for (const auto* wrong : {"", "{}", "null", "[", "\"\""}) {
            CAPTURE(wrong);
            alertmanager.alerts = wrong;
            CHECK(std::holds_alternative<GiveUp>(co_await alertmanager::perform(api, check(), first_try())));
        }
        alertmanager.answer = [](const net::HttpRequest&) { return json_answer("", 500); };
        CHECK(std::holds_alternative<TryAgain>(co_await alertmanager::perform(api, check(), first_try())));
    });
}
