#pragma once

#include "core/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilothouse::net {

/// A URL that was taken apart and found well-formed: http, https, ws or wss, no user information.
struct Url {
    bool tls = false;
    std::string host;
    std::uint16_t port = 0;
    std::string target; ///< path and query as sent, "/" at least

    [[nodiscard]] std::string authority() const; ///< host, and the port where it is not the scheme's own
};

/// Errors: bad_input, naming what is wrong with it.
Result<Url> parse_url(std::string_view text);

/// Percent-encodes everything but unreserved characters: one path segment or query value.
std::string percent_encoded(std::string_view text);
/// The inverse ("+" is a space in a form). Errors: bad_input for a broken escape.
Result<std::string> percent_decoded(std::string_view text, bool form = false);

/// "a=1&b=2" of pairs, and back. Errors: bad_input.
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);
Result<std::vector<std::pair<std::string, std::string>>> form_decoded(std::string_view body);

} // namespace pilothouse::net
