#pragma once

#include "config/settings.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::commands::deploy {

/// True for a value that may become part of a program's arguments: 1 to 128 of A-Z a-z 0-9 . _ / + -, not
/// beginning with '-' (which a program would read as an option) and without "..".
bool safe_argument(std::string_view value);

/// What the placeholders of a program stand for.
struct ArgvValues {
    ServiceName service;
    EnvironmentName environment;
    Version version;
    DeployId deploy;
};

/// The arguments of a program with {service}, {environment}, {version} and {deploy} filled in; each stays one
/// argument. The only function that makes an argv. Errors: bad_input for a value that is not safe.
Result<std::vector<std::string>> fill(const config::RunProgram& program, const ArgvValues& values);

} // namespace pilothouse::commands::deploy
