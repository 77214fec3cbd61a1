#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::argocd {

/// Syncs of Argo CD's applications, and their health, from a template that the setup text gives.
const hooks::Vendor& vendor();

} // namespace pilothouse::argocd
