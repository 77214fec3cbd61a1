#include "storage/deploys_elsewhere.hpp"

#define ELSEWHERE_COLUMNS "id, key, route, project, environment, phase, facts, at, heard_at"

namespace pilothouse::storage {

namespace {

std::function<void(const Row&)> into(std::optional<ElsewhereRow>& found) {
    return [&found](const Row& row) {
        const auto text = [&](int column) { return std::string(row.text(column)); };
        found = ElsewhereRow{
            .id = row.integer(0),
            .key = text(1),
            .route = text(2),
            .project = text(3),
            .environment = text(4),
            .phase = text(5),
            .facts = text(6),
            .at = from_unix_ms(row.integer(7)),
            .heard_at = from_unix_ms(row.integer(8)),
        };
    };
}

} // namespace

std::optional<ElsewhereRow> DeploysElsewhere::find(std::string_view key) const {
    std::optional<ElsewhereRow> found;
    connection_.each("SELECT " ELSEWHERE_COLUMNS " FROM deploys_elsewhere WHERE key = $1", {key}, into(found));
    return found;
}

std::int64_t DeploysElsewhere::save(const ElsewhereRow& deploy) {
    std::int64_t id = 0;
    connection_.each(
        "INSERT INTO deploys_elsewhere (key, route, project, environment, phase, facts, at, heard_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (key) DO UPDATE SET project = excluded.project, "
        "environment = excluded.environment, phase = excluded.phase, facts = excluded.facts, at = excluded.at, "
        "heard_at = excluded.heard_at RETURNING id",
        {deploy.key, deploy.route, deploy.project, deploy.environment, deploy.phase, deploy.facts,
         to_unix_ms(deploy.at), to_unix_ms(deploy.heard_at)},
        [&](const Row& row) { id = row.integer(0); }
    );
    return id;
}

std::optional<ElsewhereRow> DeploysElsewhere::live(std::string_view project, std::string_view environment) const {
    std::optional<ElsewhereRow> found;
    connection_.each(
        "SELECT " ELSEWHERE_COLUMNS " FROM deploys_elsewhere WHERE project = $1 AND environment = $2 "
        "AND phase = 'succeeded' ORDER BY at DESC, id DESC LIMIT 1",
        {project, environment}, into(found)
    );
    return found;
}

} // namespace pilothouse::storage
