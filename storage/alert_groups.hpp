#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Groups of alerts, one row for each time that a group fired, and what fired in it.
namespace pilothouse::storage {

struct AlertGroupRow {
    std::int64_t id = 0; ///< given by the store
    std::string key{};
    std::string route{};
    std::string state = "firing"; ///< firing, resolved, expired
    std::string facts{};          ///< JSON
    int most = 0;                 ///< the most alerts that fired at once, as far as people were told
    Time began_at{};
    Time heard_at{};
    Time lists_at{}; ///< when its list is looked at next; epoch: nothing has changed
};

struct AlertRow {
    std::int64_t group = 0;
    std::string key{};
    bool firing = true;
    std::string facts{}; ///< JSON
};

/// Every call throws Failure when the database fails.
class AlertGroups {
public:
    explicit AlertGroups(Connection& connection) : connection_(connection) {}

    /// The latest time that the group of this key fired.
    [[nodiscard]] std::optional<AlertGroupRow> latest(std::string_view key) const;
    [[nodiscard]] std::optional<AlertGroupRow> find(std::int64_t id) const;
    /// Returns its id.
    std::int64_t add(const AlertGroupRow& group);
    void save(const AlertGroupRow& group);
    /// Every group that fires.
    [[nodiscard]] std::vector<AlertGroupRow> firing() const;

    void save(const AlertRow& alert);
    /// In the order of their keys.
    [[nodiscard]] std::vector<AlertRow> alerts(std::int64_t group) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
