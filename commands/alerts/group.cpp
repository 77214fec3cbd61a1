#include "commands/alerts/group.hpp"

#include "commands/alerts/words.hpp"
#include "commands/subscriptions/keys.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <ranges>
#include <set>
#include <string_view>
#include <tuple>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t longest_line = 300;
constexpr std::size_t most_labels = 40;
constexpr Facts::Order first{0, 0, 0};

std::string one_line(const std::string& text) {
    return shortened(printable(text), longest_line);
}

using Labels = std::vector<std::pair<std::string, std::string>>;

std::string labels_text(const Labels& labels) {
    std::string text;
    for (std::size_t i = 0; i < std::min(labels.size(), most_labels); ++i)
        text += one_line(labels[i].first) + "\t" + one_line(labels[i].second) + "\n";
    return text;
}

/// Labels by which alerts are chosen have to be what they were: none of them, where one can't be kept as it is.
std::string exact_labels(const Labels& labels) {
    const auto kept = [](const std::string& text) {
        return one_line(text) == text && text.find_first_of("\t\n") == std::string::npos;
    };
    const bool all = labels.size() <= most_labels &&
                     std::ranges::all_of(labels, [&](const auto& one) { return kept(one.first) && kept(one.second); });
    return (all ? labels_text(labels) : std::string()) + "\n";
}

Labels labels_in(std::string_view text) {
    Labels labels;
    for (const auto line : std::views::split(text, '\n')) {
        const std::string_view whole(line.begin(), line.end());
        if (const auto tab = whole.find('\t'); tab != std::string_view::npos)
            labels.emplace_back(whole.substr(0, tab), whole.substr(tab + 1));
    }
    return labels;
}

/// How new what is told of an alert is. Where nothing that has ended fires again under the same id, no message that
/// comes late can wake it; else the time decides.
Facts::Order order_of(const AlertChanged& change, const Alert& alert) {
    const std::int64_t end = alert.firing ? 0 : 1;
    if (change.reopens) return {to_unix_ms(change.at), end, 0};
    return {end, 0, 0};
}

/// An alert as it is stored, and as it will be.
struct Known {
    storage::AlertRow row{};
    Facts facts{};
    bool changed = false;
};

/// By their ids.
using KnownAlerts = std::map<std::string, Known, std::less<>>;

KnownAlerts known_alerts(const storage::AlertGroups& groups, std::int64_t group) {
    KnownAlerts alerts;
    for (auto& row : groups.alerts(group)) {
        auto key = row.key;
        auto facts = Facts::in(row.facts);
        alerts.emplace(std::move(key), Known{.row = std::move(row), .facts = std::move(facts)});
    }
    return alerts;
}

/// Keeps in the row what the facts say.
void settle(Known& known) {
    auto text = known.facts.text();
    const bool firing = known.facts.get("state") == "firing";
    if (text == known.row.facts && firing == known.row.firing) return;
    known.row.facts = std::move(text);
    known.row.firing = firing;
    known.changed = true;
}

void take_in_alert(Known& known, const AlertChanged& change, const Alert& alert) {
    auto& facts = known.facts;
    const auto order = order_of(change, alert);
    // Without it, a message that repeats what is known changes nothing, and nothing is written.
    if (change.reopens) facts.tell("told_at", std::to_string(to_unix_ms(change.at)), order);
    facts.tell("state", alert.firing ? "firing" : "resolved", order);
    facts.tell("name", one_line(alert.name), order);
    facts.tell("severity", one_line(alert.severity), order);
    facts.tell("summary", one_line(alert.summary.empty() ? alert.description : alert.summary), order);
    facts.tell("url", alert.url, order);
    facts.tell("runbook", alert.runbook, order);
    facts.tell("labels", labels_text(alert.labels), order);
    // Of several beginnings of what is told of several times, the first counts.
    if (const auto began = to_unix_ms(alert.began); began > 0)
        facts.tell("began", std::to_string(began), change.reopens ? Facts::Order{-order[0], 0, 0} : order);
    if (alert.ended) facts.tell("ended", std::to_string(to_unix_ms(*alert.ended)), order);
    settle(known);
}

/// A whole message that does not name an alert which fired says that it has ended: its own end was lost.
void end_absent(KnownAlerts& alerts, const AlertChanged& change, Time now) {
    std::set<std::string_view> named;
    for (const auto& alert : change.alerts)
        named.insert(alert.id);
    for (auto& [id, known] : alerts) {
        if (!known.row.firing || named.contains(id)) continue;
        known.facts.tell("state", "resolved", {1, 0, 0});
        known.facts.tell("ended", std::to_string(to_unix_ms(now)), {1, 0, 0});
        known.row.facts = known.facts.text();
        known.row.firing = false; // whatever a sender that reopens told before
        known.changed = true;
    }
}

/// True when the message tells of something that fires and is not known to have ended.
bool tells_of_fire(const KnownAlerts& alerts, const AlertChanged& change) {
    return std::ranges::any_of(change.alerts, [&](const Alert& alert) {
        if (!alert.firing) return false;
        const auto found = alerts.find(alert.id);
        if (found == alerts.end() || found->second.row.firing) return true;
        return change.reopens && to_unix_ms(change.at) > found->second.facts.number("told_at");
    });
}

void tell_group(Facts& facts, const AlertChanged& change, Time now) {
    const Facts::Order order{to_unix_ms(now), 0, 0};
    facts.tell("title", one_line(change.title), order);
    facts.tell("url", change.url, order);
    facts.tell("common", exact_labels(change.common), order);
    facts.tell("untold", std::to_string(change.untold), order);
    facts.tell("repeats", std::to_string(change.repeats.count()), order);
    if (change.acknowledged)
        facts.tell("acknowledged", one_line(change.actor.empty() ? "somebody" : change.actor), first);
}

} // namespace

int Group::firing() const {
    const auto told = std::ranges::count_if(alerts, [](const Told& alert) { return alert.firing; });
    return told == 0 ? 0 : static_cast<int>(told) + untold();
}

int Group::untold() const {
    return row.state == "firing" ? static_cast<int>(facts.number("untold")) : 0;
}

std::vector<std::pair<std::string, std::string>> Group::common() const {
    return labels_in(facts.get("common"));
}

namespace {

Told told_in(const Facts& facts, bool firing) {
    Told told{
        .name = facts.get("name"),
        .severity = facts.get("severity"),
        .summary = facts.get("summary"),
        .url = facts.get("url"),
        .runbook = facts.get("runbook"),
        .labels = labels_in(facts.get("labels")),
        .firing = firing,
        .began = from_unix_ms(facts.number("began")),
    };
    if (const auto ended = facts.number("ended"); ended > 0) told.ended = from_unix_ms(ended);
    return told;
}

Group put_together(storage::AlertGroupRow row, Facts facts, const KnownAlerts& alerts) {
    Group group{.row = std::move(row), .facts = std::move(facts)};
    for (const auto& [id, known] : alerts)
        group.alerts.push_back(told_in(known.facts, known.row.firing));
    std::ranges::sort(group.alerts, [](const Told& left, const Told& right) {
        const auto place = [](const Told& alert) {
            return std::tuple(
                !alert.firing, subscriptions::severity_level(alert.severity), alert.began,
                std::string_view(alert.summary), std::string_view(alert.name)
            );
        };
        return place(left) < place(right);
    });
    tell_apart(group.alerts);
    return group;
}

/// Where a message that is about a group which fires no longer begins another, nothing of the old one is in it.
storage::AlertGroupRow begin(
    storage::AlertGroups& groups, const std::string& route, const AlertChanged& change, KnownAlerts& alerts, Time now
) {
    alerts.clear();
    storage::AlertGroupRow row{.key = change.group, .route = route, .began_at = now, .heard_at = now};
    row.id = groups.add(row);
    return row;
}

} // namespace

Group look_at(storage::AlertGroups& groups, storage::AlertGroupRow row) {
    const auto alerts = known_alerts(groups, row.id);
    auto facts = Facts::in(row.facts);
    return put_together(std::move(row), std::move(facts), alerts);
}

std::optional<Taken>
take_in(storage::AlertGroups& groups, const std::string& route, const AlertChanged& change, Time now) {
    const auto last = groups.latest(change.group);
    auto alerts = last ? known_alerts(groups, last->id) : KnownAlerts();
    const bool open = last && last->state == "firing";
    if (!open && !tells_of_fire(alerts, change)) return std::nullopt;
    Taken taken{.group = {}, .fresh = !open};
    auto row = open ? *last : begin(groups, route, change, alerts, now);
    auto facts = Facts::in(row.facts);
    tell_group(facts, change, now);
    row.facts = facts.text();
    row.heard_at = now;
    for (const auto& alert : change.alerts) {
        auto& known = alerts[alert.id];
        known.row.group = row.id;
        known.row.key = alert.id;
        take_in_alert(known, change, alert);
    }
    if (change.untold == 0) end_absent(alerts, change, now);
    for (const auto& [id, known] : alerts)
        if (known.changed) groups.save(known.row);
    taken.group = put_together(row, std::move(facts), alerts);
    if (taken.group.firing() == 0 && change.untold == 0) {
        row.state = "resolved";
        taken.finished = true;
    }
    groups.save(row);
    taken.group.row = row;
    return taken;
}

} // namespace pilothouse::commands::alerts
