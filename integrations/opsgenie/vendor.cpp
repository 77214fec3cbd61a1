#include "integrations/opsgenie/vendor.hpp"

#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/incident.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::opsgenie {

namespace {
// Opsgenie can't sign, but it can send a header.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

/// A body tells what was done to an alert, and not how the alert is; so each action that says so is named. The others
/// (AddNote, AddTags, and those that a customer has made) may be done to an alert that is closed.
struct Action {
    std::string_view name;
    bool firing;
};

constexpr std::array actions = {
    Action{"Create", true},         Action{"Acknowledge", true},   Action{"UnAcknowledge", true},
    Action{"Escalate", true},       Action{"EscalateNext", true},  Action{"AssignOwnership", true},
    Action{"TakeOwnership", true},  Action{"AddRecipient", true},  Action{"AddResponder", true},
    Action{"AddTeam", true},        Action{"Snooze", true},        Action{"SnoozeEnded", true},
    Action{"UpdatePriority", true}, Action{"UpdateMessage", true}, Action{"UpdateDescription", true},
    Action{"Close", false},         Action{"Delete", false},
};

/// Since some years `updatedAt` is in billionths of a second, and `createdAt` in thousandths.
std::optional<Time> time_of(JsonView number) {
    const auto time = hooks::unix_time(number, 1'000'000'000);
    return time ? time : hooks::unix_time(number, 1'000);
}

std::vector<std::pair<std::string, std::string>> labels_of(JsonView alert) {
    std::vector<std::pair<std::string, std::string>> labels;
    for (const auto* field : {"entity", "source", "alias", "team"})
        if (const auto text = alert.text(field); !text.empty()) labels.emplace_back(field, text);
    for (const auto& [key, value] : alert["details"].members())
        if (!value.text().empty()) labels.emplace_back(key, value.text());
    for (const auto tag : alert["tags"].elements())
        if (!tag.text().empty()) labels.emplace_back("tag", tag.text());
    return labels;
}

commands::Alert alert_of(JsonView alert, bool firing, Time at) {
    commands::Alert read{.id = {}, .firing = firing};
    if (const auto number = hooks::id_text(alert["tinyId"]); !number.empty()) read.name = "#" + number + " ";
    read.name += hooks::first_line(alert.text("message"));
    read.severity = alert.text("priority");
    read.summary = hooks::first_line(alert.text("description"));
    read.description = alert.text("description");
    read.labels = labels_of(alert);
    read.began = time_of(alert["createdAt"]).value_or(Time{});
    if (!firing) read.ended = at;
    return read;
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto alert = delivery.json["alert"];
    PILOTHOUSE_TRY(const auto name, hooks::needed_text(delivery.json, "action", "action"));
    const auto* action = std::ranges::find(actions, name, &Action::name);
    if (action == actions.end()) return hooks::Reading{.event = hooks::event_name(name)};

    PILOTHOUSE_TRY(const auto id, hooks::needed_text(alert, "alertId", "alert.alertId"));
    const auto at = time_of(alert["updatedAt"]).value_or(delivery.received);
    auto change = hooks::incident("opsgenie/" + id, alert_of(alert, action->firing, at), at);
    // A closed alert stays so: the same thing that happens again is an alert with another id.
    change.reopens = false;
    change.acknowledged = name == "Acknowledge";
    if (change.acknowledged || !action->firing) change.actor = alert.text("username");
    return hooks::Reading{.changes = {std::move(change)}, .event = name};
}

constexpr std::string_view setup = R"(In Opsgenie, Settings, Integrations, add an integration of the type Webhook:
  Webhook URL      {url}
  Custom headers   Authorization: Bearer {secret}
  Alert actions    at least: created, acknowledged, unacknowledged, escalated, ownership is assigned,
                   priority is updated, closed, deleted
  Add alert description to payload, and add alert details to payload: on
)";

constexpr hooks::Vendor opsgenie_vendor = {
    .name = "opsgenie",
    .title = "Opsgenie",
    .proofs = proofs,
    .key = hooks::body_key, // no delivery has an id; the body holds the moment of the action
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return opsgenie_vendor;
}

} // namespace pilothouse::opsgenie
