#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"

#include <string>

namespace pilothouse::buildkite {

/// How far a build is. Its object may be further than the event says, so the object counts.
commands::Phase build_phase(JsonView build);

/// How far a job is.
commands::Phase job_phase(JsonView job);

/// Why a job failed, in one line; may be empty.
std::string failure_of(JsonView job);

} // namespace pilothouse::buildkite
