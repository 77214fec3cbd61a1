#include "integrations/slack/response_url.hpp"

#include <algorithm>

namespace pilothouse::slack {

namespace {

constexpr std::string_view authority_characters = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";

/// "hooks.slack.com", "localhost:8443", "127.0.0.1:3000", "[::1]:3000".
bool plain_authority(std::string_view authority) {
    return !authority.empty() && authority.find_first_not_of(authority_characters) == std::string_view::npos;
}

/// Printable ASCII, without what some parsers take for another slash or for the end.
bool plain_rest(std::string_view rest) {
    return std::ranges::all_of(rest, [](char c) { return c > ' ' && c < 0x7F && c != '\\' && c != '#'; });
}

} // namespace

ResponseUrls::ResponseUrls(const std::vector<std::string>& hosts, std::string_view api_url) {
    for (const auto& host : hosts) {
        if (plain_authority(host)) beginnings_.push_back("https://" + host + "/");
    }
    const auto scheme_end = api_url.find("://");
    if (scheme_end == std::string_view::npos) return;
    const auto scheme = api_url.substr(0, scheme_end);
    const auto after = api_url.substr(scheme_end + 3);
    const auto authority = after.substr(0, after.find_first_of("/?#"));
    if ((scheme == "https" || scheme == "http") && plain_authority(authority))
        beginnings_.push_back(std::string(scheme) + "://" + std::string(authority) + "/");
}

bool ResponseUrls::accept(std::string_view url) const {
    constexpr std::size_t longest = 2'048;
    if (url.size() > longest) return false;
    return std::ranges::any_of(beginnings_, [url](const std::string& beginning) {
        return url.starts_with(beginning) && plain_rest(url.substr(beginning.size()));
    });
}

} // namespace pilothouse::slack
