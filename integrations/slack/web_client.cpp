#include "integrations/slack/web_client.hpp"

#include "core/json.hpp"
#include "core/log.hpp"

#include <nlohmann/json.hpp>

#include <optional>

namespace pilothouse::slack {

namespace {

using nlohmann::json;

/// Reads the top level of an answer without building it: whether it was taken, and where the message stands.
/// chat.postMessage echoes the whole message, which nobody here looks at.
class ReceiptReader {
public:
    std::optional<bool> ok;
    Receipt receipt;

    bool null() { return true; }

    bool boolean(bool value) {
        if (depth_ == 1 && key_ == "ok") ok = value;
        return true;
    }

    bool number_integer(json::number_integer_t) { return true; }

    bool number_unsigned(json::number_unsigned_t) { return true; }

    bool number_float(json::number_float_t, const json::string_t&) { return true; }

    bool string(json::string_t& value) {
        if (depth_ != 1) return true;
        if (key_ == "ts" || key_ == "message_ts")
            receipt.ts = std::move(value);
        else if (key_ == "channel")
            receipt.channel = std::move(value);
        return true;
    }

    bool binary(json::binary_t&) { return false; }

    bool start_object(std::size_t) {
        ++depth_;
        return true;
    }

    bool key(json::string_t& name) {
        if (depth_ == 1) key_ = std::move(name);
        return true;
    }

    bool end_object() {
        --depth_;
        return true;
    }

    bool start_array(std::size_t) { return start_object(0); }

    bool end_array() { return end_object(); }

    bool parse_error(std::size_t, const std::string&, const json::exception&) { return false; }

private:
    int depth_ = 0;
    json::string_t key_;
};

constexpr JsonLimits answer_limits{.bytes = 8 << 20, .depth = 64, .nodes = 1'000'000};

bool server_failed(int status) {
    return status >= 500;
}

} // namespace

Result<WebClient>
WebClient::create(net::HttpClient& http, const std::string& api_url, Secret token, WebClientOptions options) {
    PILOTHOUSE_TRY(net::Url base, net::parse_url(api_url));
    if (!base.target.ends_with('/')) base.target += '/';
    return WebClient(http, std::move(base), std::move(token), options);
}

WebClient::WebClient(net::HttpClient& http, net::Url base, Secret token, WebClientOptions options)
    : http_(&http), base_(std::move(base)), token_(std::move(token)), pace_(options.pace), random_(options.seed) {}

net::HttpRequest WebClient::request_for(const Call& call, std::string target) const {
    net::HttpRequest request;
    request.method = "POST";
    request.target = std::move(target);
    request.headers.reserve(2);
    request.headers.emplace_back("Authorization", "Bearer " + token_.reveal());
    if (const auto* const text = std::get_if<std::string>(&call.arguments)) {
        request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
        request.body = *text;
    } else {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = net::form_encoded(std::get<Form>(call.arguments));
    }
    return request;
}

net::awaitable<Called<net::HttpResponse>> WebClient::exchange(const Call& call) {
    const Pace::Turn turn = pace_.take(call.method, call.posts_in, std::chrono::steady_clock::now(), call.deadline);
    if (!turn.granted) {
        CallError error = throttled(call.method, {});
        error.message = call.method + " was not called: its rate allows the next call in " + spoken(turn.wait);
        error.retry_after = turn.wait;
        co_return std::unexpected(std::move(error));
    }
    if (turn.wait > Duration::zero()) {
        const auto waited = co_await net::pause(turn.wait);
        if (!waited) co_return std::unexpected(unreached(call.method, waited.error()));
    }
    net::Url url = base_;
    url.target += call.method;
    net::HttpRequest request = request_for(call, url.target);
    auto response = co_await http_->send(std::move(url), std::move(request), call.deadline);
    if (!response) co_return std::unexpected(failed(call.method, nullptr, unreached(call.method, response.error())));
    if (response->status == 429) {
        CallError error = throttled(call.method, response->headers);
        // Up to a second more, so that several programs do not come back in step.
        random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL;
        error.retry_after = *error.retry_after + Duration{static_cast<Duration::rep>((random_ >> 33) % 1000)};
        pace_.hold(call.method, std::chrono::steady_clock::now() + *error.retry_after);
        co_return std::unexpected(failed(call.method, &*response, std::move(error)));
    }
    if (server_failed(response->status)) {
        CallError error = no_answer(call.method, response->status, "says that Slack failed");
        co_return std::unexpected(failed(call.method, &*response, std::move(error)));
    }
    co_return std::move(*response);
}

net::awaitable<Called<json>> WebClient::call(Call call) {
    auto response = co_await exchange(call);
    if (!response) co_return std::unexpected(std::move(response).error());
    auto answer = parse_json(response->body, answer_limits);
    const bool readable = answer && answer->is_object() && answer->contains("ok") && (*answer)["ok"].is_boolean();
    if (!readable) co_return std::unexpected(broken(call.method, *response));
    if (!(*answer)["ok"].get<bool>())
        co_return std::unexpected(failed(call.method, &*response, refused(call.method, *answer)));
    if (const auto named = net::header(response->headers, "x-oauth-scopes"); !named.empty()) scopes_ = named;
    co_return std::move(*answer);
}

net::awaitable<Called<Receipt>> WebClient::post(Call call) {
    auto response = co_await exchange(call);
    if (!response) co_return std::unexpected(std::move(response).error());
    ReceiptReader reader;
    const bool readable = json::sax_parse(response->body, &reader) && reader.ok.has_value();
    if (!readable) co_return std::unexpected(broken(call.method, *response));
    if (*reader.ok) co_return std::move(reader.receipt);
    const auto answer = parse_json(response->body, answer_limits);
    if (!answer || !answer->is_object()) co_return std::unexpected(broken(call.method, *response));
    co_return std::unexpected(failed(call.method, &*response, refused(call.method, *answer)));
}

net::awaitable<Result<net::HttpResponse>>
WebClient::send_to(std::string url, std::string content_type, std::string body, Duration deadline) {
    PILOTHOUSE_CO_TRY(net::Url where, net::parse_url(url));
    net::HttpRequest request;
    request.method = "POST";
    request.target = where.target;
    request.headers.emplace_back("Content-Type", std::move(content_type));
    request.body = std::move(body);
    co_return co_await http_->send(std::move(where), std::move(request), deadline);
}

CallError WebClient::broken(const std::string& method, const net::HttpResponse& response) {
    return failed(method, &response, no_answer(method, response.status, "is none of Slack's: not its JSON"));
}

CallError WebClient::failed(const std::string& method, const net::HttpResponse* response, CallError error) {
    pace_.failed(method);
    log::warn(
        "slack.call.failed",
        {{"method", method},
         {"code", name(error.code)},
         {"reason", error.reason},
         {"request", response == nullptr ? std::string_view{} : net::header(response->headers, "x-slack-req-id")},
         {"error", error.message}}
    );
    return error;
}

} // namespace pilothouse::slack
