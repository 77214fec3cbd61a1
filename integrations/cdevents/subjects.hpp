#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <optional>
#include <string_view>

namespace pilothouse::cdevents {

/// "pipelinerun.finished" of "dev.cdevents.pipelinerun.finished.0.3.0": versions say nothing that is read here. Empty
/// for what is no type of CDEvents.
std::string_view short_type(std::string_view type);

/// What a CDEvent tells; none for types that say nothing to us. Errors: bad_input, when what it is about has no id.
Result<std::optional<commands::Change>> read_event(JsonView event, Time received);

} // namespace pilothouse::cdevents
