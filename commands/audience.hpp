#pragma once

#include "commands/desk.hpp"
#include "core/ids.hpp"

#include <map>
#include <string>
#include <vector>

/// Who hears of what: the routes of the configuration, and the subscriptions made in channels.
namespace pilothouse::commands {

using Traits = std::multimap<std::string, std::string>;

/// What a message is about, in the words of filters.
struct Topic {
    std::string kind;            ///< builds, alerts
    std::string thing;           ///< its name in the store: "run/12", "alerts/7"; empty: nothing holds it
    std::string about;           ///< "acme/api"
    Traits traits{};             ///< "branch" -> "main", "result" -> "failed", …
    std::vector<Traits> parts{}; ///< of a group of alerts: what is so of each of them
    bool critical = false;       ///< heard in quiet hours too, its end as well
};

/// The channels in which the message of a thing stands or is to stand now, each once: where it is shown already, and
/// those that want it. A channel that wants it, but is muted or quiet, is left out: there the thing is held, and told
/// in the digest at the end.
std::vector<ChannelId> audience_of(Desk& desk, const std::string& route, const Topic& topic);

/// Those of them that may be notified: for lines below the message. Where they may not, the thing is held as well,
/// though its message is edited.
std::vector<ChannelId> listeners_of(Desk& desk, const std::string& route, const Topic& topic);

} // namespace pilothouse::commands
