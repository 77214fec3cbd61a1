#include "delivered.hpp"
#include "integrations/opsgenie/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;

namespace {
const hooks::Vendor& vendor() {
    return opsgenie::vendor();
}

std::string body_of(const std::string& action) {
    return payload("opsgenie/" + action + ".synthetic.json");
}

AlertChanged told(const std::string& body) {
    return only<AlertChanged>(reading(vendor(), body, from_unix_ms(1'795'400'999'000)));
}
} // namespace

TEST_CASE("Opsgenie: an alert is one group until it is closed", "[opsgenie]") {
    const auto created = told(body_of("create"));
    CHECK(created.group == "opsgenie/052652ac-5d1c-464a-812a-7dd18bbfba8c-1795400000000");
    CHECK(created.title == "#10 [checkout] error rate");
    CHECK_FALSE(created.reopens); // another alert has another id
    CHECK(created.alerts.at(0).severity == "P1");
    CHECK(created.alerts.at(0).began == from_unix_ms(1'795'400'000'000));
    CHECK(told(body_of("updatepriority")).alerts.at(0).severity == "P3");

    const auto taken = told(body_of("acknowledge"));
    CHECK(taken.acknowledged);
    CHECK(taken.actor == "ana@example.com");
    CHECK(taken.at == from_unix_ms(1'795'400'120'500)); // told in billionths of a second

    const auto closed = told(body_of("close"));
    CHECK(closed.group == created.group);
    CHECK_FALSE(closed.alerts.at(0).firing);
    CHECK(closed.alerts.at(0).ended == from_unix_ms(1'795'400'600'000));
    CHECK(closed.actor == "ben@example.com");
    CHECK_FALSE(told(changed(body_of("close"), "/action", R"("Delete")")).alerts.at(0).firing);
}

TEST_CASE("Opsgenie: an action that may be done to a closed alert says nothing of it", "[opsgenie]") {
    for (const auto* action : {"AddNote", "AddTags", "Run my script"}) {
        const auto other = reading(vendor(), changed(body_of("addnote"), "/action", '"' + std::string(action) + '"'));
        CHECK(other.event == action);
        CHECK(other.changes.empty());
    }
}

TEST_CASE("Opsgenie: times may be in thousandths or text, and one that is neither is when it came", "[opsgenie]") {
    const auto at = [](const std::string& time) {
        return told(changed(body_of("close"), "/alert/updatedAt", time)).at;
    };
    CHECK(at("1795400600000") == from_unix_ms(1'795'400'600'000));
    CHECK(at("\"1795400600000000000\"") == from_unix_ms(1'795'400'600'000));
    CHECK(at("17") == from_unix_ms(1'795'400'999'000));
    CHECK(at("null") == from_unix_ms(1'795'400'999'000));
}

TEST_CASE("Opsgenie: the same body is one delivery, another action another", "[opsgenie]") {
    CHECK(key(vendor(), body_of("create")) == key(vendor(), body_of("create")));
    CHECK(key(vendor(), body_of("create")) != key(vendor(), body_of("close")));
    CHECK(read(vendor(), changed(body_of("create"), "/alert/alertId", "7")).error().message.contains("alert.alertId"));
    CHECK(read(vendor(), "{}").error().message.contains("action"));
}
