#include "commands/incident/room.hpp"

#include "commands/deploy/access.hpp"
#include "commands/lanes.hpp"
#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::incident {

namespace {

constexpr std::size_t longest_name = 76;
constexpr std::size_t longest_purpose = 250;

/// What a chat system takes in the name of a channel; a dash for all else, and no two in a row.
std::string slug(std::string_view text) {
    std::string made;
    for (const char c : text) {
        const bool capital = c >= 'A' && c <= 'Z';
        const bool fits = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
        if (fits)
            made += capital ? static_cast<char>(c - 'A' + 'a') : c;
        else if (!made.empty() && made.back() != '-')
            made += '-';
    }
    while (made.ends_with('-'))
        made.pop_back();
    return made;
}

void fill(std::string& text, std::string_view part, const std::string& value) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + value.size()))
        text.replace(at, part.size(), value);
}

} // namespace

std::string room_name(std::string_view pattern, const IncidentRow& incident) {
    std::string name(pattern);
    fill(name, "{number}", std::to_string(incident.id));
    fill(name, "{severity}", slug(incident.severity));
    fill(name, "{date}", iso8601(incident.declared_at).substr(0, 10));
    // The title gives way, so that the rest is never cut off.
    std::string bare = name;
    fill(bare, "{title}", "");
    const auto left = longest_name - std::min(longest_name, bare.size());
    fill(name, "{title}", slug(incident.title).substr(0, left));
    name = slug(name);
    name.resize(std::min(name.size(), longest_name));
    return slug(name);
}

void ask_for_room(Desk& desk, const IncidentRow& incident) {
    desk.plan(
        OpenRoom{
            .incident = incident.id,
            .name = room_name(desk.settings.incidents.room, incident),
            .hidden = incident.hidden,
            .purpose = shortened("Incident " + std::to_string(incident.id) + ": " + incident.title, longest_purpose),
        },
        lanes::room(incident.id)
    );
}

void room_opened(Desk& desk, const RoomOpened& event) {
    auto incident = storage::Incidents(desk.store).find(event.incident);
    if (!incident) return;
    incident->room = event.room;
    incident->room_name = event.name;
    note(desk, *incident, "room", {}, "Channel #" + event.name + " opened");
    std::vector<PersonId> people;
    if (!incident->declared_by.empty()) people.push_back(incident->declared_by);
    if (const auto* service = desk.settings.find(incident->service))
        for (auto& owner : deploy::people_of(desk, service->owners, incident->declared_by))
            people.push_back(std::move(owner));
    for (const auto& role : storage::Incidents(desk.store).roles(incident->id))
        people.push_back(role.person);
    let_in(desk, *incident, std::move(people));
    keep(desk, *incident);
}

void gave_up(Desk& desk, const OpenRoom& task, const Error& error) {
    auto incident = storage::Incidents(desk.store).find(task.incident);
    if (!incident || !incident->room.empty()) return;
    incident->room = incident->asked_in;
    note(desk, *incident, "room", {}, "No channel could be made: " + error.message);
    const MessageKey key{"incident/" + std::to_string(incident->id) + "/no-room"};
    Card card{
        .title = Text("Incident " + std::to_string(incident->id) + " has no channel of its own and is run here"),
        .tone = Tone::warning,
        .blocks = {Paragraph{Text(error.text())}},
    };
    desk.plan(
        Say{.key = key, .channel = incident->asked_in, .card = std::move(card)}, lanes::say(incident->asked_in),
        key.value
    );
    keep(desk, *incident);
}

void let_in(Desk& desk, const IncidentRow& incident, std::vector<PersonId> people) {
    if (incident.room.empty() || incident.room == incident.asked_in) return;
    std::ranges::sort(people);
    const auto same = std::ranges::unique(people);
    people.erase(same.begin(), same.end());
    std::erase_if(people, [&](const auto& one) {
        const auto& person = desk.person(one);
        return one.empty() || (person && !person->member);
    });
    if (!people.empty()) desk.plan(Invite{incident.room, std::move(people)}, lanes::room(incident.id));
}

} // namespace pilothouse::commands::incident
