#include "commands/builds/run.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace pilothouse::commands::builds {

namespace {

constexpr std::size_t longest_line = 300;
constexpr std::size_t longest_excerpt = 2'000;
constexpr std::size_t most_tests = 20;
constexpr std::size_t most_authors = 10;
constexpr int most_attempts = 100;

std::string one_line(const std::string& text) {
    return shortened(printable(text), longest_line);
}

std::string moment(const std::optional<Time>& time) {
    return time && to_unix_ms(*time) > 0 ? std::to_string(to_unix_ms(*time)) : std::string();
}

std::string authors_text(const std::vector<Author>& authors) {
    std::string text;
    for (std::size_t i = 0; i < std::min(authors.size(), most_authors); ++i)
        text +=
            one_line(authors[i].name) + "\t" + one_line(authors[i].email) + "\t" + one_line(authors[i].login) + "\n";
    return text;
}

std::string lines_of(const std::vector<std::string>& lines) {
    std::string text;
    for (std::size_t i = 0; i < std::min(lines.size(), most_tests); ++i)
        text += one_line(lines[i]) + "\n";
    return text;
}

/// A sender that goes back from an end is ordered by its clock; of others, an end is the end.
Facts::Order order_of(const PipelineChanged& change) {
    const auto at = to_unix_ms(change.at);
    if (change.reopens) return {change.attempt, at, rank(change.phase)};
    return {change.attempt, rank(change.phase), at};
}

void tell_outcome(Facts& facts, const PipelineChanged& change, const Facts::Order& order) {
    const auto tell = [&](std::string_view what, std::string value) {
        facts.tell(fact_of(change.attempt, what), std::move(value), order);
    };
    facts.tell("phase", name(change.phase), order);
    facts.tell("name", one_line(change.name), order);
    facts.tell("url", change.url, order);
    tell("reason", one_line(change.reason));
    tell("excerpt", shortened(change.excerpt, longest_excerpt));
    tell("tests", lines_of(change.failed_tests));
    tell("began", moment(change.began));
    tell("ended", moment(change.ended));
}

/// Facts of the run that its jobs tell as well.
void tell_run(Facts& facts, const PipelineChanged& change, const Facts::Order& order) {
    facts.tell("project", one_line(change.project), order);
    facts.tell("number", one_line(change.number), order);
    facts.tell("branch", one_line(change.branch), order);
    facts.tell("sha", one_line(change.sha), order);
    facts.tell("title", one_line(change.title), order);
    facts.tell("trigger", one_line(change.trigger), order);
    facts.tell("change_url", change.change_url, order);
    facts.tell("change_label", one_line(change.change_label), order);
    facts.tell("authors", authors_text(change.authors), order);
    facts.tell("attempt", std::to_string(change.attempt), {change.attempt, 0, 0});
    if (const auto at = to_unix_ms(change.at); at > 0) facts.tell("first_at", std::to_string(at), {-at, 0, 0});
}

/// By number; where there are none, by the time it began, or that of the first thing told of it: a sender of commit
/// statuses may tell of nothing but the end.
std::int64_t place_of(const Facts& facts) {
    for (const auto& fact : {std::string("number"), fact_of(1, "began"), std::string("first_at")})
        if (const auto place = facts.number(fact); place > 0) return place;
    return 0;
}

std::string line_of(const Facts& facts) {
    return facts.get("project") + "\n" + facts.get("name") + "\n" + facts.get("branch");
}

void take_in_job(storage::Runs& runs, const storage::RunRow& row, const PipelineChanged& change) {
    const auto known = runs.find_job(row.id, change.attempt, change.job);
    auto facts = known ? Facts::in(known->facts) : Facts();
    tell_outcome(facts, change, order_of(change));
    if (change.replaces) facts.tell("replaces", "yes", {});
    runs.save(storage::JobRow{
        .run = row.id,
        .attempt = change.attempt,
        .key = change.job,
        .name = facts.get("name"),
        .phase = facts.get("phase"),
        .facts = facts.text(),
    });
}

/// Ids that are numbers, in their order.
bool newer(const std::string& left, const std::string& right) {
    return std::pair(left.size(), std::string_view(left)) > std::pair(right.size(), std::string_view(right));
}

/// The jobs of the present attempt. One that was run again under another id is there once, as it was last.
std::vector<storage::JobRow> present_jobs(storage::Runs& runs, const storage::RunRow& row) {
    std::vector<storage::JobRow> jobs;
    std::map<std::string, std::size_t> replaceable; // name -> which of `jobs`
    for (auto& job : runs.jobs(row.id, row.attempt)) {
        if (Facts::in(job.facts).get("replaces").empty()) {
            jobs.push_back(std::move(job));
            continue;
        }
        const auto [known, fresh] = replaceable.emplace(job.name, jobs.size());
        if (fresh)
            jobs.push_back(std::move(job));
        else if (newer(job.key, jobs[known->second].key))
            jobs[known->second] = std::move(job);
    }
    return jobs;
}

std::set<std::string> broken_jobs(storage::Runs& runs, const storage::RunRow& row) {
    std::set<std::string> names;
    for (const auto& job : present_jobs(runs, row))
        if (broken(phase_named(job.phase))) names.insert(job.name);
    return names;
}

Verdict verdict_of(Phase phase, bool broken_before) {
    if (broken(phase)) return broken_before ? Verdict::still_broken : Verdict::broke;
    if (phase == Phase::succeeded) return broken_before ? Verdict::fixed : Verdict::passed;
    return Verdict::open;
}

} // namespace

std::string fact_of(int attempt, std::string_view what) {
    return std::to_string(attempt) + "/" + std::string(what);
}

const std::string& Run::told(std::string_view what) const {
    return facts.get(fact_of(row.attempt, what));
}

Phase Run::phase() const {
    return phase_named(row.phase);
}

Taken take_in(storage::Runs& runs, const std::string& route, const PipelineChanged& change, Time now) {
    auto row = runs.find(change.run).value_or(storage::RunRow{.key = change.run, .route = route});
    auto facts = Facts::in(row.facts);
    const auto order = order_of(change);
    tell_run(facts, change, order);
    if (change.job.empty()) {
        tell_outcome(facts, change, order);
        facts.tell("handle", change.handle, order);
        const auto tell_actor = [&](std::string_view what, const std::string& value) {
            facts.tell(fact_of(change.attempt, what), one_line(value), order);
        };
        tell_actor("actor_name", change.actor.name);
        tell_actor("actor_email", change.actor.email);
        tell_actor("actor_login", change.actor.login);
        facts.tell("actor", one_line(change.actor.name.empty() ? change.actor.login : change.actor.name), order);
        if (broken(change.phase)) facts.tell(fact_of(change.attempt, "broken"), "yes", order);
    }
    row.attempt = static_cast<int>(std::max<std::int64_t>(1, facts.number("attempt")));
    row.phase = facts.get("phase").empty() ? name(Phase::queued) : facts.get("phase");
    row.broken_attempts = 0;
    for (int attempt = 1; attempt <= std::min(row.attempt, most_attempts); ++attempt)
        if (!facts.get(fact_of(attempt, "broken")).empty()) ++row.broken_attempts;
    row.line = line_of(facts);
    row.place = place_of(facts);
    auto text = facts.text();
    const bool same = row.id != 0 && text == row.facts && change.job.empty();
    row.facts = std::move(text);
    row.heard_at = now;
    row.id = runs.save(row);
    if (!change.job.empty()) take_in_job(runs, row, change);
    return {.row = std::move(row), .facts = std::move(facts), .same = same};
}

Run look_at(storage::Runs& runs, storage::RunRow row) {
    auto facts = Facts::in(row.facts);
    return look_at(runs, std::move(row), std::move(facts));
}

Run look_at(storage::Runs& runs, storage::RunRow row, Facts facts) {
    Run run{.row = std::move(row), .facts = std::move(facts)};
    const auto before = runs.before(run.row);
    const bool broken_before = before && broken(phase_named(before->phase));
    run.verdict = verdict_of(run.phase(), broken_before);
    if (broken(run.phase())) run.in_a_row = runs.broken_in_a_row(run.row);
    const auto known = broken_before ? broken_jobs(runs, *before) : std::set<std::string>();
    for (const auto& job : present_jobs(runs, run.row)) {
        const auto told = Facts::in(job.facts);
        run.jobs.push_back({
            .name = job.name,
            .phase = phase_named(job.phase),
            .url = told.get("url"),
            .reason = told.get(fact_of(job.attempt, "reason")),
            .excerpt = told.get(fact_of(job.attempt, "excerpt")),
            .newly = broken_before && !known.contains(job.name),
        });
    }
    const auto place = [](const Job& job) {
        const int weight = broken(job.phase) ? (job.newly ? 0 : 1) : 2;
        return std::pair(weight, job.name);
    };
    std::ranges::sort(run.jobs, {}, place);
    return run;
}

} // namespace pilothouse::commands::builds
