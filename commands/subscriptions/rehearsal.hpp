#pragma once

#include "commands/subscriptions/filter.hpp"
#include "commands/subscriptions/things.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// What a filter would have shown of what was heard lately.
namespace pilothouse::commands::subscriptions {

struct Rehearsal {
    std::vector<Thing> shown{}; ///< the latest first
    std::size_t of = 0;         ///< so many were looked at
    bool cut = false;           ///< there were more
};

Rehearsal rehearse(Desk& desk, const Filter& filter);

/// "12 messages in the last 7 days, of 480 builds"
std::string counted(const Rehearsal& rehearsal, std::string_view kind);

/// The whole of it, for a dry run.
Card card_of(const Rehearsal& rehearsal, const Filter& filter);

} // namespace pilothouse::commands::subscriptions
