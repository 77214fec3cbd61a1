#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::grafana {

/// Groups of alerts from the webhook contact point of Grafana Alerting.
const hooks::Vendor& vendor();

} // namespace pilothouse::grafana
