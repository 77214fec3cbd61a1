#pragma once

#include <string>
#include <string_view>

namespace pilothouse::sandbox {

/// The X-Slack-Signature of a request: "v0=" and the HMAC-SHA256 of "v0:timestamp:body".
std::string slack_signature(std::string_view secret, std::string_view timestamp, std::string_view body);

} // namespace pilothouse::sandbox
