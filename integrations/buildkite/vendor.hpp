#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::buildkite {

/// Builds and jobs of Buildkite pipelines.
const hooks::Vendor& vendor();

} // namespace pilothouse::buildkite
