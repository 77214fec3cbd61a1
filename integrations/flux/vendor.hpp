#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::flux {

/// What Flux's controllers do: Kustomizations and Helm releases as deploys, their sources' troubles as alerts.
const hooks::Vendor& vendor();

} // namespace pilothouse::flux
