#include "commands/alerts/group.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <ranges>
#include <set>
#include <tuple>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t longest_line = 300;
constexpr std::size_t most_labels = 40;
constexpr Facts::Order first{0, 0, 0};

std::string one_line(const std::string& text) {
    return shortened(printable(text), longest_line);
}

/// Severe first: the words that senders use, from the worst on.
std::size_t weight(const std::string& severity) {
    constexpr std::array<std::string_view, 10> words{"critical", "p1",      "page", "high", "error",
                                                     "p2",       "warning", "p3",   "info", "low"};
    const auto found = std::ranges::find(words, severity);
    return static_cast<std::size_t>(found - words.begin());
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

void take_in_alert(storage::AlertGroups& groups, std::int64_t group, const AlertChanged& change, const Alert& alert) {
    const auto known = groups.find_alert(group, alert.id);
    auto facts = known ? Facts::in(known->facts) : Facts();
    const auto order = order_of(change, alert);
    facts.tell("told_at", std::to_string(to_unix_ms(change.at)), order);
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
    groups.save(storage::AlertRow{group, alert.id, facts.get("state") == "firing", facts.text()});
}

/// A whole message that does not name an alert which fired says that it has ended: its own end was lost.
void end_absent(storage::AlertGroups& groups, std::int64_t group, const AlertChanged& change, Time now) {
    std::set<std::string_view> named;
    for (const auto& alert : change.alerts)
        named.insert(alert.id);
    for (auto& row : groups.alerts(group)) {
        if (!row.firing || named.contains(row.key)) continue;
        auto facts = Facts::in(row.facts);
        facts.tell("state", "resolved", {1, 0, 0});
        facts.tell("ended", std::to_string(to_unix_ms(now)), {1, 0, 0});
        row.firing = false;
        row.facts = facts.text();
        groups.save(row);
    }
}

/// True when the message tells of something that fires and is not known to have ended.
bool tells_of_fire(
    storage::AlertGroups& groups, const std::optional<storage::AlertGroupRow>& last, const AlertChanged& change
) {
    return std::ranges::any_of(change.alerts, [&](const Alert& alert) {
        if (!alert.firing) return false;
        const auto known = last ? groups.find_alert(last->id, alert.id) : std::nullopt;
        if (!known || known->firing) return true;
        return change.reopens && to_unix_ms(change.at) > Facts::in(known->facts).number("told_at");
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

Group look_at(storage::AlertGroups& groups, storage::AlertGroupRow row) {
    Group group{.row = std::move(row)};
    group.facts = Facts::in(group.row.facts);
    for (const auto& alert : groups.alerts(group.row.id)) {
        const auto facts = Facts::in(alert.facts);
        Told told{
            .name = facts.get("name"),
            .severity = facts.get("severity"),
            .summary = facts.get("summary"),
            .url = facts.get("url"),
            .runbook = facts.get("runbook"),
            .labels = labels_in(facts.get("labels")),
            .firing = alert.firing,
            .began = from_unix_ms(facts.number("began")),
        };
        if (const auto ended = facts.number("ended"); ended > 0) told.ended = from_unix_ms(ended);
        group.alerts.push_back(std::move(told));
    }
    std::ranges::sort(group.alerts, {}, [](const Told& alert) {
        return std::tuple(!alert.firing, weight(alert.severity), alert.began, alert.summary, alert.name);
    });
    return group;
}

std::optional<Taken>
take_in(storage::AlertGroups& groups, const std::string& route, const AlertChanged& change, Time now) {
    auto last = groups.latest(change.group);
    const bool open = last && last->state == "firing";
    const bool fires = tells_of_fire(groups, last, change);
    if (!open && !fires) return std::nullopt;
    Taken taken{.group = {}, .fresh = !open};
    if (open)
        taken.fired_before = look_at(groups, *last).firing();
    else
        last = storage::AlertGroupRow{.key = change.group, .route = route, .began_at = now};
    auto& row = *last;
    auto facts = Facts::in(row.facts);
    tell_group(facts, change, now);
    row.facts = facts.text();
    row.heard_at = now;
    if (taken.fresh) row.id = groups.add(row);
    for (const auto& alert : change.alerts)
        take_in_alert(groups, row.id, change, alert);
    if (change.untold == 0) end_absent(groups, row.id, change, now);
    taken.group = look_at(groups, row);
    if (taken.group.firing() == 0 && change.untold == 0) {
        row.state = "resolved";
        taken.finished = true;
    }
    groups.save(row);
    taken.group.row = row;
    return taken;
}

} // namespace pilothouse::commands::alerts
