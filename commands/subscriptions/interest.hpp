#pragma once

#include "commands/audience.hpp"
#include "config/settings.hpp"

#include <string>
#include <vector>

/// Which channels want a thing, whether or not they may be told now.
namespace pilothouse::commands::subscriptions {

/// The channels whose routes or subscriptions want it, each once, by their ids where those are known.
std::vector<ChannelId> interested(Desk& desk, const std::string& route, const Topic& topic);

/// True when a route of the configuration shows such a thing in its channel.
bool route_wants(const config::Hook& hook, const Topic& topic);

} // namespace pilothouse::commands::subscriptions
