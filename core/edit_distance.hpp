#pragma once

#include <cstddef>
#include <string_view>

namespace pilothouse {

/// The number of ASCII letters inserted, left out, changed or swapped with their neighbour between two words, whatever
/// their case; `limit + 1` as soon as it is surely above `limit`. Words over 64 letters are `limit + 1` apart.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

} // namespace pilothouse
