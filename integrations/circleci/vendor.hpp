#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::circleci {

/// Workflows and jobs that have ended: CircleCI tells of nothing before.
const hooks::Vendor& vendor();

} // namespace pilothouse::circleci
