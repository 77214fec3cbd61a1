#include "delivered.hpp"
#include "integrations/alertmanager/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using namespace std::chrono_literals;

namespace {
const hooks::Vendor& vendor() {
    return alertmanager::vendor();
}

AlertChanged told(const std::string& file) {
    return only<AlertChanged>(reading(vendor(), payload("alertmanager/" + file)));
}

Time at(std::string_view text) {
    return parse_time(text).value();
}

/// A group of one alert that fires, of an Alertmanager of its own.
std::string group_of(const std::string& labels, const std::string& more = "") {
    return R"({"receiver":"bot","status":"firing","alerts":[{"status":"firing","labels":)" + labels +
           R"(,"startsAt":"2026-11-23T02:24:31Z","fingerprint":"f1"}],"groupLabels":{},"commonLabels":{},)" + more +
           R"("externalURL":"http://am.example:9093","version":"4","groupKey":"{}:{}"})";
}
} // namespace

TEST_CASE("Alertmanager: no count of what was cut off is too large to be added to", "[alertmanager]") {
    for (const auto* count : {"2147483647", "9223372036854775807", "1e300", "-3"}) {
        const auto body = group_of(R"({"alertname":"A"})", std::string(R"("truncatedAlerts":)") + count + ",");
        const auto change = only<AlertChanged>(reading(vendor(), body));
        CHECK(change.untold >= 0);
        CHECK(change.untold <= 1'000'000);
    }
}

TEST_CASE("Alertmanager: a group that fires is told with each alert that is in the body", "[alertmanager]") {
    const auto received = at("2026-11-23T02:13:00Z");
    const auto read = reading(vendor(), payload("alertmanager/real-0.25-firing-truncated.json"), received);
    CHECK(read.event == "firing");
    CHECK(read.greeting.empty());
    const auto change = only<AlertChanged>(read);
    CHECK(change.group.starts_with("alertmanager/"));
    CHECK(change.title == "HighErrorRate: checkout");
    CHECK(change.untold == 1);
    CHECK(change.at == received);
    CHECK(change.url == "http://vm:19093/#/alerts?receiver=bot");
    CHECK_FALSE(change.acknowledged);
    REQUIRE(change.alerts.size() == 2);

    const auto& first = change.alerts[0];
    CHECK(first.id == "1eb0299e61e0b8eb/2026-11-23T02:12:56.098475708Z");
    CHECK(first.name == "HighErrorRate");
    CHECK(first.firing);
    CHECK(first.severity == "critical");
    CHECK(first.summary == "5xx above 5% on checkout");
    CHECK(first.runbook == "https://runbooks.example.com/5xx");
    CHECK(first.url == "http://prometheus.example.com/graph?g0.expr=1");
    CHECK(first.began == at("2026-11-23T02:12:56.098Z"));
    CHECK_FALSE(first.ended);
    CHECK(
        first.labels ==
        std::vector<std::pair<std::string, std::string>>{
            {"alertname", "HighErrorRate"}, {"instance", "pod-1"}, {"service", "checkout"}, {"severity", "critical"}
        }
    );

    CHECK(change.alerts[1].summary == "Ünïcödé — 5xx <&>");
    CHECK(change.alerts[1].url.empty());
    CHECK(change.alerts[1].runbook.empty());
}

TEST_CASE("Alertmanager: a resolved group is the same group, its alerts the same alerts, ended", "[alertmanager]") {
    const auto fired = told("real-0.25-firing-truncated.json");
    const auto read = reading(vendor(), payload("alertmanager/real-0.25-resolved.json"));
    CHECK(read.event == "resolved");
    const auto resolved = only<AlertChanged>(read);
    CHECK(resolved.group == fired.group);
    CHECK(resolved.title == fired.title);
    CHECK(resolved.untold == 1); // nobody knows of what was cut off
    REQUIRE(resolved.alerts.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(resolved.alerts[i].id == fired.alerts[i].id);
        CHECK_FALSE(resolved.alerts[i].firing);
    }
    CHECK(resolved.alerts[0].ended == at("2026-11-23T02:13:16.098Z"));
}

TEST_CASE("Alertmanager: a group that grows keeps its key and title, and tells of both alerts", "[alertmanager]") {
    const auto first = told("real-0.25-group-first.json");
    const auto grown = told("real-0.25-group-grows.json");
    const auto later = told("real-0.25-repeat-interval.json");
    CHECK(first.group == grown.group);
    CHECK(later.group == grown.group);
    CHECK(first.title == "Lat: pay");
    CHECK(grown.title == first.title);
    CHECK(later.title == first.title);
    REQUIRE(first.alerts.size() == 1);
    REQUIRE(grown.alerts.size() == 2);
    REQUIRE(later.alerts.size() == 1);
    CHECK(grown.alerts[0] == first.alerts[0]);
    CHECK(later.alerts[0] == grown.alerts[1]);
    CHECK(grown.untold == 0);
}

TEST_CASE("Alertmanager: groups differ by their key, their receiver and their Alertmanager", "[alertmanager]") {
    const auto body = payload("alertmanager/real-0.25-group-first.json");
    const auto group = [](const std::string& text) { return only<AlertChanged>(reading(vendor(), text)).group; };
    std::vector<std::string> groups = {group(body)};
    groups.push_back(group(changed(body, "/groupKey", R"("{}:{}")")));
    groups.push_back(group(changed(body, "/receiver", R"("other")")));
    groups.push_back(group(changed(body, "/externalURL", R"("http://vm2:9093")")));
    std::ranges::sort(groups);
    CHECK(std::ranges::adjacent_find(groups) == groups.end());
    CHECK(group(changed(body, "/commonLabels", "{}")) == group(body));
}

TEST_CASE("Alertmanager: the same body within ten minutes is one delivery, later it is another", "[alertmanager]") {
    const auto body = payload("alertmanager/real-0.25-repeat-interval.json");
    const auto noon = at("2026-11-23T12:00:00Z");
    CHECK(key(vendor(), body, noon) == key(vendor(), body, noon + 9min));
    CHECK(key(vendor(), body, noon) != key(vendor(), body, noon + 10min));
    CHECK(key(vendor(), body, noon) != key(vendor(), body, noon + 4h));
    CHECK(key(vendor(), body, noon) != key(vendor(), body + "\n", noon));
}

TEST_CASE("Alertmanager: what fires always is a heartbeat and no alert", "[alertmanager]") {
    for (const auto* labels :
         {R"({"alertname":"Watchdog","severity":"critical"})", R"({"alertname":"InfoInhibitor","severity":"none"})"}) {
        const auto read = reading(vendor(), group_of(labels));
        CHECK(read.event == "heartbeat");
        CHECK(read.changes.empty());
    }
    const auto body = payload("alertmanager/real-0.25-group-grows.json");
    const auto mixed = reading(vendor(), changed(body, "/alerts/0/labels/severity", R"("none")"));
    CHECK(mixed.event == "firing");
    CHECK(only<AlertChanged>(mixed).alerts.size() == 1);
}

TEST_CASE("Alertmanager: a group in which some have resolved fires", "[alertmanager]") {
    const auto body = payload("alertmanager/real-0.25-group-grows.json");
    const auto read = reading(vendor(), changed(body, "/alerts/1/status", R"("resolved")"));
    CHECK(read.event == "firing");
    const auto change = only<AlertChanged>(read);
    CHECK(change.alerts[0].firing);
    CHECK_FALSE(change.alerts[1].firing);
    CHECK_FALSE(change.alerts[1].ended); // the year 1 is no time
}

TEST_CASE("Alertmanager: titles for groups of every make", "[alertmanager]") {
    const auto title = [](const std::string& body) { return only<AlertChanged>(reading(vendor(), body)).title; };
    const auto body = payload("alertmanager/real-0.25-group-grows.json");
    CHECK(title(changed(body, "/groupLabels", R"({"cluster":"eu","service":"pay"})")) == "Lat: eu, pay");
    CHECK(title(changed(body, "/groupLabels", R"({"alertname":"Lat"})")) == "Lat");
    const auto unnamed = changed(body, "/commonLabels", "{}");
    CHECK(title(changed(unnamed, "/groupLabels", R"({"service":"pay"})")) == "pay");
    const auto ungrouped = changed(unnamed, "/groupLabels", "{}");
    CHECK(title(ungrouped) == "Lat");
    CHECK(title(changed(ungrouped, "/alerts/1/labels/alertname", R"("Disk")")) == "Lat and others");
}

TEST_CASE("Alertmanager: annotations that all alerts share count where one has none", "[alertmanager]") {
    const auto body = group_of(
        R"({"alertname":"A"})",
        R"("commonAnnotations":{"summary":"s","message":"m","runbook_url":"https://r.example/a"},)"
    );
    const auto alert = only<AlertChanged>(reading(vendor(), body)).alerts.at(0);
    CHECK(alert.summary == "s");
    CHECK(alert.description == "m");
    CHECK(alert.runbook == "https://r.example/a");
}

TEST_CASE("Alertmanager: only what names a group is needed", "[alertmanager]") {
    const auto body = payload("alertmanager/real-0.25-group-first.json");
    for (const auto* field : {"groupKey", "alerts"}) {
        for (const auto* value : {"", "null", "7"}) {
            const auto got = read(vendor(), changed(body, std::string("/") + field, value));
            REQUIRE_FALSE(got);
            CHECK(got.error().code == Errc::bad_input);
            CHECK(got.error().message.contains(field));
        }
    }
    const auto bare = reading(vendor(), R"({"groupKey":"k","alerts":[{"status":"firing"}]})");
    const auto change = only<AlertChanged>(bare);
    CHECK(change.url.empty());
    CHECK(change.alerts.at(0).id.size() > 1);
}

TEST_CASE("Alertmanager: alerts without a fingerprint are told apart by their labels", "[alertmanager]") {
    const auto grown = payload("alertmanager/real-0.25-group-grows.json");
    const auto body = changed(changed(grown, "/alerts/0/fingerprint", ""), "/alerts/1/fingerprint", "null");
    const auto change = only<AlertChanged>(reading(vendor(), body));
    CHECK(change.alerts.at(0).id != change.alerts.at(1).id);
}

TEST_CASE("Alertmanager: addresses that are none are not linked", "[alertmanager]") {
    auto body = payload("alertmanager/real-0.25-group-first.json");
    body = changed(body, "/externalURL", "\"javascript:alert(1)\"");
    body = changed(body, "/alerts/0/generatorURL", R"("http://p.example/graph?q=a|b> c")");
    body = changed(body, "/alerts/0/annotations/runbook_url", R"("wiki, page Runbooks")");
    const auto change = only<AlertChanged>(reading(vendor(), body));
    CHECK(change.url.empty());
    CHECK(change.alerts.at(0).url == "http://p.example/graph?q=a%7Cb%3E%20c");
    CHECK(change.alerts.at(0).runbook.empty());
}

TEST_CASE("Alertmanager: a storm in one body is read whole", "[alertmanager]") {
    constexpr int alerts = 5'000;
    std::string body = R"({"groupKey":"k","alerts":[)";
    for (int i = 0; i < alerts; ++i) {
        const auto name = std::to_string(i);
        body.append(i == 0 ? "" : ",").append(R"({"status":"firing","labels":{"alertname":"A","pod":")").append(name);
        body.append(R"("},"startsAt":"2026-11-23T02:24:31Z","fingerprint":")").append(name).append(R"("})");
    }
    body += "]}";
    const auto change = only<AlertChanged>(reading(vendor(), body));
    CHECK(change.alerts.size() == alerts);
    CHECK(body.size() < vendor().body_bytes);
}
