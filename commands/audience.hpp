#pragma once

#include "commands/desk.hpp"
#include "core/ids.hpp"

#include <map>
#include <string>
#include <vector>

/// Who hears of what: the routes of the configuration, and the subscriptions made in channels.
namespace pilothouse::commands {

/// What a message is about, in the words of filters.
struct Topic {
    std::string kind;                                 ///< builds, alerts
    std::string about;                                ///< "acme/api"
    std::multimap<std::string, std::string> traits{}; ///< "branch" -> "main", "result" -> "failed", …
};

/// The channels that want it, each once, in the order of route and subscriptions.
std::vector<ChannelId> audience_of(Desk& desk, const std::string& route, const Topic& topic);

} // namespace pilothouse::commands
