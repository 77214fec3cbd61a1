#pragma once

#include "core/clock.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string_view>

namespace pilothouse::terraform {

/// Whether a trigger is about the health of a workspace: "assessment:drifted", and those beside it.
bool is_assessment(std::string_view trigger);

/// What a body of version 2 tells of a workspace's health. Errors: bad_input, when the workspace has no id.
Result<hooks::Reading> read_assessment(JsonView body, Time received);

} // namespace pilothouse::terraform
