#include "integrations/slack/limits.hpp"

#include <algorithm>
#include <cstdint>

namespace pilothouse::slack::limits {

namespace {

/// UTF-16 units that begin with this byte: 0 for a continuation, 2 for what needs a surrogate pair.
constexpr std::size_t units(char byte) {
    const auto value = static_cast<std::uint8_t>(byte);
    if ((value & 0xC0U) == 0x80) return 0;
    return value >= 0xF0 ? 2 : 1;
}

} // namespace

std::size_t length(std::string_view utf8) {
    std::size_t sum = 0;
    for (const char byte : utf8)
        sum += units(byte);
    return sum;
}

std::string cut(std::string_view utf8, std::size_t limit) {
    if (utf8.size() <= limit || length(utf8) <= limit) return std::string(utf8);
    if (limit == 0) return {};
    std::size_t at = 0;
    for (std::size_t kept = 1; at < utf8.size(); ++at) {
        kept += units(utf8[at]);
        if (kept > limit) break;
    }
    return std::string(utf8.substr(0, at)) + "…";
}

std::string cut_front(std::string_view utf8, std::size_t limit) {
    if (utf8.size() <= limit || length(utf8) <= limit) return std::string(utf8);
    if (limit == 0) return {};
    std::size_t from = utf8.size();
    std::size_t kept = 1;
    for (std::size_t at = utf8.size(); at > 0; --at) {
        kept += units(utf8[at - 1]);
        if (kept > limit) break;
        if (units(utf8[at - 1]) > 0) from = at - 1;
    }
    return "…" + std::string(utf8.substr(from));
}

} // namespace pilothouse::slack::limits
