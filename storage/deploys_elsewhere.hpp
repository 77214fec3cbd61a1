#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Deploys that other systems made, as they told of them.
namespace pilothouse::storage {

struct ElsewhereRow {
    std::int64_t id = 0; ///< given by the store
    std::string key{};
    std::string route{};
    std::string project{};
    std::string environment{}; ///< in lower case, as it is looked for
    std::string phase{};
    std::string facts{}; ///< JSON
    Time at{};           ///< when it came into its phase
    Time heard_at{};
};

/// Every call throws Failure when the database fails.
class DeploysElsewhere {
public:
    explicit DeploysElsewhere(Connection& connection) : connection_(connection) {}

    [[nodiscard]] std::optional<ElsewhereRow> find(std::string_view key) const;
    /// Adds it (id 0) or keeps it in place of what was; returns its id.
    std::int64_t save(const ElsewhereRow& deploy);
    /// The latest success of a project in an environment (in lower case).
    [[nodiscard]] std::optional<ElsewhereRow> live(std::string_view project, std::string_view environment) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
