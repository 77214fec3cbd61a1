#pragma once

#include "core/result.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string>

namespace pilothouse::vendors {

/// A reading as text, one line for each field that is set, for people to review and for comparing.
std::string dump(const Result<hooks::Reading>& reading);

} // namespace pilothouse::vendors
