#pragma once

#include "commands/audience.hpp"
#include "commands/desk.hpp"
#include "storage/tellings.hpp"

#include <cstdint>
#include <string_view>

/// Storms: when a channel would get more new messages than anybody reads, the further things are lines of one message.
namespace pilothouse::commands::storms {

/// The part of a timer's name in front of the storm's number.
inline constexpr std::string_view timer = "storm/";

/// Folds a build or a group of alerts that is to be shown in a channel now, when that has got enough messages of late;
/// the telling is then kept as a line of the storm, and waits no longer. False: it gets a message of its own.
bool fold(Desk& desk, storage::TellingRow& row, const Topic& topic);

/// What is folded has changed: its line will say so.
void follow(Desk& desk, const storage::TellingRow& row, const Line& line);

/// The timer of a storm rang: its message and some of the lines below are told as they are now, and it ends when it
/// has calmed down. Right to call at any time.
void tell(Desk& desk, std::int64_t storm);

} // namespace pilothouse::commands::storms
