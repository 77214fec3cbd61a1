#include "commands/web_address.hpp"

#include <algorithm>

namespace pilothouse::commands {

namespace {

constexpr std::size_t longest = 2'000;

/// Characters that could end a link in somebody's markup, or that no address has.
bool plain_address(const std::string& url) {
    return std::ranges::all_of(url, [](unsigned char c) {
        return c > ' ' && c < 0x7f && c != '<' && c != '>' && c != '|' && c != '"' && c != '`' && c != '\\';
    });
}

} // namespace

Text linked(const std::string& url, const std::string& label) {
    const bool web = url.starts_with("https://") || url.starts_with("http://");
    return web && url.size() <= longest && plain_address(url) ? link(url, label) : Text(label);
}

} // namespace pilothouse::commands
