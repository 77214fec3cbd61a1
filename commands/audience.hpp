#pragma once

#include "commands/desk.hpp"
#include "core/ids.hpp"

#include <map>
#include <string>
#include <vector>

/// Who hears of what: the routes of the configuration, and the subscriptions made in channels.
namespace pilothouse::commands {

using Traits = std::multimap<std::string, std::string>;

/// A thing in one line, where many are told of at once.
struct Line {
    /// From what somebody has to look at first to what is only good to know.
    enum Weight { critical, firing_on, broke, well, other };

    std::string title{};
    std::string url{}; ///< may be empty
    Weight weight = other;
    int alerts = 0; ///< of a group: how many were told of; 0: it is no group
    int firing = 0;
};

/// What a message is about, in the words of filters.
struct Topic {
    std::string kind;            ///< builds, alerts
    std::string thing;           ///< its name in the store: "run/12", "alerts/7"; empty: nothing holds it
    std::string about;           ///< "acme/api"
    Traits traits{};             ///< "branch" -> "main", "result" -> "failed", …
    std::vector<Traits> parts{}; ///< of a group of alerts: what is so of each of them
    bool critical = false;       ///< heard in quiet hours too, its end as well
    Line line{};
};

/// The channels in which the message of a thing stands or is to stand now, each once: where it is shown already, and
/// those that want it. A channel that wants it, but is muted or quiet, is left out: there the thing is held, and told
/// in the digest at the end. So is one that has got too many messages of late: there it is a line of a storm's.
std::vector<ChannelId> audience_of(Desk& desk, const std::string& route, const Topic& topic);

/// Those of them that may be notified: for lines below the message. Where they may not, the thing is held as well,
/// though its message is edited. What is a line of a storm has no lines of its own.
std::vector<ChannelId> listeners_of(Desk& desk, const std::string& route, const Topic& topic);

} // namespace pilothouse::commands
