#include "storage/approvals.hpp"

namespace pilothouse::storage {

bool Approvals::add(DeployId deploy, const Approval& approval) {
    return connection_.run(
               "INSERT INTO approvals (deploy, person, digest, at) VALUES ($1, $2, $3, $4) "
               "ON CONFLICT (deploy, person) DO NOTHING",
               {deploy.value, approval.person.value, approval.digest, to_unix_ms(approval.at)}
           ) == 1;
}

std::vector<Approval> Approvals::of(DeployId deploy) const {
    std::vector<Approval> all;
    connection_.each(
        "SELECT person, digest, at FROM approvals WHERE deploy = $1 ORDER BY at, person", {deploy.value},
        [&](const Row& row) {
            all.push_back(
                {.person = PersonId{std::string(row.text(0))},
                 .digest = std::string(row.text(1)),
                 .at = from_unix_ms(row.integer(2))}
            );
        }
    );
    return all;
}

} // namespace pilothouse::storage
