#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <vector>

/// What each kind of event tells. All take the whole body. Errors: bad_input, naming the field that is needed.
namespace pilothouse::gitlab {

using Changes = std::vector<commands::Change>;

/// A pipeline and, behind it, the latest try of each of its jobs.
Result<Changes> read_pipeline(JsonView body);
Result<Changes> read_job(JsonView body);
Result<Changes> read_deployment(JsonView body);

} // namespace pilothouse::gitlab
