#pragma once

#include "commands/change.hpp"
#include "integrations/hooks/cloud_event.hpp"

#include <optional>
#include <string_view>

namespace pilothouse::cloudevents {

/// Whether Tekton's controllers send events of this type ("dev.tekton.event.pipelinerun.failed.v1").
bool is_tekton(std::string_view type);

/// The run of a pipeline, or of one of its tasks; none for what is neither. Errors: bad_input, when it has no uid.
Result<std::optional<commands::PipelineChanged>> read_tekton(const hooks::CloudEvent& event, Time received);

} // namespace pilothouse::cloudevents
