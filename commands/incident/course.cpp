#include "commands/incident/course.hpp"

#include "commands/incident/cadence.hpp"
#include "commands/incident/room.hpp"
#include "commands/lanes.hpp"
#include "commands/language/words.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <vector>

namespace pilothouse::commands::incident {

namespace {

constexpr std::size_t longest_title = 150;
constexpr int deploys_asked_about = 3;

/// The configured spelling of a name, or what to say where there is none.
struct Named {
    std::string name{};
    Reply otherwise{};
};

Named one_of(const std::vector<std::string>& names, const std::string& typed, const char* what) {
    for (const auto& name : names)
        if (language::same_word(name, typed)) return {.name = name};
    const auto near = config::nearest(typed, {names.begin(), names.end()});
    Text words(code(shortened(printable(typed), 40)));
    words << " is not a " << what;
    if (!near.empty()) words << "; did you mean " << code(std::string(near)) << "?";
    Text list("There are: ");
    for (const auto& name : names)
        list << (name == names.front() ? "" : ", ") << code(name);
    return {.otherwise = refused({}, std::move(words), {Footnote{std::move(list)}})};
}

bool at_least(const std::vector<std::string>& statuses, const std::string& status, const std::string& other) {
    return std::ranges::find(statuses, status) >= std::ranges::find(statuses, other);
}

/// Asks in the channel what brought it about; asked once, where the answer is not known.
void ask_for_cause(Desk& desk, const IncidentRow& incident) {
    const auto value = std::to_string(incident.id) + ":";
    std::vector<Button> buttons;
    if (!incident.service.empty())
        for (const auto& deploy : desk.deploys().history(incident.service, {}, deploys_asked_about))
            buttons.push_back(
                {.action = "incident.cause",
                 .value = value + "deploy " + std::to_string(deploy.id.value),
                 .label = shortened(
                     "Deploy " + std::to_string(deploy.id.value) + ": " + deploy.service.value + " " +
                         deploy.version.value,
                     70
                 )}
            );
    buttons.push_back({.action = "incident.cause", .value = value + "no deploy", .label = "No deploy"});
    buttons.push_back({.action = "incident.cause", .value = value + "not sure", .label = "Not sure"});
    const MessageKey key{"incident/" + std::to_string(incident.id) + "/cause"};
    Card card{
        .title = Text("What caused it?"),
        .tone = Tone::waiting,
        .blocks =
            {Paragraph{Text("Only a deploy that is named here counts as one that failed.")}, Buttons{std::move(buttons)}
            },
    };
    const auto& place = place_of(incident);
    desk.plan(Say{.key = key, .channel = place, .card = std::move(card)}, lanes::say(place), key.value);
}

void end(Desk& desk, IncidentRow& incident, const PersonId& who) {
    incident.open = false;
    reach(desk, incident, milestone::mitigated);
    reach(desk, incident, milestone::resolved);
    promise_update(desk, incident);
    if (incident.cause.empty() && !incident.drill && incident.merged_into == 0) ask_for_cause(desk, incident);
    const MessageKey key{"incident/" + std::to_string(incident.id) + "/over/" + std::to_string(to_unix_ms(desk.now))};
    const MessageKey headline{"incident/" + std::to_string(incident.id) + "/headline"};
    if (incident.told_in.empty() || incident.told_in == place_of(incident)) return;
    Card card{.title = Text("It is over, says " + desk.name_of(who)), .tone = Tone::good};
    desk.plan(
        Say{.key = key, .channel = incident.told_in, .in_thread_of = headline, .card = std::move(card)},
        lanes::say(incident.told_in), key.value
    );
}

} // namespace

Reply change_status(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& typed) {
    const auto& rules = desk.settings.incidents;
    auto named = one_of(rules.statuses, typed, "status");
    if (named.name.empty()) return std::move(named.otherwise);
    if (named.name == incident.status) return refused({}, Text("It is " + named.name + " already"));
    note(desk, incident, "status", who, incident.status + " → " + named.name);
    incident.status = named.name;
    reach(desk, incident, milestone::acknowledged);
    if (at_least(rules.statuses, named.name, rules.mitigated))
        reach(desk, incident, milestone::mitigated);
    else
        storage::Incidents(desk.store).drop_milestone(incident.id, milestone::mitigated);
    if (named.name == rules.statuses.back()) end(desk, incident, who);
    keep(desk, incident);
    return accepted({}, Text("Incident " + std::to_string(incident.id) + " is " + named.name));
}

Reply change_severity(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& typed) {
    std::vector<std::string> names;
    for (const auto& one : desk.settings.incidents.severities)
        names.push_back(one.name);
    auto named = one_of(names, typed, "severity");
    if (named.name.empty()) return std::move(named.otherwise);
    if (named.name == incident.severity) return refused({}, Text("It is " + named.name + " already"));
    note(desk, incident, "severity", who, incident.severity + " → " + named.name);
    incident.severity = named.name;
    const auto* severity = severity_named(desk.settings, named.name);
    const auto& channel = desk.settings.incidents.channel;
    // Graver than it was thought to be: now the others are told as well. Nothing is taken back.
    if (incident.told_in.empty() && !incident.hidden && severity->announced)
        incident.told_in = channel.empty() ? incident.asked_in : channel;
    promise_update(desk, incident);
    keep(desk, incident);
    return accepted({}, Text("Incident " + std::to_string(incident.id) + " is " + named.name));
}

Reply change_title(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& typed) {
    auto title = shortened(printable(typed), longest_title);
    std::ranges::replace(title, '\n', ' ');
    if (title.find_first_not_of(' ') == std::string::npos) return refused({}, Text("Say what is wrong"));
    note(desk, incident, "title", who, incident.title + " → " + title);
    incident.title = std::move(title);
    keep(desk, incident);
    return accepted({}, Text("Incident " + std::to_string(incident.id) + " is called: " + incident.title));
}

Reply reopen(Desk& desk, IncidentRow incident, const PersonId& who) {
    if (incident.open) return refused({}, Text("It is not over"));
    storage::Incidents incidents(desk.store);
    incidents.drop_milestone(incident.id, milestone::resolved);
    incidents.drop_milestone(incident.id, milestone::mitigated);
    incident.open = true;
    incident.merged_into = 0;
    incident.status = desk.settings.incidents.statuses.front();
    note(desk, incident, "reopened", who, "Reopened");
    promise_update(desk, incident);
    keep(desk, incident);
    return accepted({}, Text("Incident " + std::to_string(incident.id) + " goes on"));
}

Reply merge(Desk& desk, IncidentRow incident, const PersonId& who, std::int64_t into) {
    auto other = storage::Incidents(desk.store).find(into);
    if (!other || other->id == incident.id || !other->open || (other->hidden && !incident.hidden))
        return refused({}, Text("There is no other open incident " + std::to_string(into)));
    note(desk, incident, "merged", who, "Goes on as incident " + std::to_string(into));
    note(
        desk, *other, "merged", who,
        "Incident " + std::to_string(incident.id) + " is a part of this one: " + incident.title
    );
    incident.merged_into = into;
    incident.status = desk.settings.incidents.statuses.back();
    end(desk, incident, who);
    keep(desk, incident);
    keep(desk, *other);
    let_in(desk, *other, {who, incident.declared_by});
    Text words("It goes on as incident " + std::to_string(into));
    if (!other->room.empty()) words << ", in " << channel(other->room);
    return accepted({}, std::move(words));
}

Reply take_role(
    Desk& desk, IncidentRow incident, const PersonId& who, const PersonId& holder, const std::string& typed
) {
    auto named = one_of(desk.settings.incidents.roles, typed, "role");
    if (named.name.empty()) return std::move(named.otherwise);
    storage::Incidents incidents(desk.store);
    for (const auto& role : incidents.roles(incident.id))
        if (role.role == named.name && role.person == holder)
            return refused({}, Text(desk.name_of(holder) + " has that role already"));
    if (const auto& person = desk.person(holder); person && !person->member)
        return refused({}, Text(desk.name_of(holder) + " is not (or no longer) a member of this organisation"));
    incidents.give_role(incident.id, {.role = named.name, .person = holder, .since = desk.now});
    note(desk, incident, "role", who, named.name + ": " + desk.name_of(holder));
    reach(desk, incident, milestone::acknowledged);
    let_in(desk, incident, {holder});
    keep(desk, incident);
    return accepted({}, Text(desk.name_of(holder) + " is " + named.name));
}

Reply leave_role(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& typed) {
    auto named = one_of(desk.settings.incidents.roles, typed, "role");
    if (named.name.empty()) return std::move(named.otherwise);
    storage::Incidents incidents(desk.store);
    const auto roles = incidents.roles(incident.id);
    if (std::ranges::find(roles, named.name, &storage::RoleRow::role) == roles.end())
        return refused({}, Text("Nobody is " + named.name));
    incidents.take_role(incident.id, named.name);
    note(desk, incident, "role", who, named.name + ": nobody");
    keep(desk, incident);
    return accepted({}, Text("Nobody is " + named.name + " now"));
}

Reply name_cause(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& cause) {
    incident.cause = shortened(printable(cause), 100);
    note(desk, incident, "cause", who, "Caused by: " + incident.cause);
    const MessageKey key{"incident/" + std::to_string(incident.id) + "/cause"};
    const auto& place = place_of(incident);
    Card card{.title = Text("Caused by: " + incident.cause), .blocks = {Footnote{Text("Says " + desk.name_of(who))}}};
    desk.plan(Say{.key = key, .channel = place, .card = std::move(card)}, lanes::say(place), key.value);
    keep(desk, incident);
    return {.card = {}, .outcome = "accepted"};
}

} // namespace pilothouse::commands::incident
