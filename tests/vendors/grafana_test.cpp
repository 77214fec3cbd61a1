#include "delivered.hpp"
#include "integrations/grafana/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;

namespace {
const hooks::Vendor& vendor() {
    return grafana::vendor();
}

std::string two_alerts() {
    return payload("grafana/synthetic-two-alerts-truncated-null-values.json");
}
} // namespace

TEST_CASE("Grafana: a group with one alert that fires and one that has resolved", "[grafana]") {
    const auto read = reading(vendor(), two_alerts());
    CHECK(read.event == "firing");
    const auto change = only<AlertChanged>(read);
    CHECK(change.group.starts_with("grafana/"));
    CHECK(change.title == "Payments");
    CHECK(change.untold == 3);
    CHECK(change.url == "https://grafana.example.com/alerting/list");
    REQUIRE(change.alerts.size() == 2);

    const auto& none = change.alerts[0];
    CHECK(none.id == "9f3c1a55d2e0b7aa/2026-11-20T10:00:00Z");
    CHECK(none.name == "Checkout latency (no data)");
    CHECK(none.firing);
    CHECK(none.summary == "No data from checkout");
    CHECK(none.url == "https://grafana.example.com/alerting/grafana/abc123/view?orgId=1");

    const auto& slow = change.alerts[1];
    CHECK(slow.name == "High latency");
    CHECK_FALSE(slow.firing);
    CHECK(slow.ended == parse_time("2026-11-20T09:59:30Z"));
    CHECK(slow.url == "https://grafana.example.com/d/dash1?orgId=1&viewPanel=4");
}

TEST_CASE("Grafana: a rule that has an error names the group by its own name", "[grafana]") {
    auto body = changed(two_alerts(), "/commonLabels/alertname", R"("DatasourceError")");
    body = changed(body, "/commonLabels/rulename", R"("Checkout latency")");
    CHECK(only<AlertChanged>(reading(vendor(), body)).title == "Checkout latency (error)");
}

TEST_CASE("Grafana: a relative address is one of the Grafana that sent it", "[grafana]") {
    const auto url = [](const std::string& address) {
        const auto body = changed(two_alerts(), "/alerts/0/generatorURL", '"' + address + '"');
        return only<AlertChanged>(reading(vendor(), body)).alerts.at(0).url;
    };
    CHECK(url("?orgId=1") == "https://grafana.example.com/?orgId=1");
    CHECK(url("/d/abc?orgId=1") == "https://grafana.example.com/d/abc?orgId=1");
    CHECK(url("//elsewhere.example/x").empty());
    CHECK(url("data:text/html,x").empty());
}

TEST_CASE("Grafana: the button Test is greeted, and is no alert", "[grafana]") {
    const auto read = reading(vendor(), R"({"receiver":"bot","status":"firing","orgId":1,"alerts":[{"status":"firing",
            "labels":{"alertname":"TestAlert","instance":"Grafana"},"annotations":{"summary":"Notification test"},
            "startsAt":"2026-11-20T10:00:00Z","endsAt":"0001-01-01T00:00:00Z","generatorURL":"?orgId=1",
            "fingerprint":"57c6d9296de2ad39"}],"externalURL":"https://grafana.example.com/","version":"1"})");
    CHECK(read.event == "test");
    CHECK(read.changes.empty());
    CHECK(read.greeting.contains("https://grafana.example.com/"));
}

TEST_CASE("Grafana: an alert of the same Alertmanager words is another sender's group", "[grafana]") {
    const auto body = payload("alertmanager/real-0.25-group-first.json");
    CHECK(only<AlertChanged>(reading(vendor(), body)).group.starts_with("grafana/"));
}

TEST_CASE("Grafana: a custom payload without groups is refused by the name of what it lacks", "[grafana]") {
    const auto got = read(vendor(), R"({"title":"my own","state":"alerting"})");
    REQUIRE_FALSE(got);
    CHECK(got.error().message.contains("groupKey"));
}
