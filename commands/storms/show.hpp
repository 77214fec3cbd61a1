#pragma once

#include "commands/card.hpp"
#include "core/ids.hpp"
#include "storage/storms.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

/// What a storm looks like.
namespace pilothouse::commands::storms {

/// So many lines stand in its message; all of them stand below it.
inline constexpr std::size_t lines_in_card = 10;

/// The name of the message.
MessageKey card_key(const storage::StormRow& storm);
/// The name of a message that says how many critical ones there are by now.
MessageKey alarm_key(const storage::StormRow& storm);
/// The name of a message below it.
MessageKey page_key(const storage::StormRow& storm, std::int64_t page);

/// How much of what, since when, how much of it is not over; `first` are the lines to be looked at first.
Card card_of(const storage::StormRow& storm, std::span<const storage::StormLineRow> first);
/// What is critical among it: how much, and the first of it.
Card alarm_of(const storage::StormRow& storm, std::span<const storage::StormLineRow> first);
/// One message of lines.
Card page_of(const storage::StormRow& storm, std::int64_t page, std::span<const storage::StormLineRow> lines);

} // namespace pilothouse::commands::storms
