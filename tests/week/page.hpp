#pragma once

#include "tests/week/play.hpp"

#include <string>
#include <vector>

namespace pilothouse::week {

/// docs/busy-team.md
std::string page(const std::vector<Happening>& week, const std::vector<Told>& told);

/// docs/images/busy-team.svg: for each channel what it would have heard, and what it heard.
std::string picture(const std::vector<Told>& told);

} // namespace pilothouse::week
