#include "commands/incident/incident.hpp"

#include "commands/language/words.hpp"

#include <algorithm>

namespace pilothouse::commands::incident {

std::string name_of(const IncidentRow& incident) {
    return "incident " + std::to_string(incident.id);
}

const config::Severity* severity_named(const config::Settings& settings, std::string_view name) {
    const auto& severities = settings.incidents.severities;
    const auto found =
        std::ranges::find_if(severities, [&](const auto& one) { return language::same_word(one.name, name); });
    return found == severities.end() ? nullptr : &*found;
}

void note(
    Desk& desk, const IncidentRow& incident, std::string_view kind, const PersonId& who, std::string text,
    std::optional<Time> at
) {
    storage::Incidents(desk.store)
        .add_entry(
            incident.id, {.at = at.value_or(desk.now),
                          .noted_at = desk.now,
                          .kind = std::string(kind),
                          .person = who,
                          .text = std::move(text)}
        );
}

void reach(Desk& desk, const IncidentRow& incident, std::string_view name, std::optional<Time> at) {
    storage::Incidents incidents(desk.store);
    const auto known = incidents.milestones(incident.id);
    if (std::ranges::find(known, name, &storage::MilestoneRow::name) != known.end()) return;
    incidents.put_milestone(incident.id, {.name = std::string(name), .at = at.value_or(desk.now)});
}

void keep(Desk& desk, IncidentRow& incident) {
    incident.changed_at = desk.now;
    storage::Incidents(desk.store).save(incident);
    desk.stale_incidents.insert(incident.id);
}

Here find_here(Desk& desk, const Place& where) {
    if (auto found = storage::Incidents(desk.store).in_room(where.channel)) return {.incident = std::move(found)};
    Text words("No incident is run in this channel. ");
    const auto open = storage::Incidents(desk.store).all_open();
    for (const auto& one : open)
        if (!one.hidden && !one.room.empty()) words << "Say it in " << channel(one.room) << ". ";
    words << "To begin one: "
          << code("incident declare " + desk.settings.incidents.severities.front().name + " what is wrong");
    return {.otherwise = refused({}, std::move(words))};
}

Here find_open_here(Desk& desk, const Place& where) {
    auto here = find_here(desk, where);
    if (!here.incident || here.incident->open) return here;
    Text words("Incident " + std::to_string(here.incident->id) + " is over. If it is not: ");
    words << code("incident reopen");
    return {.otherwise = refused({}, std::move(words))};
}

const ChannelId& place_of(const IncidentRow& incident) {
    return incident.room.empty() ? incident.asked_in : incident.room;
}

} // namespace pilothouse::commands::incident
