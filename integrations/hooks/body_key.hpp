#pragma once

#include "integrations/hooks/vendor.hpp"

#include <string>

namespace pilothouse::hooks {

/// For how long the same body is the same delivery (our answer was lost, so it was sent again); later it is one of its
/// own (an alert that fires still is told of in the same words every few hours).
inline constexpr Duration body_window = std::chrono::minutes{10};

/// Names a delivery of a sender that gives it no id: a digest of its body, and which window of time it came in. One
/// that is sent again just as the next window begins has another name, so the name it would have had a window ago
/// counts as well (ChangeReported::earlier_key).
std::string body_key(const Delivery& delivery);

} // namespace pilothouse::hooks
