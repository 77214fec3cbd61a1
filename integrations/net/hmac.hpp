#pragma once

#include <string>
#include <string_view>

namespace pilothouse::net {

/// HMAC of `message` under `key` (RFC 2104), as 32 or 64 bytes.
std::string hmac_sha256(std::string_view key, std::string_view message);
std::string hmac_sha512(std::string_view key, std::string_view message);

/// The first as 64 lower-case hexadecimal digits.
std::string hmac_sha256_hex(std::string_view key, std::string_view message);

/// Compares in a time that depends on the lengths only, not on where the first difference is.
bool equal_in_constant_time(std::string_view left, std::string_view right);

} // namespace pilothouse::net
