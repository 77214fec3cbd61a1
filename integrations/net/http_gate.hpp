#pragma once

#include "integrations/net/http.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace pilothouse::net {

/// Why a request is not let in.
struct Refusal {
    int status = 400;
    std::string why;
};

/// The gate that stands before a strict server's handler. The HTTP parser accepts a good deal that a proxy in
/// front of us may read differently (two Host headers, "Transfer-Encoding: xchunked", folded lines); whatever two
/// readers could disagree about is refused here. `head` is the request's head as it came, with the empty line;
/// `request` what was parsed from it. Gives nothing when the request may pass.
std::optional<Refusal> refused(std::string_view head, const HttpRequest& request);

} // namespace pilothouse::net
