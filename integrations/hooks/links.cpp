#include "integrations/hooks/links.hpp"

#include <algorithm>

namespace pilothouse::hooks {

namespace {
bool is_web(std::string_view address) {
    return address.starts_with("https://") || address.starts_with("http://");
}

/// Where the path begins, behind the host.
std::size_t path_at(std::string_view address) {
    return std::min(address.find_first_of("/?#", address.find("://") + 3), address.size());
}

std::string encoded(std::string_view address) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string safe;
    for (const char c : address) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) return {};
        if (std::string_view(" <>|\"`\\").contains(c))
            safe.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
        else
            safe += c;
    }
    return safe;
}
} // namespace

std::string web_link(std::string_view text, std::string_view base) {
    if (is_web(text)) return encoded(text);
    if (!is_web(base)) return {};
    if (text.starts_with("?")) return encoded(std::string(base.substr(0, base.find_first_of("?#"))).append(text));
    if (text.starts_with("/") && !text.starts_with("//"))
        return encoded(std::string(base.substr(0, path_at(base))).append(text));
    return {};
}

std::string joined(std::string_view base, std::string_view path) {
    if (base.empty()) return {};
    std::string whole(base.substr(0, base.find_last_not_of('/') + 1));
    if (!path.starts_with('/')) whole += '/';
    return whole.append(path);
}

std::string repository_path(std::string_view address) {
    std::string_view path;
    if (address.contains("://"))
        path = address.substr(path_at(address));
    else if (const auto colon = address.find(':'); colon != std::string_view::npos)
        path = address.substr(colon + 1);
    path = path.substr(0, path.find_first_of("?#"));
    while (path.starts_with('/'))
        path.remove_prefix(1);
    while (path.ends_with('/'))
        path.remove_suffix(1);
    if (path.ends_with(".git")) path.remove_suffix(4);
    return std::string(path);
}

} // namespace pilothouse::hooks
