#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::pagerduty {

/// Incidents, from the webhooks (V3) of PagerDuty.
const hooks::Vendor& vendor();

} // namespace pilothouse::pagerduty
