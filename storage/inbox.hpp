#pragma once

#include "core/clock.hpp"
#include "storage/database.hpp"

#include <string>
#include <string_view>

/// What came in, once each.
namespace pilothouse::storage {

/// Senders repeat for at most 24 h (Slack's Delayed Events); keys are kept longer than that.
constexpr auto inbox_kept_for = std::chrono::days{7};

/// Remembers `key`; false when it was here before, so that the event is a repetition.
bool receive(Connection& store, std::string_view key, std::string_view source, Time now);

/// True when `key` was received at `since` or later.
bool received_since(Connection& store, std::string_view key, Time since);

/// Writes something that leaves nothing behind; throws Failure when there is no room for it.
void prove_room(Connection& store);

/// Keeps what is known of an event that could not be decided, for a person to look at.
void keep_failed(Connection& store, std::string_view key, std::string_view error, std::string_view body);

/// Forgets keys older than `inbox_kept_for`, at most `at_most` of them; returns how many went. Walks the whole
/// table over many calls, so that no call is slow.
class InboxPruning {
public:
    int step(Connection& store, Time now, int at_most);

private:
    std::string after_;
};

} // namespace pilothouse::storage
