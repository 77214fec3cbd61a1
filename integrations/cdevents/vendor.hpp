#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::cdevents {

/// CDEvents 0.3 to 0.5: runs of pipelines and tasks, deploys of services, incidents.
const hooks::Vendor& vendor();

} // namespace pilothouse::cdevents
