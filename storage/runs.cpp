#include "storage/runs.hpp"

#define RUN_COLUMNS "id, key, route, line, place, attempt, phase, broken_attempts, facts, heard_at"
// The phases that say whether a line is well; others leave it as it was.
#define VERDICT_PHASES "phase IN ('succeeded', 'failed', 'timed_out')"

namespace pilothouse::storage {

namespace {

RunRow run_in(const Row& row) {
    const auto text = [&](int column) { return std::string(row.text(column)); };
    return {
        .id = row.integer(0),
        .key = text(1),
        .route = text(2),
        .line = text(3),
        .place = row.integer(4),
        .attempt = static_cast<int>(row.integer(5)),
        .phase = text(6),
        .broken_attempts = static_cast<int>(row.integer(7)),
        .facts = text(8),
        .heard_at = from_unix_ms(row.integer(9)),
    };
}

JobRow job_in(const Row& row) {
    const auto text = [&](int column) { return std::string(row.text(column)); };
    return {
        .run = row.integer(0),
        .attempt = static_cast<int>(row.integer(1)),
        .key = text(2),
        .name = text(3),
        .phase = text(4),
        .facts = text(5),
    };
}

std::function<void(const Row&)> into(std::optional<RunRow>& found) {
    return [&found](const Row& row) { found = run_in(row); };
}

} // namespace

std::optional<RunRow> Runs::find(std::string_view key) const {
    std::optional<RunRow> found;
    connection_.each("SELECT " RUN_COLUMNS " FROM runs WHERE key = $1", {key}, into(found));
    return found;
}

std::optional<RunRow> Runs::find(std::int64_t id) const {
    std::optional<RunRow> found;
    connection_.each("SELECT " RUN_COLUMNS " FROM runs WHERE id = $1", {id}, into(found));
    return found;
}

std::int64_t Runs::save(const RunRow& run) {
    std::int64_t id = 0;
    connection_.each(
        "INSERT INTO runs (key, route, line, place, attempt, phase, broken_attempts, facts, heard_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO UPDATE SET line = excluded.line, "
        "place = excluded.place, attempt = excluded.attempt, phase = excluded.phase, "
        "broken_attempts = excluded.broken_attempts, facts = excluded.facts, heard_at = excluded.heard_at "
        "RETURNING id",
        {run.key, run.route, run.line, run.place, std::int64_t{run.attempt}, run.phase,
         std::int64_t{run.broken_attempts}, run.facts, to_unix_ms(run.heard_at)},
        [&](const Row& row) { id = row.integer(0); }
    );
    return id;
}

std::optional<RunRow> Runs::before(const RunRow& run) const {
    std::optional<RunRow> found;
    connection_.each(
        "SELECT " RUN_COLUMNS " FROM runs WHERE line = $1 AND (place, id) < ($2, $3) "
        "AND " VERDICT_PHASES " ORDER BY place DESC, id DESC LIMIT 1",
        {run.line, run.place, run.id}, into(found)
    );
    return found;
}

std::optional<RunRow> Runs::after(const RunRow& run) const {
    std::optional<RunRow> found;
    connection_.each(
        "SELECT " RUN_COLUMNS " FROM runs WHERE line = $1 AND (place, id) > ($2, $3) "
        "AND " VERDICT_PHASES " ORDER BY place, id LIMIT 1",
        {run.line, run.place, run.id}, into(found)
    );
    return found;
}

int Runs::broken_in_a_row(const RunRow& run) const {
    int count = 0;
    connection_.each(
        "SELECT count(*) FROM runs WHERE line = $1 AND place <= $2 AND phase IN ('failed', 'timed_out') AND place > "
        "coalesce((SELECT place FROM runs WHERE line = $1 AND place < $2 AND phase = 'succeeded' ORDER BY place DESC "
        "LIMIT 1), -1)",
        {run.line, run.place}, [&](const Row& row) { count = static_cast<int>(row.integer(0)); }
    );
    return count;
}

std::vector<RunRow> Runs::since_green(const RunRow& run, int at_most) const {
    std::vector<RunRow> found;
    connection_.each(
        "SELECT " RUN_COLUMNS " FROM runs WHERE line = $1 AND (place, id) < ($2, $3) AND place > "
        "coalesce((SELECT place FROM runs WHERE line = $1 AND place < $2 AND phase = 'succeeded' ORDER BY place DESC "
        "LIMIT 1), -1) "
        "ORDER BY place DESC, id DESC LIMIT $4",
        {run.line, run.place, run.id, std::int64_t{at_most}}, [&](const Row& row) { found.push_back(run_in(row)); }
    );
    return found;
}

void Runs::save(const JobRow& job) {
    connection_.run(
        "INSERT INTO jobs (run, attempt, key, name, phase, facts) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (run, attempt, key) DO UPDATE SET name = excluded.name, phase = excluded.phase, "
        "facts = excluded.facts",
        {job.run, std::int64_t{job.attempt}, job.key, job.name, job.phase, job.facts}
    );
}

std::optional<JobRow> Runs::find_job(std::int64_t run, int attempt, std::string_view key) const {
    std::optional<JobRow> found;
    connection_.each(
        "SELECT run, attempt, key, name, phase, facts FROM jobs WHERE run = $1 AND attempt = $2 AND key = $3",
        {run, std::int64_t{attempt}, key}, [&](const Row& row) { found = job_in(row); }
    );
    return found;
}

std::vector<JobRow> Runs::jobs(std::int64_t run, int attempt) const {
    std::vector<JobRow> found;
    connection_.each(
        "SELECT run, attempt, key, name, phase, facts FROM jobs WHERE run = $1 AND attempt = $2 ORDER BY name, key",
        {run, std::int64_t{attempt}}, [&](const Row& row) { found.push_back(job_in(row)); }
    );
    return found;
}

} // namespace pilothouse::storage
