#include "delivered.hpp"
#include "integrations/pagerduty/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;

namespace {
const hooks::Vendor& vendor() {
    return pagerduty::vendor();
}

std::string body_of(const std::string& event) {
    return payload("pagerduty/" + event + ".synthetic.json");
}

AlertChanged told(const std::string& body) {
    return only<AlertChanged>(reading(vendor(), body));
}
} // namespace

TEST_CASE("PagerDuty: an incident is one group from its start to its end", "[pagerduty]") {
    const auto triggered = told(body_of("incident.triggered"));
    CHECK(triggered.group == "pagerduty/acme.pagerduty.com/Q1CHECKOUT0042");
    CHECK(triggered.title == "#1234 Checkout answers with errors");
    CHECK(triggered.reopens);
    CHECK_FALSE(triggered.acknowledged);
    CHECK(triggered.actor.empty());
    CHECK(triggered.at == parse_time("2026-11-20T10:00:00.345Z"));
    REQUIRE(triggered.alerts.size() == 1);
    CHECK(triggered.alerts[0].firing);
    CHECK(triggered.alerts[0].summary == "Checkout, assigned to Ana Ruiz, Ben Oduya");
    CHECK(triggered.alerts[0].began == parse_time("2026-11-20T10:00:00Z"));

    const auto resolved = told(body_of("incident.resolved"));
    CHECK(resolved.group == triggered.group);
    CHECK(resolved.alerts.at(0).id == triggered.alerts[0].id);
    CHECK_FALSE(resolved.alerts.at(0).firing);
    CHECK(resolved.alerts.at(0).ended == parse_time("2026-11-20T10:31:07.900Z"));
    CHECK(resolved.actor == "Ben Oduya");
}

TEST_CASE("PagerDuty: the priority is the severity, else the urgency", "[pagerduty]") {
    CHECK(told(body_of("incident.triggered")).alerts.at(0).severity == "high");
    CHECK(told(body_of("incident.priority_updated")).alerts.at(0).severity == "P1");
}

TEST_CASE("PagerDuty: who acknowledges is a person", "[pagerduty]") {
    const auto change = told(body_of("incident.acknowledged"));
    CHECK(change.acknowledged);
    CHECK(change.actor == "Ana Ruiz");
    CHECK(change.alerts.at(0).firing);

    const auto by_rule =
        changed(body_of("incident.acknowledged"), "/event/agent/type", R"("inbound_integration_reference")");
    CHECK(told(by_rule).acknowledged);
    CHECK(told(by_rule).actor.empty());
}

TEST_CASE("PagerDuty: what was reopened fires again, and is not acknowledged by that", "[pagerduty]") {
    auto body = changed(body_of("incident.resolved"), "/event/event_type", R"("incident.reopened")");
    body = changed(body, "/event/data/status", R"("triggered")");
    const auto change = told(body);
    CHECK(change.alerts.at(0).firing);
    CHECK_FALSE(change.alerts.at(0).ended);
    CHECK_FALSE(change.acknowledged);
    CHECK(change.actor.empty());
}

TEST_CASE("PagerDuty: an incident that was merged says into which", "[pagerduty]") {
    const auto change = told(body_of("incident.resolved-merged"));
    CHECK_FALSE(change.alerts.at(0).firing);
    CHECK(change.alerts.at(0).summary == "merged into [#1234] Checkout answers with errors");
}

TEST_CASE("PagerDuty: notes and services are counted and say nothing; the test event greets", "[pagerduty]") {
    const auto note = reading(vendor(), body_of("incident.annotated"));
    CHECK(note.event == "incident.annotated");
    CHECK(note.changes.empty());
    const auto service = reading(vendor(), R"({"event":{"event_type":"service.updated","data":{"type":"service"}}})");
    CHECK(service.event == "service.updated");
    CHECK(service.changes.empty());
    const auto ping = reading(vendor(), body_of("pagey.ping"));
    CHECK(ping.changes.empty());
    CHECK(ping.greeting.contains("PagerDuty"));
}

TEST_CASE(
    "PagerDuty: a delivery is named by its event, and what is needed is named when it is missing", "[pagerduty]"
) {
    CHECK(key(vendor(), body_of("incident.triggered")) == "01E0000000000000000000TRIG");
    for (const std::string field : {"event.event_type", "event.data.id", "event.data.status"}) {
        auto pointer = "/" + field;
        for (char& c : pointer)
            if (c == '.') c = '/';
        const auto got = read(vendor(), changed(body_of("incident.triggered"), pointer, "null"));
        REQUIRE_FALSE(got);
        CHECK(got.error().message.contains(field));
    }
}
