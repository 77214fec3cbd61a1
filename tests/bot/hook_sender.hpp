#pragma once

#include "core/clock.hpp"
#include "integrations/hooks/vendor.hpp"
#include "integrations/net/http.hpp"

#include <string>
#include <string_view>

namespace pilothouse::tests {

/// A request as the vendor sends it to the hook `route`, with a proof of `secret` (no signing key): in the first way
/// that the vendor has for such a secret. `headers` are what else it sends.
net::HttpRequest signed_request(
    const hooks::Vendor& vendor, std::string_view route, std::string_view secret, std::string body,
    net::Headers headers = {}
);

/// The request as bytes, but for its body when `with_body` is false.
std::string bytes_of(const net::HttpRequest& request, bool with_body = true);

} // namespace pilothouse::tests
