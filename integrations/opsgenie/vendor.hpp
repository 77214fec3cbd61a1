#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::opsgenie {

/// Alerts, from the webhook integration of Opsgenie.
const hooks::Vendor& vendor();

} // namespace pilothouse::opsgenie
