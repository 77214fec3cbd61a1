#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::buildbot {

/// Builds, from Buildbot's HttpStatusPush.
const hooks::Vendor& vendor();

} // namespace pilothouse::buildbot
