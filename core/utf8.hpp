#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pilothouse {

/// True when `bytes` is UTF-8 as RFC 3629 has it: no surrogates, no overlong forms, nothing above U+10FFFF.
bool is_utf8(std::string_view bytes);

/// A copy that is safe to show: bytes that are not UTF-8 become U+FFFD; control characters (but newline and
/// tab), bidirectional overrides and zero-width characters are dropped.
std::string printable(std::string_view bytes);

/// True when there is nothing to see: no character but spaces and control characters.
bool is_blank(std::string_view text);

/// The number of code points. What Slack's limits count.
std::size_t code_points(std::string_view utf8);

/// The longest prefix of at most `limit` code points, ending in "…" where something was cut.
std::string shortened(std::string_view utf8, std::size_t limit);

} // namespace pilothouse
