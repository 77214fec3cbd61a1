#include "integrations/grafana/vendor.hpp"

#include "integrations/hooks/alert_group.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/links.hpp"

#include <array>
#include <optional>

namespace pilothouse::grafana {

namespace {
constexpr std::array proofs = {
    hooks::Proof{.header = "X-Grafana-Alerting-Signature"},
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

/// What the button "Test" of a contact point sends.
bool is_test(JsonView body) {
    const auto labels = body["alerts"].first()["labels"];
    return labels.text("alertname") == "TestAlert" && labels.text("instance") == "Grafana";
}

/// A rule that gets no data, or an error, fires an alert that is named after that; the rule's name is a label of it.
std::optional<std::string> rule_name(JsonView labels) {
    const auto alert = labels.text("alertname");
    const auto rule = labels.text("rulename");
    if (rule.empty()) return std::nullopt;
    if (alert == "DatasourceNoData") return std::string(rule).append(" (no data)");
    if (alert == "DatasourceError") return std::string(rule).append(" (error)");
    return std::nullopt;
}

/// The panel shows more than the rule does.
std::string best_link(JsonView alert, std::string_view base) {
    for (const auto* field : {"panelURL", "dashboardURL", "generatorURL"})
        if (auto link = hooks::web_link(alert.text(field), base); !link.empty()) return link;
    return {};
}

hooks::Reading greeting(std::string_view base) {
    hooks::Reading reading;
    reading.event = "test";
    reading.greeting = "Grafana's test notification has arrived";
    if (!base.empty()) reading.greeting.append(" from ").append(base);
    return reading;
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    const auto base = hooks::web_link(body.text("externalURL"));
    if (is_test(body)) return greeting(base);
    PILOTHOUSE_TRY(auto group, hooks::read_alert_group(delivery, "grafana"));
    auto& change = group.change;
    for (std::size_t i = 0; i < change.alerts.size(); ++i) {
        change.alerts[i].url = best_link(group.told[i], base);
        if (auto name = rule_name(group.told[i]["labels"])) change.alerts[i].name = *std::move(name);
    }
    if (auto name = rule_name(body["commonLabels"])) change.title = *std::move(name);
    change.url = hooks::joined(base, "alerting/list");
    return hooks::reading_of(std::move(group));
}

constexpr std::string_view setup = R"(In Grafana, Alerting, Contact points, add one of the type Webhook:
  URL          {url}
  HTTP method  POST
  HMAC signature, secret {secret}; the headers stay as they are: no timestamp header
               (before Grafana 12: Authorization header, scheme Bearer, credentials {secret})
Leave the custom payload empty, and max alerts at 0: what it cuts off is never told of again, resolved or not.
The button Test shows a greeting here.
)";

// As Alertmanager: one body holds every alert of its group.
constexpr std::size_t body_bytes = 8 << 20;

constexpr hooks::Vendor grafana_vendor = {
    .name = "grafana",
    .title = "Grafana",
    .proofs = proofs,
    .body_bytes = body_bytes,
    .key = hooks::body_key, // as with Alertmanager: no delivery has an id
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return grafana_vendor;
}

} // namespace pilothouse::grafana
