#pragma once

#include "core/secret.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/http_client.hpp"
#include "integrations/net/url.hpp"
#include "integrations/slack/call_error.hpp"
#include "integrations/slack/pace.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pilothouse::slack {

using Form = std::vector<std::pair<std::string, std::string>>;

/// One call of a method. Text is a finished JSON document (what writes is sent so), a Form what reads take.
struct Call {
    std::string method;
    std::variant<Form, std::string> arguments{};
    std::string posts_in{}; ///< the channel it posts in, for the rate kept there; empty: posts nothing
    Duration deadline = std::chrono::seconds{10};
};

/// What Slack says of a message it took.
struct Receipt {
    std::string channel;
    std::string ts;
};

struct WebClientOptions {
    bool pace = true;       ///< keep Slack's published rates
    std::uint64_t seed = 1; ///< for the jitter on Retry-After
};

/// Slack's Web API with one token. Loop thread only.
class WebClient {
public:
    /// `http` must outlive it. Errors: bad_input when `api_url` is not a URL.
    static Result<WebClient>
    create(net::HttpClient& http, const std::string& api_url, Secret token, WebClientOptions options = {});

    /// Calls a method; the answer has `ok: true`. Waits for its turn for at most `call.deadline`, then sends within
    /// the same time. Errors: as Errc says, sorted by CallError::refusal; a 429 is rate_limited with retry_after
    /// and holds up this method alone; whatever is no answer of Slack's is unknown_outcome.
    net::awaitable<Called<nlohmann::json>> call(Call call);

    /// The same for what posts a message: of the answer only where the message stands is read.
    net::awaitable<Called<Receipt>> post(Call call);

    /// Posts to an address that Slack gave (a response_url, an upload): no token goes there. Any status is a success.
    net::awaitable<Result<net::HttpResponse>>
    send_to(std::string url, std::string content_type, std::string body, Duration deadline);

    /// The token's scopes by the latest answer that named them ("chat:write,commands"); empty: none did.
    [[nodiscard]] const std::string& scopes() const { return scopes_; }

    [[nodiscard]] const Pace& pace() const { return pace_; }

private:
    WebClient(net::HttpClient& http, net::Url base, Secret token, WebClientOptions options);
    net::awaitable<Called<net::HttpResponse>> exchange(const Call& call);
    [[nodiscard]] net::HttpRequest request_for(const Call& call, std::string target) const;
    CallError failed(const std::string& method, const net::HttpResponse* response, CallError error);
    CallError broken(const std::string& method, const net::HttpResponse& response);

    net::HttpClient* http_;
    net::Url base_;
    Secret token_;
    Pace pace_;
    std::uint64_t random_;
    std::string scopes_;
};

} // namespace pilothouse::slack
