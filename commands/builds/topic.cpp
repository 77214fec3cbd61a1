#include "commands/builds/topic.hpp"

#include "commands/builds/show.hpp"

#include <ranges>

namespace pilothouse::commands::builds {

namespace {

/// What a run has come to, in the words that filters use. Only from facts that stay true, so that the same messages
/// in another order are shown the same.
std::vector<std::string_view> results_of(const Run& run) {
    std::vector<std::string_view> results{"all"};
    if (run.row.broken_attempts > 0 || broken(run.phase())) results.emplace_back("failed");
    if (run.verdict == Verdict::fixed) results.emplace_back("fixed");
    if (run.verdict == Verdict::broke) results.emplace_back("broke");
    if (run.verdict == Verdict::passed) results.emplace_back("passed");
    if (run.phase() == Phase::cancelled) results.emplace_back("cancelled");
    return results;
}

/// Names, e-mail addresses and logins of the commits' authors, each a value of its own.
void add_authors(Traits& traits, const Run& run) {
    for (const auto line : std::views::split(run.facts.get("authors"), '\n'))
        for (const auto part : std::views::split(line, '\t'))
            if (!part.empty()) traits.emplace("author", std::string(part.begin(), part.end()));
}

Line line_of(const Run& run) {
    Line line{.title = heading(run), .url = run.facts.get("url")};
    if (broken(run.phase())) line.weight = Line::broke;
    if (run.verdict == Verdict::fixed) line.weight = Line::well;
    return line;
}

} // namespace

Topic topic_of(const config::Settings& settings, const Run& run) {
    const auto& project = run.facts.get("project");
    Topic topic{.kind = "builds", .thing = "run/" + std::to_string(run.row.id), .about = project};
    for (const auto result : results_of(run))
        topic.traits.emplace("result", result);
    for (const auto* fact : {"project", "branch", "name", "trigger", "actor"})
        if (const auto& value = run.facts.get(fact); !value.empty()) topic.traits.emplace(fact, value);
    add_authors(topic.traits, run);
    for (const auto* service : settings.of_project(project))
        topic.traits.emplace("service", service->name.value);
    topic.line = line_of(run);
    return topic;
}

} // namespace pilothouse::commands::builds
