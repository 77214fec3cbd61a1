#include "sandbox/slack/signature.hpp"

#include "integrations/net/hmac.hpp"

namespace pilothouse::sandbox {

std::string slack_signature(std::string_view secret, std::string_view timestamp, std::string_view body) {
    std::string base = "v0:";
    base.append(timestamp).append(":").append(body);
    return "v0=" + net::hmac_sha256_hex(secret, base);
}

} // namespace pilothouse::sandbox
