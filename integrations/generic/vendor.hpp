#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::generic {

/// Any JSON, read by the map in the hook's configuration.
const hooks::Vendor& vendor();

} // namespace pilothouse::generic
