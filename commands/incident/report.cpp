#include "commands/incident/report.hpp"

#include <algorithm>

namespace pilothouse::commands::incident {

namespace {

std::optional<Time> moment(const std::vector<storage::MilestoneRow>& all, std::string_view name) {
    const auto found = std::ranges::find(all, name, &storage::MilestoneRow::name);
    return found == all.end() ? std::nullopt : std::optional(found->at);
}

void add(Mean& mean, std::optional<Time> from, std::optional<Time> to) {
    if (!from || !to || *to < *from) {
        ++mean.left_out;
        return;
    }
    mean.sum += *to - *from;
    ++mean.count;
}

void count(Desk& desk, Numbers& numbers, const IncidentRow& incident) {
    const storage::Incidents incidents(desk.store);
    ++numbers.counted;
    numbers.open += incident.open ? 1 : 0;
    ++numbers.by_severity[incident.severity];
    if (!incident.hidden) ++numbers.by_service[incident.service.empty() ? "no service" : incident.service.value];
    numbers.hidden += incident.hidden ? 1 : 0;
    numbers.updates += static_cast<int>(incident.said);
    const auto milestones = incidents.milestones(incident.id);
    add(numbers.to_acknowledge, moment(milestones, milestone::detected), moment(milestones, milestone::acknowledged));
    add(numbers.to_resolve, moment(milestones, milestone::started), moment(milestones, milestone::resolved));
    for (const auto& task : incidents.tasks(incident.id)) {
        if (!task.after || to_unix_ms(task.ended_at) > 0) continue;
        ++numbers.follow_ups;
        numbers.overdue_follow_ups += to_unix_ms(task.due) > 0 && task.due < desk.now ? 1 : 0;
    }
}

std::string listed(const std::map<std::string, int>& counts) {
    std::string text;
    for (const auto& [name, number] : counts)
        text += (text.empty() ? "" : ", ") + name + " " + std::to_string(number);
    return text.empty() ? "none" : text;
}

Text spoken_mean(const Mean& mean, const char* what) {
    Text words(mean.count == 0 ? "–" : spoken(mean.value()));
    words << "\nmean of " << std::to_string(mean.count) << ", " << what;
    if (mean.left_out > 0) words << "; " << std::to_string(mean.left_out) << " left out that have not both";
    return words;
}

} // namespace

Numbers numbers_since(Desk& desk, Time begin) {
    Numbers numbers;
    for (const auto& incident : storage::Incidents(desk.store).since(begin)) {
        if (incident.drill)
            ++numbers.drills;
        else if (incident.merged_into != 0)
            ++numbers.merged;
        else
            count(desk, numbers, incident);
    }
    return numbers;
}

Reply report(Desk& desk, Duration span) {
    const auto numbers = numbers_since(desk, desk.now - span);
    Fields fields;
    const auto line = [&](const char* label, Text value) { fields.fields.push_back({label, std::move(value)}); };
    line("By severity", Text(listed(numbers.by_severity)));
    line("By service", Text(listed(numbers.by_service)));
    line("To acknowledge", spoken_mean(numbers.to_acknowledge, "from detected to acknowledged"));
    line("To resolve", spoken_mean(numbers.to_resolve, "from started to resolved"));
    line("Updates", Text(std::to_string(numbers.updates)));
    line(
        "Follow-ups", Text(
                          std::to_string(numbers.follow_ups) + " to be done, " +
                          std::to_string(numbers.overdue_follow_ups) + " of them overdue"
                      )
    );
    Text foot("Declared since ");
    foot << when(desk.now - span) << ". Left out: " << std::to_string(numbers.drills) << " drills, "
         << std::to_string(numbers.merged) << " that are a part of another one.";
    if (numbers.hidden > 0)
        foot << " Private, and without their service here: " << std::to_string(numbers.hidden) << ".";
    const auto title = std::to_string(numbers.counted) + (numbers.counted == 1 ? " incident, " : " incidents, ") +
                       std::to_string(numbers.open) + " of them open";
    return {.card = {.title = Text(title), .blocks = {std::move(fields), Footnote{std::move(foot)}}}};
}

} // namespace pilothouse::commands::incident
