#pragma once

#include <cstddef>
#include <string_view>

namespace pilothouse {

/// True for the whole name of a commit of Git: 40 hexadecimal digits in lower case.
constexpr bool is_commit(std::string_view text) {
    constexpr std::size_t digits = 40;
    return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

} // namespace pilothouse
