#include "core/secret.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace pilothouse {

namespace {

constexpr std::string_view mark = "[redacted]";
constexpr auto npos = std::string_view::npos;

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z');
}

constexpr bool starts_alike(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == lower(b); });
}

/// How many characters of `text` are of those a token is made of.
std::size_t token_length(std::string_view text) {
    std::size_t n = 0;
    while (n < text.size() && (alphanumeric(text[n]) || std::string_view("-_.~+/=%").find(text[n]) != npos))
        ++n;
    return n;
}

/// What follows a prefix.
enum class Tail {
    token,      ///< the prefix and the characters of a token after it are the secret
    value,      ///< the prefix stays, the value after it (up to white space, a quote or '&') goes
    credential, ///< the prefix stays, white space and one token go ("Bearer …")
    line,       ///< the prefix stays, the rest of the line goes (header values)
};

struct Shape {
    std::string_view prefix; ///< in lower case
    Tail tail = Tail::token;
    std::size_t least = 8;  ///< shorter tails are words, not secrets
    bool word_start = true; ///< only where no letter or digit stands before it
};

constexpr std::array shapes{
    // Slack: bot, user, app-level, configuration and refresh tokens, cookies
    Shape{"xoxb-", Tail::token, 4, false},
    Shape{"xoxp-", Tail::token, 4, false},
    Shape{"xoxa-", Tail::token, 4, false},
    Shape{"xoxr-", Tail::token, 4, false},
    Shape{"xoxs-", Tail::token, 4, false},
    Shape{"xoxo-", Tail::token, 4, false},
    Shape{"xoxc-", Tail::token, 4, false},
    Shape{"xoxd-", Tail::token, 4, false},
    Shape{"xoxe-", Tail::token, 4, false},
    Shape{"xoxe.", Tail::token, 4, false},
    Shape{"xapp-", Tail::token, 4, false},
    // response URLs and incoming webhooks, whatever their host
    Shape{"/commands/t", Tail::token, 8, false},
    Shape{"/actions/t", Tail::token, 8, false},
    Shape{"/services/t", Tail::token, 8, false},
    Shape{"hooks.slack.com/", Tail::value, 1, true},
    // GitHub, GitLab, npm, AWS, Google, Atlassian, Stripe-like, JSON web tokens
    Shape{"ghp_", Tail::token, 16, true},
    Shape{"gho_", Tail::token, 16, true},
    Shape{"ghu_", Tail::token, 16, true},
    Shape{"ghs_", Tail::token, 16, true},
    Shape{"ghr_", Tail::token, 16, true},
    Shape{"github_pat_", Tail::token, 16, true},
    Shape{"glpat-", Tail::token, 8, true},
    Shape{"npm_", Tail::token, 30, true},
    Shape{"akia", Tail::token, 16, true},
    Shape{"asia", Tail::token, 16, true},
    Shape{"aiza", Tail::token, 30, true},
    Shape{"atatt", Tail::token, 20, true},
    Shape{"sk-", Tail::token, 16, true},
    Shape{"sk_live_", Tail::token, 8, true},
    Shape{"eyj", Tail::token, 30, true},
    Shape{"authorization:", Tail::line, 1, true},
    Shape{"proxy-authorization:", Tail::line, 1, true},
    Shape{"bearer ", Tail::credential, 8, true},
    Shape{"basic ", Tail::credential, 12, true},
    // names that announce a secret, as in a query, a form, or JSON
    Shape{"ticket=", Tail::value, 1, true},
    Shape{"token=", Tail::value, 1, false},
    Shape{"secret=", Tail::value, 1, false},
    Shape{"password=", Tail::value, 1, false},
    Shape{"passwd=", Tail::value, 1, false},
    Shape{"api_key=", Tail::value, 1, false},
    Shape{"apikey=", Tail::value, 1, false},
    Shape{"token\":\"", Tail::value, 1, false},
    Shape{"secret\":\"", Tail::value, 1, false},
    Shape{"password\":\"", Tail::value, 1, false},
    Shape{"token\": \"", Tail::value, 1, false},
    Shape{"secret\": \"", Tail::value, 1, false},
    Shape{"password\": \"", Tail::value, 1, false},
};

constexpr std::array<bool, 256> first_letters = [] {
    std::array<bool, 256> first{};
    for (const auto& shape : shapes) {
        const auto c = static_cast<unsigned char>(shape.prefix[0]);
        first[c] = true;
        if (c >= 'a' && c <= 'z') first[static_cast<unsigned char>(c - 'a' + 'A')] = true;
    }
    first['-'] = true; // PEM
    first[':'] = true; // user:password@host
    return first;
}();

/// A secret found at some place: `kept` characters of it may be shown, `hidden` may not.
struct Found {
    std::size_t kept = 0;
    std::size_t hidden = 0;
};

std::optional<Found> matched(const Shape& shape, std::string_view rest) {
    if (!starts_alike(rest, shape.prefix)) return std::nullopt;
    const auto tail = rest.substr(shape.prefix.size());
    std::size_t length = 0;
    switch (shape.tail) {
    case Tail::token:
        length = token_length(tail);
        break;
    case Tail::value:
        length = std::min(tail.find_first_of(" \t\r\n\"'&<>"), tail.size());
        break;
    case Tail::credential:
        length = token_length(tail);
        break;
    case Tail::line:
        length = std::min(tail.find_first_of("\r\n"), tail.size());
        break;
    }
    if (length < shape.least) return std::nullopt;
    if (shape.tail == Tail::token) return Found{0, shape.prefix.size() + length};
    return Found{shape.prefix.size(), length};
}

std::optional<Found> pem_block(std::string_view rest) {
    constexpr std::string_view begin = "-----BEGIN ", end = "-----END ";
    if (!rest.starts_with(begin)) return std::nullopt;
    const auto last = rest.find(end);
    if (last == npos) return Found{0, rest.size()};
    const auto closing = rest.find("-----", last + end.size());
    return Found{0, closing == npos ? rest.size() : closing + 5};
}

/// The password in "://user:password@host".
std::optional<Found> url_password(std::string_view rest) {
    if (!rest.starts_with("://")) return std::nullopt;
    const auto authority = rest.substr(3, rest.substr(3).find_first_of("/?# \t\r\n\"'<>"));
    const auto at = authority.rfind('@');
    const auto colon = authority.find(':');
    if (at == npos || colon == npos || colon + 1 >= at) return std::nullopt;
    return Found{3 + colon + 1, at - colon - 1};
}

std::optional<Found> secret_at(std::string_view text, std::size_t at) {
    const auto rest = text.substr(at);
    if (rest[0] == '-') return pem_block(rest);
    if (rest[0] == ':') return url_password(rest);
    const bool word_start = at == 0 || !alphanumeric(text[at - 1]);
    for (const auto& shape : shapes) {
        if (shape.word_start && !word_start) continue;
        if (shape.prefix[0] != lower(rest[0])) continue;
        if (auto found = matched(shape, rest)) return found;
    }
    return std::nullopt;
}

} // namespace

std::string redacted(std::string text) {
    std::string shown;
    const std::string_view all = text;
    std::size_t copied = 0;
    for (std::size_t at = 0; at < all.size();) {
        const auto found =
            first_letters[static_cast<unsigned char>(all[at])] ? secret_at(all, at) : std::optional<Found>{};
        if (!found) {
            ++at;
            continue;
        }
        shown.append(all, copied, at - copied + found->kept);
        shown += mark;
        at += found->kept + found->hidden;
        copied = at;
    }
    if (copied == 0) return text;
    return shown.append(all, copied);
}

} // namespace pilothouse
