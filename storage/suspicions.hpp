#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What broke soon after a deploy, so that the deploy is suspect until that is over.
namespace pilothouse::storage {

struct Suspicion {
    DeployId deploy{};
    std::string thing{}; ///< "run/12", "alerts/7"
    std::string words{}; ///< what broke, for people
    std::string url{};
    bool standing = true;
    Time at{};
};

/// Every call throws Failure when the database fails.
class Suspicions {
public:
    explicit Suspicions(Connection& connection) : connection_(connection) {}

    /// Keeps it; one of the same deploy and thing takes its words and whether it stands.
    void save(const Suspicion& suspicion);
    /// Of a deploy, in the order they came.
    [[nodiscard]] std::vector<Suspicion> of(DeployId deploy) const;
    /// Those that stand because of a thing.
    [[nodiscard]] std::vector<Suspicion> standing(std::string_view thing) const;
    /// Those that stand because of a run of this line, up to and with `place`.
    [[nodiscard]] std::vector<Suspicion> standing_of_line(std::string_view line, std::int64_t place) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
