#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::gitlab {

/// Webhooks of projects and groups, of gitlab.com and of installations of one's own.
const hooks::Vendor& vendor();

} // namespace pilothouse::gitlab
