#include "integrations/sentry/vendor.hpp"

#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/incident.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::sentry {

namespace {
using commands::Alert;

// The time in its own header is not signed, so it can't keep out what is sent again.
constexpr std::array proofs = {hooks::Proof{.header = "Sentry-Hook-Signature"}};

/// What an issue is after an action; nothing where its status says so.
struct Action {
    std::string_view name;
    std::optional<bool> firing;
};

constexpr std::array issue_actions = {
    Action{"created", true},           Action{"unresolved", true}, Action{"resolved", false},
    Action{"archived", false},         Action{"ignored", false},   Action{"assigned", std::nullopt},
    Action{"triggered", std::nullopt},
};

/// When a delivery was sent; bodies of issues don't say.
Time sent_at(const hooks::Delivery& delivery) {
    return hooks::unix_time(net::header(delivery.headers, "Sentry-Hook-Timestamp")).value_or(delivery.received);
}

/// Ids are unique within one Sentry only; the installation of the integration is the same for all that it sends.
std::string key_of(JsonView body, std::string_view kind, std::string_view id) {
    std::string key("sentry/");
    if (const auto where = body["installation"].text("uuid"); !where.empty()) key.append(where).append(1, '/');
    return key.append(kind).append(1, '/').append(id);
}

/// "pay.refund in checkout"
std::string place_of(std::string_view culprit, std::string_view project) {
    std::string place = hooks::first_line(culprit);
    if (project.empty()) return place;
    return place.append(place.empty() ? "in " : " in ").append(project);
}

/// Whoever was given an issue by a person is on it; a rule of Sentry's assigns without anybody knowing.
void tell_people(commands::AlertChanged& change, JsonView body, std::string_view action) {
    const auto actor = body["actor"];
    if (actor.text("type") != "user") return;
    change.acknowledged = action == "assigned";
    const auto assignee = body["data"]["issue"]["assignedTo"].text("name");
    if (change.acknowledged) change.actor = hooks::first_text({assignee, actor.text("name")});
    if (!change.alerts.front().firing) change.actor = actor.text("name");
}

Result<hooks::Reading> read_issue(const hooks::Delivery& delivery, const std::string& event) {
    const auto issue = delivery.json["data"]["issue"];
    const auto name = delivery.json.text("action");
    const auto* action = std::ranges::find(issue_actions, name, &Action::name);
    if (action == issue_actions.end()) return hooks::Reading{.event = event};

    PILOTHOUSE_TRY(const auto id, hooks::needed_id(issue, "id", "data.issue.id"));
    const auto at = sent_at(delivery);
    const auto project = hooks::first_text({issue["project"].text("slug"), issue["project"].text("name")});
    Alert alert{.id = {}, .name = hooks::first_line(issue.text("title"))};
    alert.firing = action->firing.value_or(issue.text("status") == "unresolved");
    alert.severity = issue.text("level"); // the events of an issue have a level, and no priority
    alert.summary = place_of(issue.text("culprit"), project);
    if (const auto number = issue.text("shortId"); !number.empty()) alert.labels.emplace_back("issue", number);
    if (!project.empty()) alert.labels.emplace_back("project", project);
    alert.url = hooks::web_link(hooks::first_text({issue.text("web_url"), issue.text("permalink")}));
    alert.began = name == "unresolved" ? at : hooks::time_at(issue, "firstSeen").value_or(at);
    if (!alert.firing) alert.ended = at;
    auto change = hooks::incident(key_of(delivery.json, "issue", id), std::move(alert), at);
    tell_people(change, delivery.json, name);
    return hooks::Reading{.changes = {std::move(change)}, .event = event};
}

/// An event of an issue met a rule. The issue's own messages say when it is over, so both are one group.
Result<hooks::Reading> read_event(const hooks::Delivery& delivery, const std::string& event_name) {
    const auto event = delivery.json["data"]["event"];
    if (delivery.json.text("action") != "triggered") return hooks::Reading{.event = event_name};
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(event, "issue_id", "data.event.issue_id"));
    const auto at = sent_at(delivery);
    Alert alert{.id = {}, .name = hooks::first_line(event.text("title"))};
    alert.severity = event.text("level");
    alert.summary = hooks::first_line(event.text("culprit"));
    if (const auto rule = delivery.json["data"].text("triggered_rule"); !rule.empty())
        alert.labels.emplace_back("rule", rule);
    alert.url = hooks::web_link(event.text("web_url"));
    alert.began = hooks::time_at(event, "datetime").value_or(at);
    auto change = hooks::incident(key_of(delivery.json, "issue", id), std::move(alert), at);
    return hooks::Reading{.changes = {std::move(change)}, .event = event_name};
}

Result<hooks::Reading> read_metric(const hooks::Delivery& delivery, const std::string& event) {
    constexpr std::array<std::string_view, 3> known = {"critical", "warning", "resolved"};
    const auto action = delivery.json.text("action");
    if (std::ranges::find(known, action) == known.end()) return hooks::Reading{.event = event};

    const auto data = delivery.json["data"];
    const auto metric = data["metric_alert"];
    PILOTHOUSE_TRY(const auto id, hooks::needed_id(metric, "id", "data.metric_alert.id"));
    const auto at = sent_at(delivery);
    Alert alert{.id = {}};
    const auto rule = metric["alert_rule"].text("name");
    alert.name = hooks::first_line(hooks::first_text({rule, data.text("description_title"), metric.text("title")}));
    alert.firing = action != "resolved";
    if (alert.firing) alert.severity = action;
    // Sentry's own sample has its line break written as a backslash and an "n".
    const auto description = data.text("description_text");
    alert.summary = hooks::first_line(description.substr(0, description.find("\\n")));
    for (const auto project : metric["projects"].elements())
        if (!project.text().empty()) alert.labels.emplace_back("project", project.text());
    alert.url = hooks::web_link(data.text("web_url"));
    alert.began = hooks::first_time(metric, {"date_started", "date_detected", "date_created"}).value_or(at);
    if (!alert.firing) alert.ended = hooks::time_at(metric, "date_closed").value_or(at);
    auto change = hooks::incident(key_of(delivery.json, "metric", id), std::move(alert), at);
    return hooks::Reading{.changes = {std::move(change)}, .event = event};
}

/// By what a body holds, since the header that names its kind is not signed.
struct Kind {
    std::string_view member;
    std::string_view name;
    Result<hooks::Reading> (*read)(const hooks::Delivery& delivery, const std::string& event);
};

constexpr std::array kinds = {
    Kind{"metric_alert", "metric_alert", read_metric},
    Kind{"event", "event_alert", read_event},
    Kind{"issue", "issue", read_issue},
};

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto resource = net::header(delivery.headers, "Sentry-Hook-Resource");
    const auto action = delivery.json.text("action");
    for (const auto& kind : kinds)
        if (delivery.json["data"][kind.member].is_object())
            return kind.read(delivery, hooks::event_name(hooks::first_text({resource, kind.name}), action));
    hooks::Reading reading{.event = hooks::event_name(resource, action)};
    if (resource == "installation" && action == "created") reading.greeting = "Sentry's integration has made contact";
    return reading;
}

/// Sentry names each request; bodies alike are sent again when an issue goes to and fro.
std::string key(const hooks::Delivery& delivery) {
    const auto id = net::header(delivery.headers, "Request-ID");
    return id.empty() ? hooks::body_key(delivery) : std::string(id);
}

constexpr std::string_view setup =
    R"(In Sentry, Settings, Developer Settings (Custom Integrations), create an internal integration:
  Webhook URL        {url}
  Alert Rule Action  on
  Permissions        Issue & Event: Read
  Webhooks           issue
Sentry makes the Client Secret itself: put it into the configuration as {secret}.
Then name the integration in the actions of the alert rules whose alerts belong in this channel. Without the webhook
"issue", every alert stays open here when its issue is resolved.
)";

constexpr hooks::Vendor sentry_vendor = {
    .name = "sentry",
    .title = "Sentry",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return sentry_vendor;
}

} // namespace pilothouse::sentry
