#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::atlantis {

/// Applies and drift that Atlantis tells of.
const hooks::Vendor& vendor();

} // namespace pilothouse::atlantis
