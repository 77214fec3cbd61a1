#include "commands/incident/handlers.hpp"

#include "commands/finish.hpp"
#include "commands/incident/cadence.hpp"
#include "commands/incident/course.hpp"
#include "commands/incident/declare.hpp"
#include "commands/incident/milestones.hpp"
#include "commands/incident/report.hpp"
#include "commands/incident/show.hpp"
#include "commands/incident/tasks.hpp"

#include <charconv>
#include <concepts>

namespace pilothouse::commands::incident {

namespace {

using language::Arguments;
using language::Count;

constexpr std::int64_t entries_shown = 20;
constexpr auto follow_up_due = std::chrono::days{14};

std::string words_in(const Arguments& arguments, std::string_view name) {
    const auto* words = arguments.get<std::string>(name);
    return words == nullptr ? std::string{} : *words;
}

enum class Which { open, any };

/// Answers of the incident that is run where it is said.
template <std::invocable<Desk&, IncidentRow, const PersonId&> Answer>
Decision of_this(const Conversation& conversation, Which which, const Answer& answer) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto& said = conversation.said;
    auto here = which == Which::open ? find_open_here(desk, said.where) : find_here(desk, said.where);
    if (!here.incident) return finish(desk, std::move(here.otherwise));
    return finish(desk, answer(desk, *std::move(here.incident), said.who));
}

Reply list(Desk& desk) {
    std::vector<Block> blocks;
    int hidden = 0;
    for (const auto& incident : storage::Incidents(desk.store).all_open()) {
        if (incident.hidden)
            ++hidden;
        else
            blocks.emplace_back(Paragraph{line_of(desk, incident)});
    }
    constexpr std::size_t most = 40;
    const auto count = blocks.size();
    if (count > most) blocks.resize(most);
    if (count > most) blocks.emplace_back(Footnote{Text("and " + std::to_string(count - most) + " more")});
    if (hidden > 0) blocks.emplace_back(Footnote{Text("and " + std::to_string(hidden) + " private")});
    const auto title = count == 0 ? "No incident is open" : std::to_string(count) + " open";
    return {.card = {.title = Text(title), .blocks = std::move(blocks)}};
}

std::int64_t number_in(std::string_view text) {
    if (text.starts_with('#')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

Decision wanted(const Conversation& conversation, const Arguments& arguments, bool after) {
    return of_this(conversation, Which::any, [&](Desk& desk, const IncidentRow& incident, const PersonId& who) {
        Wanted task{.words = words_in(arguments, "what"), .after = after};
        if (const auto* person = arguments.get<PersonId>("person")) task.person = *person;
        if (const auto* span = arguments.get<Duration>("duration")) task.in = *span;
        if (after && task.in.count() == 0) task.in = follow_up_due;
        return add_task(desk, incident, who, task);
    });
}

} // namespace

Decision say_declare(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    Declaration declaration{
        .severity = arguments.need<std::string>("severity"),
        .title = arguments.need<std::string>("title"),
        .hidden = arguments.has("private"),
        .drill = arguments.has("drill"),
        .anyway = arguments.has("anyway"),
    };
    if (const auto* service = arguments.get<ServiceName>("service")) declaration.service = *service;
    return finish(desk, declare(desk, {conversation.said.who, conversation.said.where}, declaration));
}

Decision say_incidents(const Conversation& conversation, const Arguments&) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto here = storage::Incidents(desk.store).in_room(conversation.said.where.channel);
    if (here) return finish(desk, {.card = headline(desk, *here)});
    return finish(desk, list(desk));
}

Decision say_update(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return say_how_it_stands(desk, std::move(incident), who, arguments.need<std::string>("words"));
    });
}

Decision say_incident_status(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return change_status(desk, std::move(incident), who, arguments.need<std::string>("status"));
    });
}

Decision say_severity(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return change_severity(desk, std::move(incident), who, arguments.need<std::string>("severity"));
    });
}

Decision say_rename(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::any, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return change_title(desk, std::move(incident), who, arguments.need<std::string>("title"));
    });
}

Decision say_resolve(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        if (const auto words = words_in(arguments, "words"); !words.empty()) {
            (void)say_how_it_stands(desk, incident, who, words);
            incident = storage::Incidents(desk.store).find(incident.id).value();
        }
        return change_status(desk, std::move(incident), who, desk.settings.incidents.statuses.back());
    });
}

Decision say_reopen(const Conversation& conversation, const Arguments&) {
    return of_this(conversation, Which::any, [](Desk& desk, IncidentRow incident, const PersonId& who) {
        return reopen(desk, std::move(incident), who);
    });
}

Decision say_merge(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return merge(desk, std::move(incident), who, number_in(arguments.need<std::string>("incident")));
    });
}

Decision say_take(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return take_role(desk, std::move(incident), who, who, arguments.need<std::string>("role"));
    });
}

Decision say_assign(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        const auto& holder = arguments.need<PersonId>("person");
        return take_role(desk, std::move(incident), who, holder, arguments.need<std::string>("role"));
    });
}

Decision say_leave(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::open, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return leave_role(desk, std::move(incident), who, arguments.need<std::string>("role"));
    });
}

Decision say_note(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::any, [&](Desk& desk, const IncidentRow& incident, const PersonId& who) {
        return write_down(desk, incident, who, arguments.need<std::string>("words"));
    });
}

Decision say_timeline(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::any, [&](Desk& desk, const IncidentRow& incident, const PersonId&) {
        const auto* count = arguments.get<Count>("count");
        return show_timeline(
            desk, incident, count == nullptr ? entries_shown : std::min<std::int64_t>(count->value, 100)
        );
    });
}

Decision say_task(const Conversation& conversation, const Arguments& arguments) {
    return wanted(conversation, arguments, false);
}

Decision say_follow_up(const Conversation& conversation, const Arguments& arguments) {
    return wanted(conversation, arguments, true);
}

Decision say_tasks(const Conversation& conversation, const Arguments&) {
    return of_this(conversation, Which::any, [](Desk& desk, const IncidentRow& incident, const PersonId&) {
        return show_tasks(desk, incident);
    });
}

Decision say_done(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::any, [&](Desk& desk, const IncidentRow& incident, const PersonId& who) {
        return end_task(desk, incident, who, arguments.need<Count>("count").value, "done");
    });
}

Decision say_not_doing(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::any, [&](Desk& desk, const IncidentRow& incident, const PersonId& who) {
        const auto number = arguments.need<Count>("count").value;
        return end_task(desk, incident, who, number, "not done: " + arguments.need<std::string>("reason"));
    });
}

Decision say_milestones(const Conversation& conversation, const Arguments&) {
    return of_this(conversation, Which::any, [](Desk& desk, const IncidentRow& incident, const PersonId&) {
        return show_milestones(desk, incident);
    });
}

Decision say_milestone(const Conversation& conversation, const Arguments& arguments) {
    return of_this(conversation, Which::any, [&](Desk& desk, IncidentRow incident, const PersonId& who) {
        return set_milestone(
            desk, std::move(incident), who, arguments.need<std::string>("milestone"),
            arguments.need<std::string>("moment")
        );
    });
}

Decision say_report(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto* span = arguments.get<Duration>("duration");
    return finish(desk, report(desk, span == nullptr ? Duration{std::chrono::days{90}} : *span));
}

} // namespace pilothouse::commands::incident
