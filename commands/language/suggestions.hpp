#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// "Did you mean": only for hints, never for reading.
namespace pilothouse::commands::language {

/// The known words that `word` may have been meant to be, best first, at most three: what it is a synonym of, what
/// it begins or is near to in letters.
std::vector<std::string> nearest(std::string_view word, std::span<const std::string_view> known);

} // namespace pilothouse::commands::language
