#pragma once

#include "config/hook_map.hpp"
#include "core/secret.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string>
#include <vector>

namespace pilothouse::hooks {

/// One address that one sender may tell something at: POST /hooks/<vendor>/<name>.
struct Route {
    std::string name;
    const Vendor* vendor = nullptr;
    std::vector<Secret> secrets{}; ///< any of them will do, so that they can be changed; none: all is denied
    config::HookMap map{};         ///< for vendors that read by one
};

} // namespace pilothouse::hooks
