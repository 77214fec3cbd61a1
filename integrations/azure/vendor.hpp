#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::azure {

/// Builds, runs of pipelines and their jobs, from the service hooks of Azure DevOps.
const hooks::Vendor& vendor();

} // namespace pilothouse::azure
