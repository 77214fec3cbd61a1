#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"
#include "storage/inbox.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

/// Forgets what nobody asks for any more. Deploys, approvals and the audit log are kept for good.
namespace pilothouse::storage {

/// Builds, groups of alerts, deploys of others, what makes deploys suspect, digests and notices; counted from when
/// they were last heard of.
constexpr auto told_kept_for = std::chrono::days{90};
/// What the next message is compared with: the last verdict on a branch, what others have live in an environment.
constexpr auto standing_kept_for = std::chrono::days{365};
constexpr auto dead_tasks_kept_for = std::chrono::days{30};
/// A mute is forgotten when its end is told; one that is still there so long after its end is a remnant.
constexpr auto ended_mutes_kept_for = std::chrono::days{7};

/// Walks through everything that has an age, in portions, so that no call is slow. Numbers name messages in the chat
/// system and must not be given again, so the latest row of a table that gives numbers stays whatever its age.
class Pruning {
public:
    /// One portion: of each table no more than about `at_most` rows are looked at, and none more are forgotten. To be
    /// called inside a transaction. Throws Failure when the database fails.
    void step(Connection& store, Time now, int at_most);

private:
    void runs(Connection& store, Time now, int at_most);
    void alert_groups(Connection& store, Time now, int at_most);
    void deploys_elsewhere(Connection& store, Time now, int at_most);
    void passing_messages(Connection& store, Time now, int at_most);

    InboxPruning inbox_;
    std::int64_t runs_after_ = 0;
    std::int64_t groups_after_ = 0;
    std::int64_t elsewhere_after_ = 0;
    std::array<std::string, 2> messages_after_; ///< a key each for digests and notices
};

/// When the next portion is due, and how large it is. Portions wait for a moment in which nobody waits; when there was
/// none for long, small ones are put between the commits.
class PruningPace {
public:
    explicit PruningPace(Time now) : idle_at_(now), at_(now) {}

    /// How many rows the portion has that is to be done now; nothing: none is. `idle`: nobody waits.
    std::optional<int> portion(Time now, bool idle);

private:
    Time idle_at_; ///< of the last portion that nobody waited for
    Time at_;      ///< of the last portion
};

} // namespace pilothouse::storage
