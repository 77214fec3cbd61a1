#include "integrations/pagerduty/vendor.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/incident.hpp"
#include "integrations/hooks/links.hpp"

#include <array>

namespace pilothouse::pagerduty {

namespace {
// While a secret is changed, there is one signature for each: "v1=…,v1=…". The secret is used as the text that it is,
// though it looks like base64.
constexpr std::array proofs = {hooks::Proof{.header = "X-PagerDuty-Signature", .prefix = "v1=", .separator = ','}};

/// Who did what is told, where it was a person and no rule or integration.
std::string person(JsonView agent) {
    return agent.text("type") == "user_reference" ? std::string(agent.text("summary")) : std::string();
}

/// "Checkout API, assigned to Ana, Ben"; of one that was merged into another, which.
std::string summary_of(JsonView incident) {
    if (const auto into = incident["resolve_reason"]["incident"].text("summary"); !into.empty())
        return "merged into " + hooks::first_line(into);
    std::string summary(incident["service"].text("summary"));
    std::string_view before = summary.empty() ? "assigned to " : ", assigned to ";
    for (const auto assignee : incident["assignees"].elements()) {
        if (assignee.text("summary").empty()) continue;
        summary.append(before).append(assignee.text("summary"));
        before = ", ";
    }
    return summary;
}

std::vector<std::pair<std::string, std::string>> labels_of(JsonView incident) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (const auto* field : {"service", "priority", "escalation_policy"})
        if (const auto text = incident[field].text("summary"); !text.empty()) labels.emplace_back(field, text);
    for (const auto* field : {"urgency", "status"})
        if (const auto text = incident.text(field); !text.empty()) labels.emplace_back(field, text);
    return labels;
}

commands::Alert alert_of(JsonView incident, Time at) {
    commands::Alert alert;
    if (const auto number = hooks::id_text(incident["number"]); !number.empty()) alert.name = "#" + number + " ";
    alert.name += hooks::first_line(incident.text("title"));
    alert.firing = incident.text("status") != "resolved";
    alert.severity = hooks::first_text({incident["priority"].text("summary"), incident.text("urgency")});
    alert.summary = summary_of(incident);
    alert.labels = labels_of(incident);
    alert.url = hooks::web_link(incident.text("html_url"));
    alert.began = hooks::time_at(incident, "created_at").value_or(at);
    if (!alert.firing) alert.ended = at;
    return alert;
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto event = delivery.json["event"];
    PILOTHOUSE_TRY(const auto type, hooks::needed_text(event, "event_type", "event.event_type"));
    if (type == "pagey.ping") return hooks::Reading{.event = type, .greeting = "PagerDuty's test event has arrived"};
    const auto incident = event["data"];
    // Notes, responders and status updates only refer to their incident; services are no incidents.
    if (incident.text("type") != "incident") return hooks::Reading{.event = hooks::event_name(type)};

    PILOTHOUSE_TRY(const auto id, hooks::needed_text(incident, "id", "event.data.id"));
    PILOTHOUSE_CHECK(hooks::needed_text(incident, "status", "event.data.status"));
    const auto at = hooks::time_at(event, "occurred_at").value_or(delivery.received);
    const auto account = hooks::installation("pagerduty", {}, hooks::web_link(incident.text("html_url")));
    auto change = hooks::incident(account + "/" + id, alert_of(incident, at), at);
    change.acknowledged = type == "incident.acknowledged";
    if (change.acknowledged || type == "incident.resolved") change.actor = person(event["agent"]);
    return hooks::Reading{.changes = {std::move(change)}, .event = hooks::event_name(type)};
}

/// PagerDuty sends again what was not accepted; the id of the event stays.
std::string key(const hooks::Delivery& delivery) {
    return std::string(delivery.json["event"].text("id"));
}

constexpr std::string_view setup = R"(In PagerDuty, Integrations, Generic Webhooks (v3), New Webhook:
  Webhook URL  {url}
  Scope        the account, or the team or service whose incidents belong in this channel
  Events       all of incident.*; at least triggered, acknowledged, unacknowledged, escalated, reassigned,
               priority_updated, reopened and resolved
PagerDuty makes the secret itself and shows it once, after Add Webhook: put it into the configuration as
{secret}. Then "Send Test Event" shows a greeting here.
)";

constexpr hooks::Vendor pagerduty_vendor = {
    .name = "pagerduty",
    .title = "PagerDuty",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return pagerduty_vendor;
}

} // namespace pilothouse::pagerduty
