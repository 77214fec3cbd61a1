#pragma once

#include "tests/week/week.hpp"

#include <string>
#include <vector>

namespace pilothouse::week {

/// What became of the week in one channel.
struct Told {
    std::string channel; ///< "#payments"
    int events = 0;      ///< what a bot hears that posts a message for each: not the jobs of builds
    int ends = 0;        ///< of these: results of builds, alerts that begin or end
    int messages = 0;    ///< what Pilothouse posted in the channel
    int lines = 0;       ///< what it posted in threads
    int edits = 0;       ///< what it changed in silence
};

/// Lets the bot decide on everything that happens, in channels that each subscribe to the builds and alerts of their
/// team, with a clock that only moves with what happens. One for each team.
std::vector<Told> play(const std::vector<Happening>& week);

} // namespace pilothouse::week
