#include "integrations/net/url.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

namespace pilothouse::net {

namespace {

struct Scheme {
    std::string_view name;
    bool tls;
    std::uint16_t port;
};

constexpr std::array<Scheme, 4> schemes{{
    {"https", true, 443},
    {"http", false, 80},
    {"wss", true, 443},
    {"ws", false, 80},
}};

bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_unreserved(char c) {
    return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

bool is_host_name(std::string_view host) {
    return !host.empty() && host.size() <= 253 &&
           std::ranges::all_of(host, [](char c) { return is_letter_or_digit(c) || c == '-' || c == '.' || c == '_'; });
}

std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
    // The query may be a ticket or a token: only what stands before it is shown.
    const std::string_view shown = text.substr(0, std::min(text.find_first_of("?@"), std::size_t{80}));
    return fail(
        Errc::bad_input, "the URL '" + std::string(shown) + "' " + std::string(why),
        "Write it as https://host/path; http, ws and wss are known too."
    );
}

/// The host without the brackets of an IPv6 address; empty where it is not one we connect to.
std::string host_of(const boost::urls::url_view& parts) {
    switch (parts.host_type()) {
    case boost::urls::host_type::ipv4:
        return std::string(parts.encoded_host());
    case boost::urls::host_type::ipv6:
        return parts.host_address();
    case boost::urls::host_type::name:
        if (is_host_name(parts.encoded_host())) return in_lower_case(parts.encoded_host());
        return {};
    case boost::urls::host_type::none:
    case boost::urls::host_type::ipvfuture:
        return {};
    }
    return {};
}

std::optional<std::uint16_t> port_of(std::string_view digits, std::uint16_t otherwise) {
    if (digits.empty()) return otherwise;
    std::uint16_t port = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, port);
    if (error != std::errc{} || stop != end || port == 0) return std::nullopt;
    return port;
}

} // namespace

std::string Url::authority() const {
    const std::string name = host.contains(':') ? "[" + host + "]" : host;
    return port == (tls ? 443 : 80) ? name : name + ":" + std::to_string(port);
}

Result<Url> parse_url(std::string_view text) {
    if (text.size() > 8192) return refuse(text, "is longer than 8,192 bytes");
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed) return refuse(text, "is not well-formed");
    const boost::urls::url_view& parts = *parsed;

    const auto* const scheme = std::ranges::find(schemes, in_lower_case(parts.scheme()), &Scheme::name);
    if (scheme == schemes.end()) return refuse(text, "has a scheme that is not known");
    if (parts.has_userinfo()) return refuse(text, "carries a user name; credentials don't belong in a URL");
    if (parts.has_fragment()) return refuse(text, "has a fragment (#...)");
    std::string host = host_of(parts);
    if (host.empty()) return refuse(text, "has no host that can be connected to");
    const auto port = port_of(parts.port(), scheme->port);
    if (!port) return refuse(text, "has a port that is not 1 to 65535");

    std::string target(parts.encoded_path());
    // Boost.URL 1.81 reads "host:1x/" as port 1 and path "x/".
    if (!target.empty() && !target.starts_with('/')) return refuse(text, "has a port that is not 1 to 65535");
    if (target.empty()) target = "/";
    if (parts.has_query()) target.append("?").append(parts.encoded_query());
    return Url{scheme->tls, std::move(host), *port, std::move(target)};
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        if (is_unreserved(c)) {
            out += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        out += '%';
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
    return out;
}

Result<std::string> percent_decoded(std::string_view text, bool form) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            out += form && text[i] == '+' ? ' ' : text[i];
            continue;
        }
        const int high = i + 1 < text.size() ? hex_value(text[i + 1]) : -1;
        const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0)
            return fail(Errc::bad_input, "a broken percent escape at byte " + std::to_string(i + 1));
        out += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return out;
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields) {
    std::string out;
    for (const auto& [name, value] : fields) {
        if (!out.empty()) out += '&';
        out += percent_encoded(name);
        out += '=';
        out += percent_encoded(value);
    }
    return out;
}

Result<std::vector<std::pair<std::string, std::string>>> form_decoded(std::string_view body) {
    std::vector<std::pair<std::string, std::string>> fields;
    while (!body.empty()) {
        const std::string_view field = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), field.size() + 1));
        if (field.empty()) continue;
        const auto equals = field.find('=');
        PILOTHOUSE_TRY(std::string name, percent_decoded(field.substr(0, equals), true));
        const auto raw = equals == std::string_view::npos ? std::string_view{} : field.substr(equals + 1);
        PILOTHOUSE_TRY(std::string value, percent_decoded(raw, true));
        fields.emplace_back(std::move(name), std::move(value));
    }
    return fields;
}

} // namespace pilothouse::net
