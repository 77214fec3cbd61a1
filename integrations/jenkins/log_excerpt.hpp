#pragma once

#include <string>
#include <string_view>

namespace pilothouse::jenkins {

/// The last lines of a log, where a failure is told: at most 20, and no more than a message shows.
std::string log_excerpt(std::string_view log);

} // namespace pilothouse::jenkins
