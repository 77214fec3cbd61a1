#include "commands/incident/cadence.hpp"

#include "commands/deploy/origin.hpp"
#include "commands/lanes.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

namespace pilothouse::commands::incident {

namespace {

constexpr std::size_t longest_update = 2'500;
/// Between two reminders of one update; PagerDuty's deputy asks every 10 minutes.
constexpr auto remind_again = std::chrono::minutes{10};

void ring(Desk& desk, const IncidentRow& incident, Time at) {
    const auto timer = std::string(update_timer) + std::to_string(incident.id);
    desk.tasks.push_back({RingAt{timer}, lanes::timer(timer), at, timer});
}

/// Who is asked: the one who leads first, then everybody who has taken something on.
std::vector<PersonId> asked_people(Desk& desk, const IncidentRow& incident) {
    std::vector<PersonId> people;
    const auto& lead = desk.settings.incidents.roles.front();
    for (const auto& role : storage::Incidents(desk.store).roles(incident.id))
        if (role.role == lead || incident.reminded > 1) people.push_back(role.person);
    if (people.empty()) people.push_back(incident.declared_by);
    std::ranges::sort(people);
    const auto same = std::ranges::unique(people);
    people.erase(same.begin(), same.end());
    return people;
}

void remind(Desk& desk, const IncidentRow& incident) {
    const MessageKey key{
        "incident/" + std::to_string(incident.id) + "/reminder/" + std::to_string(incident.said) + "/" +
        std::to_string(to_unix_ms(incident.update_due)) + "/" + std::to_string(incident.reminded)
    };
    Text words;
    for (const auto& person : asked_people(desk, incident))
        words << mention(person) << " ";
    words << "people are waiting to hear how it stands, since " << when(incident.update_due);
    const auto value = std::to_string(incident.id);
    Card card{.title = Text("An update is due"), .tone = Tone::warning, .blocks = {Paragraph{std::move(words)}}};
    card.blocks.emplace_back(Buttons{
        {{.action = "incident.update", .value = value, .label = "Give an update", .style = ButtonStyle::primary},
         {.action = "incident.put_off_30", .value = value, .label = "In 30 min"},
         {.action = "incident.put_off_60", .value = value, .label = "In 1 h"}}
    });
    if (incident.reminded >= desk.settings.incidents.reminders)
        card.blocks.emplace_back(Footnote{Text("I won't ask again for this one.")});
    const auto& place = place_of(incident);
    desk.plan(Say{.key = key, .channel = place, .card = std::move(card)}, lanes::say(place), key.value);
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    return read.ec == std::errc{} ? std::optional(number) : std::nullopt;
}

} // namespace

void promise_update(Desk& desk, IncidentRow& incident) {
    const auto* severity = severity_named(desk.settings, incident.severity);
    incident.update_due = {};
    incident.reminded = 0;
    if (!incident.open || severity == nullptr || severity->update_every.count() == 0) return;
    incident.update_due = desk.now + severity->update_every;
    ring(desk, incident, incident.update_due);
}

Reply say_how_it_stands(Desk& desk, IncidentRow incident, const PersonId& who, const std::string& words) {
    incident.words = shortened(printable(words), longest_update);
    if (incident.words.find_first_not_of(" \n") == std::string::npos) {
        auto reply =
            refused({}, Text("Say how it stands: ") + code("incident update the cause is found, a fix is being built"));
        reply.field = "words";
        return reply;
    }
    ++incident.said;
    promise_update(desk, incident);
    note(desk, incident, "update", who, incident.words);
    const MessageKey key{"incident/" + std::to_string(incident.id) + "/update/" + std::to_string(incident.said)};
    Text foot("By " + desk.name_of(who) + ", " + incident.status + ". ");
    if (to_unix_ms(incident.update_due) > 0) foot << "Next update by " << when(incident.update_due) << ".";
    Card card{
        .title = Text("Update " + std::to_string(incident.said) + ": " + incident.title),
        .tone = Tone::running,
        .blocks = {Paragraph{Text(incident.words)}, Footnote{std::move(foot)}},
    };
    const auto& place = place_of(incident);
    desk.plan(Say{.key = key, .channel = place, .card = card}, lanes::say(place), key.value);
    if (!incident.told_in.empty() && incident.told_in != place) {
        const MessageKey below{key.value + "/told"};
        const MessageKey headline{"incident/" + std::to_string(incident.id) + "/headline"};
        desk.plan(
            Say{.key = below, .channel = incident.told_in, .in_thread_of = headline, .card = std::move(card)},
            lanes::say(incident.told_in), below.value
        );
    }
    keep(desk, incident);
    return {.card = {}, .outcome = "accepted"};
}

void update_due(Desk& desk, std::int64_t id) {
    auto incident = storage::Incidents(desk.store).find(id);
    if (!incident || !incident->open || to_unix_ms(incident->update_due) == 0) return;
    if (desk.now < incident->update_due) return; // it was put off, and rings again
    if (incident->reminded < desk.settings.incidents.reminders) {
        ++incident->reminded;
        remind(desk, *incident);
        if (incident->reminded < desk.settings.incidents.reminders) ring(desk, *incident, desk.now + remind_again);
    }
    keep(desk, *incident);
}

Reply put_off(Desk& desk, IncidentRow incident, const PersonId& who, Duration span) {
    if (to_unix_ms(incident.update_due) == 0) return refused({}, Text("No update is due"));
    incident.update_due = desk.now + span;
    incident.reminded = 0;
    ring(desk, incident, incident.update_due);
    note(desk, incident, "put off", who, "The update was put off by " + spoken(span));
    keep(desk, incident);
    return accepted({}, Text("I ask again ") << when(incident.update_due));
}

Reply ask_for_update(Desk& desk, const Pressed& event, const IncidentRow& incident) {
    if (event.trigger.empty()) return refused({}, Text("Type ") + code("incident update") + Text(" and how it stands"));
    Form form{
        .name = std::string(update_form_name),
        .title = "How does it stand?",
        .submit = "Tell",
        .blocks = {Paragraph{Text("Incident " + std::to_string(incident.id) + ": " + incident.title)}},
        .questions =
            {{.key = "words",
              .label = "How it stands, what is being done, what is needed",
              .kind = Question::Kind::paragraph,
              .initial = incident.words}},
        .context = std::to_string(incident.id) + "|" + deploy::text_of(event.where),
    };
    desk.plan(
        OpenForm{event.trigger, std::move(form), event.who, event.where.channel, event.response_url},
        lanes::form(event.who)
    );
    return {.card = {}, .outcome = "answered"};
}

Reply update_form_sent(Desk& desk, const Submitted& event, const Place&) {
    const auto number = number_in(event.context);
    auto incident = storage::Incidents(desk.store).find(number.value_or(0));
    if (!incident || !incident->open) return refused({}, Text("This incident is over; nothing was said"));
    const auto words = event.answers.find("words");
    return say_how_it_stands(
        desk, *std::move(incident), event.who, words == event.answers.end() ? std::string{} : words->second
    );
}

} // namespace pilothouse::commands::incident
