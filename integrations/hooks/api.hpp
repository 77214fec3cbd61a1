#pragma once

#include "commands/outcome.hpp"
#include "core/result.hpp"
#include "core/secret.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/http_client.hpp"

#include <chrono>
#include <string>
#include <string_view>

/// Asking a vendor's interface for something, which each vendor words in its own way.
namespace pilothouse::hooks {

/// Where the interface of one hook is, and who asks.
struct Api {
    net::HttpClient& http; ///< must outlive the request
    std::string vendor;    ///< "GitHub", for messages
    std::string base;      ///< its address, from the configuration alone: the token is sent nowhere else
    net::Headers headers{};
    Duration deadline = std::chrono::seconds{10};
};

/// GET of `path`. Errors: as `refusal` has them; what could not be read is unavailable.
net::awaitable<Result<net::HttpResponse>> read(const Api& api, std::string path);

/// POST to `path`. Errors: as `refusal` has them; unknown_outcome where it may have been done: no answer, or the
/// other side broke down over it.
net::awaitable<Result<net::HttpResponse>>
write(const Api& api, std::string path, std::string body = {}, std::string type = "application/json");

/// The outcome of a task that could not be done: tried again where time may help, else given up.
commands::Outcome outcome_of(Error error);

/// Whether a part of a path that came from outside can stand in an address as one part.
bool is_segment(std::string_view text);

} // namespace pilothouse::hooks
