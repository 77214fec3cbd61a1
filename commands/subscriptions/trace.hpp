#pragma once

#include "commands/subscriptions/things.hpp"

#include <string>
#include <vector>

/// Why a channel got a thing, or did not: every rule that has a say in it.
namespace pilothouse::commands::subscriptions {

struct TracedRule {
    std::string rule; ///< as it could be typed, or what it is
    bool lets_through = false;
    std::string why;
};

/// Routes and subscriptions of the channel, each of which can ask for it; then mutes and quiet hours, each of which can
/// hold it. As the rules are now.
std::vector<TracedRule> trace(Desk& desk, const ChannelId& channel, const Thing& thing);

} // namespace pilothouse::commands::subscriptions
