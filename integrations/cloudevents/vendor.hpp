#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::cloudevents {

/// CloudEvents: Tekton's own, and any whose data the hook's map explains.
const hooks::Vendor& vendor();

} // namespace pilothouse::cloudevents
