#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::sentry {

/// Issues, issue alerts and metric alerts, from an internal integration of Sentry.
const hooks::Vendor& vendor();

} // namespace pilothouse::sentry
