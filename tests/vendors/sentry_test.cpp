#include "delivered.hpp"
#include "integrations/sentry/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;

namespace {
const hooks::Vendor& vendor() {
    return sentry::vendor();
}

std::string body_of(const std::string& event) {
    return payload("sentry/" + event + ".synthetic.json");
}

AlertChanged told(const std::string& body, const net::Headers& headers = {}) {
    return only<AlertChanged>(reading(vendor(), body, from_unix_ms(1'795'400'000'000), headers));
}
} // namespace

TEST_CASE("Sentry: an issue and the alerts of its events are one group", "[sentry]") {
    const auto created = told(body_of("issue.created"));
    CHECK(created.group == "sentry/a8e5d37a-696c-4c54-adb5-b3f28d64c7de/issue/1234567890");
    CHECK(created.title == "RefundError: amount mismatch");
    CHECK(created.reopens);
    CHECK(created.alerts.at(0).severity == "error");
    CHECK(created.alerts.at(0).summary == "pay.refund in checkout");

    const auto alerted = told(body_of("event_alert.triggered"));
    CHECK(alerted.group == created.group);
    CHECK(alerted.alerts.at(0).id == created.alerts.at(0).id);
    CHECK(alerted.alerts.at(0).labels == std::vector<std::pair<std::string, std::string>>{{"rule", "Refunds fail"}});
}

TEST_CASE("Sentry: how an issue is after each action", "[sentry]") {
    const auto fires = [](const std::string& body) { return told(body).alerts.at(0).firing; };
    CHECK(fires(body_of("issue.created")));
    CHECK_FALSE(fires(body_of("issue.resolved")));
    CHECK_FALSE(fires(body_of("issue.archived")));
    CHECK_FALSE(fires(changed(body_of("issue.archived"), "/action", R"("ignored")")));
    CHECK(fires(body_of("issue.unresolved-regressed")));
    CHECK(fires(body_of("issue.assigned")));
    // Whoever assigns an issue that is resolved does not wake it.
    CHECK_FALSE(fires(changed(body_of("issue.assigned"), "/data/issue/status", R"("resolved")")));

    const auto other = reading(vendor(), changed(body_of("issue.created"), "/action", R"("merged")"));
    CHECK(other.event == "issue merged");
    CHECK(other.changes.empty());
}

TEST_CASE("Sentry: an issue that a person gave to somebody is acknowledged, one that a rule gave is not", "[sentry]") {
    const auto given = told(body_of("issue.assigned"));
    CHECK(given.acknowledged);
    CHECK(given.actor == "Ben Oduya");
    const auto by_rule = told(changed(body_of("issue.assigned"), "/actor/type", R"("application")"));
    CHECK_FALSE(by_rule.acknowledged);
    CHECK(by_rule.actor.empty());
    CHECK(told(body_of("issue.resolved")).actor == "Ana Ruiz");
}

TEST_CASE("Sentry: the time of a delivery is in its header, else it is when it came", "[sentry]") {
    const auto at = [](const std::string& text) {
        return told(body_of("issue.resolved"), {{"Sentry-Hook-Timestamp", text}}).at;
    };
    CHECK(at("1795405394") == from_unix_ms(1'795'405'394'000));
    for (const auto* odd : {"", "yesterday", "12", "99999999999999999999", "1795405394\"", "-1795405394", "\\"})
        CHECK(at(odd) == from_unix_ms(1'795'400'000'000));
    CHECK(told(body_of("issue.unresolved-regressed")).alerts.at(0).began == from_unix_ms(1'795'400'000'000));
}

TEST_CASE("Sentry: a metric alert is named by its rule, whatever state its title tells", "[sentry]") {
    const auto fired = told(body_of("metric_alert.critical"));
    CHECK(fired.group == "sentry/a8e5d37a-696c-4c54-adb5-b3f28d64c7de/metric/4");
    CHECK(fired.title == "Too many errors");
    CHECK(fired.alerts.at(0).severity == "critical");
    CHECK(fired.alerts.at(0).summary == "1000 events in the last 10 minutes");
    const auto resolved = told(body_of("metric_alert.resolved"));
    CHECK(resolved.group == fired.group);
    CHECK(resolved.title == fired.title);
    CHECK_FALSE(resolved.alerts.at(0).firing);
    CHECK(resolved.alerts.at(0).ended == parse_time("2026-11-20T10:40:00Z"));
    CHECK(
        told(changed(body_of("metric_alert.critical"), "/action", R"("warning")")).alerts.at(0).severity == "warning"
    );
    CHECK(reading(vendor(), changed(body_of("metric_alert.critical"), "/action", R"("open")")).changes.empty());
}

TEST_CASE("Sentry: what the body holds counts, and other kinds are counted by their header", "[sentry]") {
    const auto issue = reading(vendor(), body_of("issue.created"), {}, {{"Sentry-Hook-Resource", "error"}});
    CHECK(issue.changes.size() == 1);
    const net::Headers comment = {{"Sentry-Hook-Resource", "comment"}};
    const auto other = reading(vendor(), R"({"action":"created","data":{"comment":"x"}})", {}, comment);
    CHECK(other.event == "comment created");
    CHECK(other.changes.empty());
    const net::Headers installation = {{"Sentry-Hook-Resource", "installation"}};
    const auto installed = reading(vendor(), R"({"action":"created","data":{"installation":{}}})", {}, installation);
    CHECK(installed.greeting.contains("Sentry"));
}

TEST_CASE("Sentry: a delivery is named by its request", "[sentry]") {
    const auto body = body_of("issue.created");
    CHECK(key(vendor(), body, {}, {{"Request-ID", "a1"}}) == "a1");
    CHECK_FALSE(key(vendor(), body).empty());
    const auto got = read(vendor(), changed(body, "/data/issue/id", "null"));
    REQUIRE_FALSE(got);
    CHECK(got.error().message.contains("data.issue.id"));
}
