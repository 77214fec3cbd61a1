#include "commands/alerts/declare.hpp"

#include "commands/alerts/alerts.hpp"
#include "commands/alerts/show.hpp"
#include "commands/incident/declare.hpp"
#include "commands/lanes.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t longest_title = 150;

std::string mark_of(const Group& group) {
    return "alerts/" + std::to_string(group.row.id);
}

/// What does not need to be asked: a service of ours that they name.
ServiceName service_of(const Desk& desk, const Group& group) {
    for (const auto& alert : group.alerts)
        for (const auto& [label, value] : alert.labels)
            if ((label == "service" || label == "app") && desk.settings.find(ServiceName(value)) != nullptr)
                return ServiceName(value);
    return {};
}

Time began(const Group& group) {
    Time first = group.row.began_at;
    for (const auto& alert : group.alerts)
        if (alert.firing && to_unix_ms(alert.began) > 0) first = std::min(first, alert.began);
    return first;
}

/// Alerts that are critical are of the gravest kind until somebody knows better; others of the one below it.
std::string likely_severity(const config::Settings& settings, const Group& group) {
    const auto& severities = settings.incidents.severities;
    const bool critical = std::ranges::any_of(group.alerts, [](const Told& alert) {
        return alert.firing && alert.severity == "critical";
    });
    return critical || severities.size() == 1 ? severities.front().name : severities[1].name;
}

std::optional<Group> find(Desk& desk, std::string_view number) {
    std::int64_t id = 0;
    std::from_chars(number.data(), number.data() + number.size(), id);
    storage::AlertGroups groups(desk.store);
    auto row = groups.find(id);
    if (!row) return std::nullopt;
    return look_at(groups, *std::move(row));
}

} // namespace

Reply ask_to_declare(Desk& desk, const Pressed& event, const Group& group) {
    if (event.trigger.empty())
        return refused(
            {}, Text("A form is needed for this, which can't be opened here. Type ") + code("incident declare")
        );
    auto form = incident::declare_form(desk.settings, event.where);
    form.name = declare_form;
    form.context = event.value + "|" + form.context;
    const auto fill = [&](std::string_view key, std::string value) {
        const auto question = std::ranges::find(form.questions, key, &Question::key);
        if (question != form.questions.end()) question->initial = std::move(value);
    };
    fill("title", shortened(printable(group.facts.get("title")), longest_title));
    fill("severity", likely_severity(desk.settings, group));
    fill("service", service_of(desk, group).value);
    desk.plan(
        OpenForm{event.trigger, std::move(form), event.who, event.where.channel, event.response_url},
        lanes::form(event.who)
    );
    return {.card = {}, .outcome = "answered"};
}

Reply declare_form_sent(Desk& desk, const Submitted& event, const Place& where) {
    auto group = find(desk, event.context);
    if (!group) return refused({}, Text("I don't know this group of alerts any more"));
    auto declaration = incident::declaration_in(event);
    declaration.mark = mark_of(*group);
    declaration.detected = began(*group);
    auto reply = incident::declare(desk, {event.who, where}, declaration);
    const auto made = storage::Incidents(desk.store).open_of(declaration.mark);
    if (reply.outcome != "accepted" || !made) return reply;
    group->facts.tell("incident", std::to_string(made->id), {0, 0, 0});
    group->row.facts = group->facts.text();
    storage::AlertGroups(desk.store).save(group->row);
    redraw(desk, group->row.id);
    return reply;
}

std::string incident_words(const Group& group) {
    const auto& number = group.facts.get("incident");
    return number.empty() ? std::string{} : "Incident " + number + " is about this. ";
}

void tell_incident(Desk& desk, const Group& group, std::string_view what) {
    const auto incident = storage::Incidents(desk.store).open_of(mark_of(group));
    if (incident)
        incident::note(desk, *incident, "alert", {}, "Alert " + std::string(what) + ": " + group.facts.get("title"));
}

} // namespace pilothouse::commands::alerts
