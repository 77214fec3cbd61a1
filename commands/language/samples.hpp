#pragma once

#include "commands/language/pattern.hpp"
#include "config/settings.hpp"

#include <string>
#include <string_view>

/// Examples that are right in this installation.
namespace pilothouse::commands::language {

/// A typical value: the first service, its first environment, v1.4.2, 812, … Empty when nothing of that kind is
/// configured.
std::string sample(Kind kind, const config::Settings& settings);

/// `text` with its slots (`<service>`, `<environment>`, `<reason>`, …) filled with samples. A slot that nothing is
/// known for stays as it is.
std::string example_line(std::string_view text, const config::Settings& settings);

} // namespace pilothouse::commands::language
