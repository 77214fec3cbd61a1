#pragma once

#include "core/clock.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string>
#include <string_view>

namespace pilothouse::terraform {

/// What a body of version 1 tells of its run. A run that has applied, or found nothing to change, says as well that
/// nothing of its workspace is adrift any more. Errors: bad_input, when the run has no id.
Result<hooks::Reading> read_run(JsonView body, Time received);

/// The group of what is wrong ("drifted") with a workspace.
std::string trouble_group(std::string_view address, std::string_view workspace, std::string_view trouble);

} // namespace pilothouse::terraform
