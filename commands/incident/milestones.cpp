#include "commands/incident/milestones.hpp"

#include "commands/language/values.hpp"
#include "commands/language/words.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace pilothouse::commands::incident {

namespace {

constexpr std::array names{
    milestone::started, milestone::detected, milestone::acknowledged, milestone::mitigated, milestone::resolved
};

std::string_view name_in(const std::string& typed) {
    const auto* const found =
        std::ranges::find_if(names, [&](std::string_view name) { return language::same_word(name, typed); });
    return found == names.end() ? std::string_view{} : *found;
}

const storage::MilestoneRow* find(const std::vector<storage::MilestoneRow>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &storage::MilestoneRow::name);
    return found == all.end() ? nullptr : &*found;
}

/// What stands against a milestone at that time; empty: nothing.
Text objection(const std::vector<storage::MilestoneRow>& all, std::string_view name, Time at, Time now) {
    if (at > now) return Text("That is in the future");
    for (const auto& other : all) {
        if (other.name == name) continue;
        const bool before_start = other.name == milestone::started && at < other.at;
        const bool after_end = other.name == milestone::resolved && at > other.at;
        const bool starts_late = name == milestone::started && at > other.at;
        const bool ends_early = name == milestone::resolved && at < other.at;
        if (before_start || starts_late)
            return Text("Nothing of an incident can be before its start: it ") << other.name << " " << when(other.at);
        if (after_end || ends_early)
            return Text("Nothing of an incident can be after its end: it was ") << other.name << " " << when(other.at);
    }
    return {};
}

} // namespace

std::optional<Time> moment_in(std::string_view text, Time now) {
    constexpr std::string_view ago = " ago";
    if (text.ends_with(ago)) {
        const auto span = language::duration_from(text.substr(0, text.size() - ago.size()));
        return span ? std::optional(now - *span) : std::nullopt;
    }
    if (const auto time = parse_time(text)) return time;
    if (const auto time = parse_time(std::string(text) + "Z")) return time;
    const auto today = iso8601(now).substr(0, 10);
    const auto time = parse_time(today + "T" + (text.size() == 4 ? "0" : "") + std::string(text) + "Z");
    if (!time) return std::nullopt;
    return *time > now ? *time - std::chrono::days{1} : *time;
}

Reply show_milestones(Desk& desk, const IncidentRow& incident) {
    const auto all = storage::Incidents(desk.store).milestones(incident.id);
    Fields fields;
    for (const auto name : names) {
        const auto* const row = find(all, name);
        Text value("not yet");
        if (row != nullptr) {
            value = when(row->at);
            value << (row->by_person ? ", says " + desk.name_of(row->person) : std::string(", from what happened"));
        }
        fields.fields.push_back({std::string(name), std::move(value)});
    }
    return {
        .card = {.title = Text("Milestones of incident " + std::to_string(incident.id)), .blocks = {std::move(fields)}}
    };
}

Reply set_milestone(
    Desk& desk, IncidentRow incident, const PersonId& who, const std::string& typed, const std::string& moment
) {
    const auto name = name_in(typed);
    if (name.empty()) {
        Text words(code(shortened(printable(typed), 40)));
        words << " is not a milestone";
        if (const auto near = config::nearest(typed, {names.begin(), names.end()}); !near.empty())
            words << "; did you mean " << code(std::string(near)) << "?";
        return refused(
            {}, std::move(words), {Footnote{Text("There are: started, detected, acknowledged, mitigated, resolved")}}
        );
    }
    const auto at = moment_in(moment, desk.now);
    if (!at)
        return refused(
            {}, Text("I don't know which moment that is. Write ") + code("14:05") + Text(" (UTC), ") +
                    code("2026-11-24 14:05") + Text(" (UTC) or ") + code("20m ago")
        );
    if (name == milestone::resolved && incident.open)
        return refused({}, Text("It is not over. To end it: ") + code("incident resolve"));
    storage::Incidents incidents(desk.store);
    const auto all = incidents.milestones(incident.id);
    if (auto against = objection(all, name, *at, desk.now); !against.empty()) return refused({}, std::move(against));
    const auto* const before = find(all, name);
    note(
        desk, incident, "milestone", who,
        std::string(name) + ": " + (before == nullptr ? "not known" : iso8601(before->at)) + " → " + iso8601(*at)
    );
    incidents.put_milestone(incident.id, {.name = std::string(name), .at = *at, .by_person = true, .person = who});
    keep(desk, incident);
    return accepted({}, Text("It was ") << name << " " << when(*at));
}

} // namespace pilothouse::commands::incident
