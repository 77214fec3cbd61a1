#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::alertmanager {

/// Groups of alerts from the webhook receiver of Prometheus Alertmanager.
const hooks::Vendor& vendor();

} // namespace pilothouse::alertmanager
