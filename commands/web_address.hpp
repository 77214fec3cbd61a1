#pragma once

#include "core/text.hpp"

#include <string>

namespace pilothouse::commands {

/// A label that leads to an address from outside, where that is one of the web and of sensible length; else the label
/// alone.
Text linked(const std::string& url, const std::string& label);

} // namespace pilothouse::commands
