#pragma once

#include "commands/desk.hpp"

#include <optional>
#include <string>

namespace pilothouse::commands {

/// What is left to people of a team, whichever: why this person may not ("silence alerts"); nothing: they may.
std::optional<Reply> team_only(Desk& desk, const PersonId& person, const std::string& what);

} // namespace pilothouse::commands
