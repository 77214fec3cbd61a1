#pragma once

#include "commands/language/command.hpp"

#include <span>

namespace pilothouse::commands {

/// All commands there are. Adding one is adding a declaration here and the function it names.
std::span<const language::Command> catalogue();

} // namespace pilothouse::commands
