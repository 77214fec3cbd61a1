#include "delivered.hpp"
#include "integrations/datadog/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;

namespace {
const hooks::Vendor& vendor() {
    return datadog::vendor();
}

std::string body_of(const std::string& event) {
    return payload("datadog/recommended-template." + event + ".synthetic.json");
}

AlertChanged told(const std::string& body) {
    return only<AlertChanged>(reading(vendor(), body, from_unix_ms(1'795'400'000'000)));
}

std::string with(const std::string& field, const std::string& text) {
    return changed(body_of("triggered"), "/" + field, '"' + text + '"');
}
} // namespace

TEST_CASE("Datadog: a monitor's trouble is one group until it recovers", "[datadog]") {
    const auto fired = told(body_of("triggered"));
    CHECK(fired.group == "datadog/77/9bd4ac313a4d1e8fae2482df7b77628");
    CHECK(fired.title == "Load is high: host:web-1,service:checkout");
    CHECK(fired.alerts.at(0).severity == "P2");
    CHECK(fired.alerts.at(0).firing);
    const auto recovered = told(body_of("recovered"));
    CHECK(recovered.group == fired.group);
    CHECK(recovered.title == fired.title);
    CHECK_FALSE(recovered.alerts.at(0).firing);
    CHECK(recovered.alerts.at(0).ended == from_unix_ms(1'795'400'900'000));
    CHECK(recovered.alerts.at(0).severity.empty());
}

TEST_CASE("Datadog: each transition, and the severity of a monitor without a priority", "[datadog]") {
    const auto severity = [](const std::string& transition) {
        const auto body = changed(with("alert_transition", transition), "/alert_priority", R"("$ALERT_PRIORITY")");
        const auto alert = told(body).alerts.at(0);
        return alert.firing ? alert.severity : "over";
    };
    CHECK(severity("Triggered") == "error");
    CHECK(severity("Re-Triggered") == "error");
    CHECK(severity("Warn") == "warning");
    CHECK(severity("Re-Warn") == "warning");
    CHECK(severity("No Data") == "no data");
    CHECK(severity("Re-No Data") == "no data");
    CHECK(severity("Renotify").empty());
    CHECK(severity("Recovered") == "over");
    const auto other = reading(vendor(), with("alert_transition", "Null"));
    CHECK(other.event == "Null");
    CHECK(other.changes.empty());
}

TEST_CASE("Datadog: a title is the monitor's name, without its state", "[datadog]") {
    const auto title = [](const std::string& text) {
        return told(changed(with("title", text), "/scope", R"("*")")).title;
    };
    CHECK(title("[Triggered] Load") == "Load");
    CHECK(title("[P1] [Warn on {host:a}] Load") == "Load");
    CHECK(title("[Re-Triggered on {host:a,env:b}] [prod] Load") == "[prod] Load");
    CHECK(title("[Triggered") == "[Triggered");
    CHECK(title("[prod] Load [Triggered]") == "[prod] Load [Triggered]");
    CHECK(title("[P9] Load") == "[P9] Load");
}

TEST_CASE("Datadog: variables without a value are not told", "[datadog]") {
    const auto change = told(body_of("no-data-untold-variables"));
    CHECK(change.group == "datadog/77/1234/*");
    CHECK(change.url.empty());
    CHECK(change.at == from_unix_ms(1'795'400'000'000)); // when it came
    CHECK(change.alerts.at(0).summary == "No heartbeat has come for five minutes");
    CHECK(
        change.alerts.at(0).labels ==
        std::vector<std::pair<std::string, std::string>>{{"env", "prod"}, {"tag", "monitor"}}
    );
}

TEST_CASE("Datadog: the message's first words, without those whom it notifies", "[datadog]") {
    const auto words = [](const std::string& text) { return told(with("body", text)).alerts.at(0).description; };
    CHECK(words("%%%\\nLoad is high @slack-ops @ana@example.com on web-1\\n%%%") == "Load is high on web-1");
    CHECK(words("@all\\n\\n  ping ben@example.com  ") == "ping ben@example.com");
    CHECK(words("%%%\\n%%%").empty());
    CHECK(words("").empty());
}

TEST_CASE(
    "Datadog: a delivery is named by its event; another payload is refused by the name of what it lacks", "[datadog]"
) {
    CHECK(key(vendor(), body_of("triggered")) == "7530000000000000001");
    CHECK(key(vendor(), body_of("no-data-untold-variables")).size() > 30);
    const auto own = read(vendor(), R"({"id":"1","title":"x","body":"y","event_type":"metric_alert_monitor"})");
    REQUIRE_FALSE(own);
    CHECK(own.error().message.contains("alert_transition"));
    const auto keyless = read(vendor(), R"({"alert_transition":"Triggered","alert_id":"$ALERT_ID"})");
    REQUIRE_FALSE(keyless);
    CHECK(keyless.error().message.contains("alert_id"));
}
