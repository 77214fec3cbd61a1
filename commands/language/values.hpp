#pragma once

#include "commands/language/arguments.hpp"
#include "config/settings.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Single words as typed values, and the names this installation knows.
namespace pilothouse::commands::language {

/// Letters, digits and . _ / + - only, at most 128; not beginning with '-', '.' or '/', without ".." or "//".
std::optional<Version> version_from(std::string_view word);
/// `812`, `#812`, `K7QX` (a letter, then three letters or digits; capitals in the result).
std::optional<DeployRef> deploy_from(std::string_view word);
/// 1 to 1000.
std::optional<Count> count_from(std::string_view word);
/// `90s`, `30m`, `30min`, `2h`, `1h30m`, `7d`, `2w`; above nothing and up to a year.
std::optional<Duration> duration_from(std::string_view word);

/// The service of that name, whatever its case, or nullptr.
const config::Service* service_named(const config::Settings& settings, std::string_view word);
const config::Environment* environment_of(const config::Service& service, std::string_view word);
/// An environment of any service, whatever its case, or nullptr.
const config::Environment* environment_anywhere(const config::Settings& settings, std::string_view word);
/// The one name of environments that begins with `word` (three letters at least), or nullptr when there are
/// several. With a service: among its environments.
const config::Environment*
environment_beginning(const config::Settings& settings, const config::Service* service, std::string_view word);

std::vector<std::string_view> service_names(const config::Settings& settings);
/// The names of the environments of `service`, or of all services when it is nullptr; each name once.
std::vector<std::string_view> environment_names(const config::Settings& settings, const config::Service* service);

} // namespace pilothouse::commands::language
