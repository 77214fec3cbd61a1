#include "commands/incident/tasks.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <utility>

namespace pilothouse::commands::incident {

namespace {

constexpr std::size_t longest_note = 2'500;
constexpr std::size_t longest_task = 300;
constexpr std::size_t longest_line = 160;
constexpr std::size_t lines_in_block = 8;
constexpr std::size_t most_tasks_shown = 60;

bool blank(const std::string& words) {
    return words.find_first_not_of(" \n") == std::string::npos;
}

std::string in_one_line(const std::string& text, std::size_t most) {
    auto line = shortened(printable(text), most);
    std::ranges::replace(line, '\n', ' ');
    return line;
}

/// Lines in blocks of a length that a chat system takes.
std::vector<Block> blocks_of(std::vector<Text> lines) {
    std::vector<Block> blocks;
    Text together;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        together << (together.empty() ? "" : "\n") << lines[i];
        if ((i + 1) % lines_in_block == 0 || i + 1 == lines.size())
            blocks.emplace_back(Paragraph{std::exchange(together, {})});
    }
    return blocks;
}

bool to_be_done(const storage::IncidentTaskRow& task) {
    return to_unix_ms(task.ended_at) == 0;
}

Text line_of(Desk& desk, const storage::IncidentTaskRow& task) {
    Text line(to_be_done(task) ? "☐ " : "☑ ");
    line << code(std::to_string(task.number)) << " " << in_one_line(task.text, longest_line);
    line << ", " << (task.person.empty() ? "nobody yet" : desk.name_of(task.person));
    if (!to_be_done(task)) return line << ", " << in_one_line(task.ending, longest_line);
    if (task.after) line << ", for afterwards";
    if (to_unix_ms(task.due) > 0) line << (task.due < desk.now ? ", was due " : ", due ") << when(task.due);
    return line << ", " << spoken(desk.now - task.made_at) << " old";
}

} // namespace

Reply write_down(Desk& desk, const IncidentRow& incident, const PersonId& who, const std::string& words) {
    if (blank(words)) return refused({}, Text("Say what is to be written down"));
    note(desk, incident, "note", who, shortened(printable(words), longest_note));
    return accepted({}, Text("It stands in the timeline of incident " + std::to_string(incident.id)));
}

Reply show_timeline(Desk& desk, const IncidentRow& incident, std::int64_t count) {
    const storage::Incidents incidents(desk.store);
    const auto all = incidents.entry_count(incident.id);
    std::vector<Text> lines;
    for (const auto& entry : incidents.entries(incident.id, std::max<std::int64_t>(all - count, 0), count)) {
        Text line(when(entry.at));
        line << " " << in_one_line(entry.text, longest_line);
        if (!entry.person.empty()) line << ", " << desk.name_of(entry.person);
        lines.push_back(std::move(line));
    }
    Card card{
        .title = Text("Timeline of incident " + std::to_string(incident.id)), .blocks = blocks_of(std::move(lines))
    };
    if (all > count)
        card.blocks.emplace_back(Footnote{
            Text("The last " + std::to_string(count) + " of " + std::to_string(all) + "; all of them stand in ") +
            code("incident postmortem")
        });
    return {.card = std::move(card)};
}

Reply add_task(Desk& desk, const IncidentRow& incident, const PersonId& who, const Wanted& wanted) {
    if (blank(wanted.words)) return refused({}, Text("Say what is to be done"));
    const auto words = in_one_line(wanted.words, longest_task);
    const auto number = storage::Incidents(desk.store)
                            .add_task(
                                incident.id, {.text = words,
                                              .person = wanted.person,
                                              .after = wanted.after,
                                              .made_by = who,
                                              .made_at = desk.now,
                                              .due = wanted.in.count() == 0 ? Time{} : desk.now + wanted.in}
                            );
    note(desk, incident, "task", who, "To do " + std::to_string(number) + ": " + words);
    Text answer("To do ");
    answer << code(std::to_string(number)) << ": " << words;
    if (!wanted.person.empty()) answer << ", " << mention(wanted.person);
    return accepted({}, std::move(answer));
}

Reply show_tasks(Desk& desk, const IncidentRow& incident) {
    auto tasks = storage::Incidents(desk.store).tasks(incident.id);
    std::ranges::sort(tasks, {}, [](const auto& task) { return std::pair(!to_be_done(task), task.number); });
    std::vector<Text> lines;
    for (const auto& task : tasks)
        if (lines.size() < most_tasks_shown) lines.push_back(line_of(desk, task));
    if (lines.empty())
        return {.card = {.title = Text("Nothing is to be done yet. Add it: ") + code("incident task find the cause")}};
    const auto left = std::ranges::count_if(tasks, to_be_done);
    Card card{
        .title = Text(std::to_string(left) + " of " + std::to_string(tasks.size()) + " to be done"),
        .blocks = blocks_of(std::move(lines)),
    };
    if (tasks.size() > most_tasks_shown)
        card.blocks.emplace_back(Footnote{Text("and " + std::to_string(tasks.size() - most_tasks_shown) + " more")});
    return {.card = std::move(card)};
}

Reply end_task(
    Desk& desk, const IncidentRow& incident, const PersonId& who, std::int64_t number, const std::string& ending
) {
    storage::Incidents incidents(desk.store);
    auto tasks = incidents.tasks(incident.id);
    const auto task = std::ranges::find(tasks, number, &storage::IncidentTaskRow::number);
    if (task == tasks.end())
        return refused({}, Text("Incident " + std::to_string(incident.id) + " has no task " + std::to_string(number)));
    if (!to_be_done(*task)) return refused({}, Text("That is done already: " + task->ending));
    task->ended_at = desk.now;
    task->ended_by = who;
    task->ending = in_one_line(ending, longest_task);
    incidents.save_task(incident.id, *task);
    note(desk, incident, "task", who, "Task " + std::to_string(number) + " " + task->ending + ": " + task->text);
    return accepted({}, Text("☑ " + task->text));
}

} // namespace pilothouse::commands::incident
