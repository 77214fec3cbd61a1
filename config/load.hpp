#pragma once

#include "config/settings.hpp"
#include "core/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

/// From the configuration file to typed, checked settings.
namespace pilothouse::config {

/// The value of an environment variable, or nothing where it is not set. Handed in, so that a test (and `try`)
/// decides what the environment is.
using EnvironmentLookup = std::function<std::optional<std::string>(std::string_view)>;

struct LoadOptions {
    /// False: secrets may be absent (`pilothouse check` on a machine without them). Their form is still checked.
    bool secrets = true;
};

/// Reads and checks the file at `path`. SLACK_API_URL, SLACK_APP_TOKEN, SLACK_BOT_TOKEN and PILOTHOUSE_DATABASE of
/// the environment win over the file. Relative paths in the file are relative to the file's folder.
/// Errors: not_found (no such file), bad_input (the file is no file, over 1 MiB, or wrong). A wrong file gives all
/// its problems at once, one a line: "file:line:column: what is wrong, why, and what to write instead".
Result<Settings> load(const std::string& path, const EnvironmentLookup& environment, LoadOptions options = {});

/// The same for a text already at hand; `path` is where it came from.
Result<Settings>
parse(std::string_view text, const std::string& path, const EnvironmentLookup& environment, LoadOptions options = {});

/// docs/configuration.md: every setting with its type, default and meaning, from the table that `load` reads by.
std::string reference_markdown();

} // namespace pilothouse::config
