#pragma once

#include "commands/audience.hpp"
#include "commands/builds/run.hpp"

namespace pilothouse::commands::builds {

/// What filters can ask of a run, as it stands.
Topic topic_of(const config::Settings& settings, const Run& run);

} // namespace pilothouse::commands::builds
