#pragma once

#include "integrations/hooks/vendor.hpp"

#include <string>

namespace pilothouse::hooks {

/// Names a delivery of a sender that gives it no id: a digest of its body, and the ten minutes in which it came. The
/// same body is a duplicate within them (our answer was lost, so it was sent again) and a delivery of its own later
/// (an alert that fires still is told of in the same words every few hours). One that is sent again just as the next
/// ten minutes begin is read twice, so what is read must be a state that can be told twice.
std::string body_key(const Delivery& delivery);

} // namespace pilothouse::hooks
