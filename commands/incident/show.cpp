#include "commands/incident/show.hpp"

#include "commands/lanes.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <vector>

namespace pilothouse::commands::incident {

namespace {

constexpr std::size_t longest_topic = 250; ///< Slack takes that much

Tone tone_of(Desk& desk, const IncidentRow& incident) {
    if (!incident.open) return incident.merged_into == 0 ? Tone::good : Tone::neutral;
    const auto& severities = desk.settings.incidents.severities;
    const bool gravest = severities.front().name == incident.severity;
    return gravest ? Tone::bad : Tone::warning;
}

Text heading(const IncidentRow& incident) {
    std::string title = incident.drill ? "Drill: " : "";
    title += "Incident " + std::to_string(incident.id) + ": " + incident.title;
    return Text(title);
}

std::optional<Time> reached(const std::vector<storage::MilestoneRow>& milestones, std::string_view name) {
    const auto found = std::ranges::find(milestones, name, &storage::MilestoneRow::name);
    return found == milestones.end() ? std::nullopt : std::optional(found->at);
}

Text people(Desk& desk, const IncidentRow& incident) {
    Text words;
    for (const auto& role : storage::Incidents(desk.store).roles(incident.id))
        words << (words.empty() ? "" : ", ") << role.role << " " << desk.name_of(role.person);
    if (words.empty()) words << "nobody yet";
    return words;
}

Text next_update(Desk& desk, const IncidentRow& incident) {
    if (to_unix_ms(incident.update_due) == 0) return {};
    if (incident.update_due <= desk.now) return Text("overdue since ") << when(incident.update_due);
    return when(incident.update_due);
}

Text how_long(Desk& desk, const IncidentRow& incident) {
    const auto milestones = storage::Incidents(desk.store).milestones(incident.id);
    const auto begin = reached(milestones, milestone::started).value_or(incident.declared_at);
    const auto end = reached(milestones, milestone::resolved);
    if (!incident.open && end) return Text(spoken(*end - begin));
    return Text("since ") << when(begin);
}

Fields facts(Desk& desk, const IncidentRow& incident) {
    Fields fields;
    const auto add = [&](const char* label, Text value) {
        if (!value.empty()) fields.fields.push_back({label, std::move(value)});
    };
    const auto* severity = severity_named(desk.settings, incident.severity);
    const bool meaning = severity != nullptr && !severity->meaning.empty();
    add("Severity", bold(incident.severity) + Text(meaning ? ", " + severity->meaning : ""));
    add("Status", Text(incident.status));
    add("People", people(desk, incident));
    if (!incident.service.empty()) add("Service", Text(incident.service.value));
    add(incident.open ? "Going on" : "Took", how_long(desk, incident));
    if (incident.open) add("Next update", next_update(desk, incident));
    if (!incident.cause.empty()) add("Caused by", Text(incident.cause));
    return fields;
}

/// The status after this one; empty: this one is the last.
std::string next_status(const config::IncidentSettings& rules, const std::string& status) {
    const auto found = std::ranges::find(rules.statuses, status);
    if (found == rules.statuses.end() || found + 1 == rules.statuses.end()) return {};
    return *(found + 1);
}

std::vector<Button> buttons_of(Desk& desk, const IncidentRow& incident) {
    const auto value = std::to_string(incident.id);
    if (!incident.open)
        return {{.action = "incident.reopen", .value = value, .label = "Reopen", .confirm = "Is it not over?"}};
    std::vector<Button> buttons;
    const auto& rules = desk.settings.incidents;
    const auto taken = storage::Incidents(desk.store).roles(incident.id);
    for (const auto& role : rules.roles) {
        const bool free = std::ranges::find(taken, role, &storage::RoleRow::role) == taken.end();
        if (free)
            buttons.push_back(
                {.action = "incident.take", .value = value + ":" + role, .label = shortened("Be " + role, 70)}
            );
    }
    buttons.push_back({.action = "incident.update", .value = value, .label = "Give an update"});
    const auto next = next_status(rules, incident.status);
    if (!next.empty() && next != rules.statuses.back())
        buttons.push_back(
            {.action = "incident.status", .value = value + ":" + next, .label = shortened("It is " + next, 70)}
        );
    buttons.push_back(
        {.action = "incident.status",
         .value = value + ":" + rules.statuses.back(),
         .label = "It is over",
         .style = ButtonStyle::primary,
         .confirm = "Is it over?"}
    );
    return buttons;
}

MessageKey key_of(const IncidentRow& incident, const char* what) {
    return MessageKey{"incident/" + std::to_string(incident.id) + "/" + what};
}

void show(Desk& desk, MessageKey key, const ChannelId& place, Card card) {
    auto name = key.value;
    desk.plan(
        Say{.key = std::move(key), .channel = place, .card = std::move(card)}, lanes::say(place), std::move(name)
    );
}

} // namespace

std::string topic_of(Desk& desk, const IncidentRow& incident) {
    std::string topic = (incident.drill ? "DRILL · " : "") + incident.severity + " · " + incident.status;
    for (const auto& role : storage::Incidents(desk.store).roles(incident.id))
        topic += " · " + role.role + " " + desk.name_of(role.person);
    return shortened(topic + " · " + incident.title, longest_topic);
}

Card headline(Desk& desk, const IncidentRow& incident) {
    Card card{.title = heading(incident), .tone = tone_of(desk, incident), .blocks = {facts(desk, incident)}};
    if (!incident.words.empty()) card.blocks.emplace_back(Paragraph{Text(incident.words)});
    Text foot("Declared by " + desk.name_of(incident.declared_by) + " ");
    foot << when(incident.declared_at);
    if (incident.merged_into != 0)
        foot << ". Goes on as incident " << std::to_string(incident.merged_into);
    else if (!incident.room.empty() && incident.room != incident.told_in)
        foot << ". It is run in " << channel(incident.room);
    card.blocks.emplace_back(Footnote{std::move(foot)});
    return card;
}

Card room_card(Desk& desk, const IncidentRow& incident) {
    Card card{.title = heading(incident), .tone = tone_of(desk, incident), .blocks = {facts(desk, incident)}};
    if (!incident.words.empty()) card.blocks.emplace_back(Paragraph{Text(incident.words)});
    card.blocks.emplace_back(Buttons{buttons_of(desk, incident)});
    Text foot("Type ");
    foot << code("incident note") << " for the timeline, " << code("incident task") << " for what is to be done, "
         << code("help incident") << " for the rest.";
    card.blocks.emplace_back(Footnote{std::move(foot)});
    return card;
}

void draw(Desk& desk, std::int64_t id) {
    const auto found = storage::Incidents(desk.store).find(id);
    if (!found) return;
    const auto& incident = *found;
    if (!incident.told_in.empty() && incident.told_in != incident.room)
        show(desk, key_of(incident, "headline"), incident.told_in, headline(desk, incident));
    if (incident.room.empty()) return;
    show(desk, key_of(incident, "room"), incident.room, room_card(desk, incident));
    if (incident.room != incident.asked_in)
        desk.plan(
            SetTopic{incident.room, topic_of(desk, incident)}, lanes::topic(incident.id),
            key_of(incident, "topic").value
        );
}

Text line_of(Desk& desk, const IncidentRow& incident) {
    Text line(code("#" + std::to_string(incident.id)));
    line << " " << bold(incident.severity) << " " << incident.status << (incident.drill ? " (drill)" : "") << ": "
         << incident.title << ", " << people(desk, incident);
    if (!incident.room.empty()) line << ", in " << channel(incident.room);
    return line;
}

} // namespace pilothouse::commands::incident
