#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"

#include <string>
#include <string_view>

namespace pilothouse::slack {

/// How old or early a signed request may be, so that a recorded one is of no use later.
inline constexpr Duration replay_window = std::chrono::seconds{300};

/// The signature Slack puts on a body sent at `timestamp` (seconds): "v0=" and 64 digits.
std::string signature(const Secret& signing_secret, std::string_view timestamp, std::string_view body);

/// Checks the two headers of a request against its raw body. Errors: denied, saying which part is wrong; a missing
/// signing secret denies everything.
Result<void> check_signature(
    const Secret& signing_secret, std::string_view timestamp, std::string_view signature_header, std::string_view body,
    Time now
);

} // namespace pilothouse::slack
