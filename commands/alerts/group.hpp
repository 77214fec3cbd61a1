#pragma once

#include "commands/change.hpp"
#include "commands/facts.hpp"
#include "storage/alert_groups.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What is known of a group of alerts, put together from everything that was told of it.
namespace pilothouse::commands::alerts {

struct Told {
    std::string name;
    std::string severity{};
    std::string summary{};
    std::string words{}; ///< what it is shown by, among the others of its group
    std::string url{};
    std::string runbook{};
    std::vector<std::pair<std::string, std::string>> labels{};
    bool firing = true;
    Time began{};
    std::optional<Time> ended{};
};

struct Group {
    storage::AlertGroupRow row{};
    Facts facts{};
    std::vector<Told> alerts{}; ///< firing before ended, severe before others, old before new

    /// How many fire, those that the sender left out among them; 0 when all that were told have ended, whatever may be
    /// true of the others.
    [[nodiscard]] int firing() const;
    /// How many the sender left out, of a group that is not known to be over.
    [[nodiscard]] int untold() const;
    /// The labels that its alerts have alike, as they were told last.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> common() const;
};

/// A group after a message, and what that made of it.
struct Taken {
    Group group;
    bool fresh = false;    ///< a group that had not fired, or not since its last end
    bool finished = false; ///< it fired, and does not any more
};

/// Takes a message in. Nothing when it tells of no alert that fires, and of none that fired.
std::optional<Taken>
take_in(storage::AlertGroups& groups, const std::string& route, const AlertChanged& change, Time now);
Group look_at(storage::AlertGroups& groups, storage::AlertGroupRow row);

} // namespace pilothouse::commands::alerts
