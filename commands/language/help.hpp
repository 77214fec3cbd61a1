#pragma once

#include "commands/card.hpp"
#include "commands/language/command.hpp"
#include "config/settings.hpp"

#include <functional>
#include <span>
#include <string>

/// Help, made from the declarations of the commands.
namespace pilothouse::commands::language {

/// All commands, grouped; first those that `may` allows, then the rest by name. Examples are real ones.
Card help_overview(
    std::span<const Command> catalogue, const config::Settings& settings, const std::function<bool(const Command&)>& may
);

/// One command: its form in words, what each part is (with the names known here), examples.
Card help_for(const Command& command, const config::Settings& settings);

/// The page of all commands for the documentation.
std::string commands_markdown(std::span<const Command> catalogue);

} // namespace pilothouse::commands::language
