#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::jenkins {

/// Builds, from the notification plugin of Jenkins or from its outbound webhook plugin.
const hooks::Vendor& vendor();

} // namespace pilothouse::jenkins
