#include "commands/incident/declare.hpp"

#include "commands/deploy/origin.hpp"
#include "commands/incident/cadence.hpp"
#include "commands/incident/room.hpp"
#include "commands/language/words.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <vector>

namespace pilothouse::commands::incident {

namespace {

constexpr std::size_t longest_title = 150;
/// Two people who see the same thing declare it within minutes.
constexpr auto same_thing_within = std::chrono::minutes{15};

Reply no_such_severity(const config::Settings& settings, const std::string& typed) {
    std::vector<std::string_view> names;
    Text list;
    for (const auto& severity : settings.incidents.severities) {
        names.push_back(severity.name);
        list << (list.empty() ? "" : "\n") << code(severity.name) << "  " << severity.meaning;
    }
    Text words(code(shortened(printable(typed), 40)));
    words << " is not a severity";
    if (const auto near = config::nearest(typed, names); !near.empty())
        words << "; did you mean " << code(std::string(near)) << "?";
    auto reply = refused({}, std::move(words), {Paragraph{std::move(list)}});
    reply.field = "severity";
    return reply;
}

std::string in_one_line(std::string_view text) {
    std::string line = printable(text);
    std::ranges::replace(line, '\n', ' ');
    const auto first = line.find_first_not_of(' ');
    if (first == std::string::npos) return {};
    return shortened(line.substr(first, line.find_last_not_of(' ') - first + 1), longest_title);
}

/// An open one of the same thing: declared of the same, called the same, or of the same service a moment ago.
std::optional<IncidentRow> twin(Desk& desk, const Declaration& declaration, const std::string& title) {
    const storage::Incidents incidents(desk.store);
    if (auto same = incidents.open_of(declaration.mark)) return same;
    if (declaration.anyway) return std::nullopt;
    for (auto& one : incidents.all_open()) {
        if (one.drill != declaration.drill) continue;
        const bool called_same = language::same_word(one.title, title);
        const bool same_service = !declaration.service.empty() && one.service == declaration.service &&
                                  desk.now - one.declared_at < same_thing_within;
        if (called_same || same_service) return std::move(one);
    }
    return std::nullopt;
}

Reply declared_already(const IncidentRow& one) {
    Text words(code("#" + std::to_string(one.id)));
    words << " is about this already";
    if (one.hidden) {
        words << ", and is private";
    } else {
        words << ": " << one.title;
        if (!one.room.empty()) words << ", in " << channel(one.room);
    }
    Text what("If it is another one, write ");
    what << code("--anyway") << " behind " << code("incident declare");
    return refused({}, std::move(words), {Footnote{std::move(what)}});
}

std::string answer_to(const Submitted& event, const std::string& key) {
    const auto found = event.answers.find(key);
    return found == event.answers.end() ? std::string{} : found->second;
}

} // namespace

Reply declare(Desk& desk, const Asker& asker, const Declaration& declaration) {
    const auto* severity = severity_named(desk.settings, declaration.severity);
    if (severity == nullptr) return no_such_severity(desk.settings, declaration.severity);
    const auto title = in_one_line(declaration.title);
    if (title.empty()) {
        auto reply = refused({}, Text("Say in a few words what is wrong"));
        reply.field = "title";
        return reply;
    }
    if (const auto one = twin(desk, declaration, title)) return declared_already(*one);
    const auto& rules = desk.settings.incidents;
    IncidentRow incident{
        .title = title,
        .severity = severity->name,
        .status = rules.statuses.front(),
        .hidden = declaration.hidden,
        .drill = declaration.drill,
        .service = declaration.service,
        .mark = declaration.mark,
        .declared_by = asker.who,
        .declared_at = desk.now,
        .asked_in = asker.where.channel,
    };
    const bool told = !incident.hidden && severity->announced;
    if (told) incident.told_in = rules.channel.empty() ? asker.where.channel : rules.channel;
    incident.id = storage::Incidents(desk.store).add(incident);
    const auto detected = std::min(declaration.detected.value_or(desk.now), desk.now);
    reach(desk, incident, milestone::started, detected);
    reach(desk, incident, milestone::detected, detected);
    note(desk, incident, "declared", asker.who, "Declared " + severity->name + ": " + title);
    ask_for_room(desk, incident);
    promise_update(desk, incident);
    keep(desk, incident);
    Text words(bold(incident.severity));
    words << " Incident " << std::to_string(incident.id) << " is declared";
    words << (incident.drill ? ", as a drill: " : ": ") << title;
    auto reply = accepted({}, std::move(words));
    reply.card.blocks.emplace_back(Footnote{Text("Its channel is being opened; you will be let in.")});
    return reply;
}

Form declare_form(const config::Settings& settings, const Place& where) {
    Question severity{.key = "severity", .label = "How grave", .kind = Question::Kind::choice};
    Text meanings;
    for (const auto& one : settings.incidents.severities) {
        severity.choices.push_back(one.name);
        meanings << (meanings.empty() ? "" : "\n") << bold(one.name) << "  " << one.meaning;
    }
    severity.initial = severity.choices.front();
    Question service{.key = "service", .label = "Service", .kind = Question::Kind::choice, .optional = true};
    for (const auto& one : settings.services)
        service.choices.push_back(one.name.value);
    Form form{
        .name = std::string(declare_form_name),
        .title = "Declare an incident",
        .submit = "Declare",
        .blocks = {Paragraph{std::move(meanings)}},
        .questions =
            {{.key = "title", .label = "What is wrong", .hint = "In a few words: Checkout is down"}, std::move(severity)
            },
        .context = deploy::text_of(where),
    };
    if (!service.choices.empty()) form.questions.push_back(std::move(service));
    return form;
}

Declaration declaration_in(const Submitted& event) {
    return {
        .severity = answer_to(event, "severity"),
        .title = answer_to(event, "title"),
        .service = ServiceName{answer_to(event, "service")}
    };
}

Reply declare_form_sent(Desk& desk, const Submitted& event, const Place& where) {
    return declare(desk, {event.who, where}, declaration_in(event));
}

} // namespace pilothouse::commands::incident
