#include "integrations/hooks/alert_group.hpp"

#include "core/sha256.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>

namespace pilothouse::hooks {

namespace {
/// A groupKey looks like `{}:{alertname="X"}` and changes with the tree of routes, so it names a group and is not
/// taken apart. Two Alertmanagers, or two receivers of one, have groups of their own.
std::string group_key(JsonView body, std::string_view vendor) {
    std::string parts;
    for (const auto* field : {"externalURL", "receiver", "groupKey"})
        parts.append(body.text(field)).append(1, '\n');
    return std::string(vendor).append(1, '/').append(sha256_hex(parts), 0, 32);
}

std::vector<std::pair<std::string, std::string>> labels_of(JsonView labels) {
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& [key, value] : labels.members())
        if (!value.text().empty()) found.emplace_back(key, value.text());
    return found;
}

/// An alert that resolves and fires again has another start, and is another alert.
std::string alert_id(JsonView alert) {
    std::string fingerprint(alert.text("fingerprint"));
    if (fingerprint.empty()) {
        std::string parts;
        for (const auto& [key, value] : alert["labels"].members())
            parts.append(key).append(1, '\n').append(value.text()).append(1, '\n');
        fingerprint.assign(sha256_hex(parts), 0, 16);
    }
    return fingerprint.append(1, '/').append(alert.text("startsAt"));
}

/// Prometheus setups have a rule "Watchdog" that always fires, and rules of severity none that only silence others.
bool is_heartbeat(JsonView alert) {
    const auto labels = alert["labels"];
    return labels.text("alertname") == "Watchdog" || labels.text("severity") == "none";
}

commands::Alert alert_of(JsonView alert, JsonView body) {
    const auto annotation = [own = alert["annotations"], shared = body["commonAnnotations"]](std::string_view key) {
        const auto text = own.text(key);
        return text.empty() ? shared.text(key) : text;
    };
    const auto labels = alert["labels"];
    commands::Alert read{.id = alert_id(alert)};
    read.name = labels.text("alertname");
    read.firing = alert.text("status") != "resolved";
    read.severity = labels.text("severity");
    read.summary = annotation("summary");
    // Rules written before "summary" and "description" became the custom have "message".
    const auto description = annotation("description");
    read.description = description.empty() ? annotation("message") : description;
    read.labels = labels_of(labels);
    read.url = web_link(alert.text("generatorURL"), body.text("externalURL"));
    read.runbook = web_link(annotation("runbook_url"));
    read.began = time_at(alert, "startsAt").value_or(Time{});
    if (!read.firing) read.ended = time_at(alert, "endsAt");
    return read;
}

/// "HighErrorRate: checkout, eu-1". From the labels that make the group, which stay the same while it lives; the name
/// may be a label that its alerts happen to have alike.
std::string title_of(JsonView body, const std::vector<commands::Alert>& alerts) {
    const auto group = body["groupLabels"];
    auto name = group.text("alertname");
    if (name.empty()) name = body["commonLabels"].text("alertname");
    std::string others;
    for (const auto& [key, value] : group.members())
        if (key != "alertname" && !value.text().empty()) others.append(others.empty() ? "" : ", ").append(value.text());
    if (!name.empty()) return others.empty() ? std::string(name) : std::string(name).append(": ").append(others);
    if (!others.empty() || alerts.empty()) return others;
    const auto same = std::ranges::all_of(alerts, [&](const auto& one) { return one.name == alerts.front().name; });
    return same ? alerts.front().name : alerts.front().name + " and others";
}

int bounded_count(JsonView number) {
    constexpr std::int64_t most = 1'000'000; // beyond any group, and sums of it stay numbers
    return static_cast<int>(std::clamp<std::int64_t>(number.whole_number(), 0, most));
}
} // namespace

Result<AlertGroup> read_alert_group(const Delivery& delivery, std::string_view vendor) {
    const auto body = delivery.json;
    PILOTHOUSE_CHECK(needed_text(body, "groupKey", "groupKey"));
    if (!body["alerts"].is_array()) return fail(Errc::bad_input, "'alerts' is missing or no array");
    AlertGroup group;
    for (const auto alert : body["alerts"].elements()) {
        if (!alert.is_object()) continue;
        if (is_heartbeat(alert)) {
            ++group.heartbeats;
            continue;
        }
        group.change.alerts.push_back(alert_of(alert, body));
        group.told.push_back(alert);
    }
    group.change.group = group_key(body, vendor);
    group.change.title = title_of(body, group.change.alerts);
    group.change.common = labels_of(body["commonLabels"]);
    // With max_alerts the list is cut: whoever is absent may fire still (Alertmanager 0.25, seen). The status says
    // nothing of them either: it is made from the alerts that are left.
    group.change.untold = bounded_count(body["truncatedAlerts"]);
    group.change.at = delivery.received; // no body says when it was sent
    return group;
}

Reading reading_of(AlertGroup group) {
    Reading reading;
    if (group.change.alerts.empty()) {
        reading.event = group.heartbeats > 0 ? "heartbeat" : "empty";
        return reading;
    }
    // A group is resolved when every alert of it is; a partly resolved one is sent as firing.
    const auto fires = std::ranges::any_of(group.change.alerts, &commands::Alert::firing);
    reading.event = fires ? "firing" : "resolved";
    reading.changes.emplace_back(std::move(group.change));
    return reading;
}

} // namespace pilothouse::hooks
