#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "integrations/hooks/vendor.hpp"
#include "integrations/net/http.hpp"

#include <span>
#include <string_view>

namespace pilothouse::hooks {

/// What a secret begins with that is the base64 of a key and signs by nothing else, where the vendor has that way.
inline constexpr std::string_view signing_key_mark = "whsec_";

/// Checks that a request comes from somebody who knows one of `secrets`. `body` is the body as it came, before
/// anything was read from it. Ways for which no secret is configured are passed over; of the others, the first whose
/// header is there decides, and another one does not make up for it.
/// Errors: denied, saying what is missing, comes twice, is too old or does not match; it never holds a value of the
/// request or a secret. Without a secret everything is denied.
Result<void> check_proof(
    std::span<const Proof> proofs, std::span<const Secret> secrets, const net::Headers& headers, std::string_view body,
    Time now
);

} // namespace pilothouse::hooks
