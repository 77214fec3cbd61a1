#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::datadog {

/// Monitors that alert, from the webhooks integration of Datadog with the payload that `setup` shows.
const hooks::Vendor& vendor();

} // namespace pilothouse::datadog
