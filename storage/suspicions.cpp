#include "storage/suspicions.hpp"

#define SUSPICION_COLUMNS "s.deploy, s.thing, s.words, s.url, s.standing, s.at"

namespace pilothouse::storage {

namespace {

std::function<void(const Row&)> into(std::vector<Suspicion>& found) {
    return [&found](const Row& row) {
        found.push_back({
            .deploy = DeployId{row.integer(0)},
            .thing = std::string(row.text(1)),
            .words = std::string(row.text(2)),
            .url = std::string(row.text(3)),
            .standing = row.integer(4) != 0,
            .at = from_unix_ms(row.integer(5)),
        });
    };
}

} // namespace

void Suspicions::save(const Suspicion& suspicion) {
    connection_.run(
        "INSERT INTO suspicions (deploy, thing, words, url, standing, at) VALUES ($1, $2, $3, $4, $5, $6) "
        "ON CONFLICT (deploy, thing) DO UPDATE SET words = excluded.words, url = excluded.url, "
        "standing = excluded.standing",
        {suspicion.deploy.value, suspicion.thing, suspicion.words, suspicion.url,
         std::int64_t{suspicion.standing ? 1 : 0}, to_unix_ms(suspicion.at)}
    );
}

std::vector<Suspicion> Suspicions::of(DeployId deploy) const {
    std::vector<Suspicion> found;
    connection_.each(
        "SELECT " SUSPICION_COLUMNS " FROM suspicions s WHERE s.deploy = $1 ORDER BY s.at, s.thing", {deploy.value},
        into(found)
    );
    return found;
}

std::vector<Suspicion> Suspicions::standing(std::string_view thing) const {
    std::vector<Suspicion> found;
    connection_.each(
        "SELECT " SUSPICION_COLUMNS " FROM suspicions s WHERE s.thing = $1 AND s.standing = 1 ORDER BY s.deploy",
        {thing}, into(found)
    );
    return found;
}

std::vector<Suspicion> Suspicions::standing_of_line(std::string_view line, std::int64_t place) const {
    std::vector<Suspicion> found;
    connection_.each(
        // From what stands, which is little, to its runs: a line may have thousands.
        "SELECT " SUSPICION_COLUMNS
        " FROM suspicions s CROSS JOIN runs r WHERE s.standing = 1 AND s.thing LIKE 'run/%' "
        "AND r.id = CAST(substr(s.thing, 5) AS INTEGER) AND r.line = $1 AND r.place <= $2 ORDER BY s.deploy, s.thing",
        {line, place}, into(found)
    );
    return found;
}

} // namespace pilothouse::storage
