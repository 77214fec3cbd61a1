#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Bytes out of the text forms that they travel in.
namespace pilothouse::net {

/// The bytes of hexadecimal digits of either case. Nothing for an odd number of them or another character.
std::optional<std::string> hex_decoded(std::string_view digits);

/// The bytes of base64 with its padding (RFC 4648, section 4). Nothing for other characters, or where the padding is
/// missing or at the wrong place.
std::optional<std::string> base64_decoded(std::string_view text);
/// The inverse.
std::string base64_encoded(std::string_view bytes);

} // namespace pilothouse::net
