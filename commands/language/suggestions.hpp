#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// "Did you mean": only for hints, never for reading.
namespace pilothouse::commands::language {

/// The number of letters inserted, left out, changed or swapped with their neighbour between two words, whatever
/// their case; `limit + 1` as soon as it is surely above `limit`. Words over 64 letters are `limit + 1` apart.
std::size_t distance(std::string_view a, std::string_view b, std::size_t limit);

/// The known words that `word` may have been meant to be, best first, at most three: what it is a synonym of, what
/// it begins or is near to in letters.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string_view> known);

} // namespace pilothouse::commands::language
