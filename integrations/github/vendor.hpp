#pragma once

#include "integrations/hooks/vendor.hpp"

namespace pilothouse::github {

/// Webhooks of repositories, organisations and apps, of github.com and of GitHub Enterprise Server.
const hooks::Vendor& vendor();

} // namespace pilothouse::github
