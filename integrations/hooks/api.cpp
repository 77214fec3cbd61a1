#include "integrations/hooks/api.hpp"

#include "core/json_view.hpp"
#include "core/utf8.hpp"
#include "integrations/hooks/links.hpp"
#include "integrations/net/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace pilothouse::hooks {

namespace {

/// Whoever pressed waits: what would be tried again later than this is given back to them.
constexpr Duration longest_pause = std::chrono::minutes{2};
constexpr std::size_t longest_word = 300;

/// What the answer says of itself: GitHub and GitLab have a "message", others an "error", Alertmanager a text.
std::string words_of(const net::HttpResponse& response) {
    const auto document = JsonDocument::read(response.body);
    if (!document) return {};
    const auto root = document->root();
    for (const auto words : {root.text("message"), root.text("error"), root.text()})
        if (!words.empty()) return shortened(printable(redacted(std::string(words))), longest_word);
    return {};
}

std::optional<std::int64_t> number_in(std::string_view text) {
    std::int64_t number = 0;
    const auto done = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || done.ec != std::errc{} || done.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

/// For how long it wants not to be asked; GitHub says by a moment when nothing is left of an hour's share.
std::optional<Duration> asked_pause(const net::HttpResponse& response) {
    using std::chrono::seconds;
    if (const auto after = number_in(net::header(response.headers, "Retry-After")))
        return seconds{std::clamp<std::int64_t>(*after, 1, 86'400)};
    if (net::header(response.headers, "X-RateLimit-Remaining") != "0") return std::nullopt;
    const auto reset = number_in(net::header(response.headers, "X-RateLimit-Reset"));
    if (!reset) return std::nullopt;
    const auto left = *reset - to_unix_ms(now()) / 1000;
    return seconds{std::clamp<std::int64_t>(left, 1, 86'400)};
}

struct Meaning {
    int status;
    Errc code;
    std::string_view words;
    std::string_view hint;
};

constexpr Meaning meanings[] = {
    {401, Errc::denied, "does not accept the token", "Whoever runs the bot has to give the hook a valid api_token"},
    {403, Errc::denied, "does not allow it", "The token of the hook (api_token) may lack the right to write"},
    {404, Errc::not_found, "does not know it, or hides it from this token",
     "Look at it there; the hook's address and token have to be right"},
    {409, Errc::conflict, "does not allow it now", "Look at it there"},
};

/// What a status that is no success means.
Error refusal(const Api& api, const net::HttpResponse& response, bool writes) {
    const auto status = response.status;
    const auto pause = asked_pause(response);
    const auto* known = std::ranges::find(meanings, status, &Meaning::status);
    Error error{.code = Errc::rejected, .message = api.vendor + " refused it"};
    if (status == 429 || (status == 403 && pause)) {
        error.code = Errc::rate_limited;
        error.message = api.vendor + " was asked too often";
        error.hint = "Press again later";
        error.retry_after = pause;
    } else if (known != std::end(meanings)) {
        error.code = known->code;
        error.message = api.vendor + " " + std::string(known->words);
        error.hint = known->hint;
    } else if (status >= 500) {
        error.code = writes ? Errc::unknown_outcome : Errc::unavailable;
        error.message = api.vendor + " is in trouble";
        error.hint = "Look there whether it was done, before you press again";
    }
    error.message += " (" + std::to_string(status) + ")";
    if (const auto words = words_of(response); !words.empty()) error.message += ": " + words;
    return error;
}

net::awaitable<Result<net::HttpResponse>> send(const Api& api, net::HttpRequest request, std::string path) {
    const bool writes = request.method == "POST";
    PILOTHOUSE_CO_TRY(auto url, net::parse_url(joined(api.base, path)));
    for (const auto& header : api.headers)
        request.headers.push_back(header);
    auto answer = co_await api.http.send(std::move(url), std::move(request), api.deadline);
    if (!answer) {
        auto& error = answer.error();
        error.message = api.vendor + " can't be asked: " + error.message;
        if (error.code == Errc::unknown_outcome && !writes) error.code = Errc::unavailable;
        if (error.code == Errc::unknown_outcome) error.hint = "Look there whether it was done, before you press again";
        co_return answer;
    }
    if (answer->status < 200 || answer->status > 299) co_return std::unexpected(refusal(api, *answer, writes));
    co_return answer;
}

} // namespace

net::awaitable<Result<net::HttpResponse>> read(const Api& api, std::string path) {
    co_return co_await send(api, {.method = "GET", .headers = {{"Accept", "application/json"}}}, std::move(path));
}

net::awaitable<Result<net::HttpResponse>> write(const Api& api, std::string path, std::string body, std::string type) {
    net::HttpRequest request{.method = "POST", .headers = {{"Accept", "application/json"}}, .body = std::move(body)};
    if (!request.body.empty()) request.headers.emplace_back("Content-Type", std::move(type));
    co_return co_await send(api, std::move(request), std::move(path));
}

commands::Outcome outcome_of(Error error) {
    const bool later = error.code == Errc::rate_limited || error.code == Errc::unavailable ||
                       error.code == Errc::timeout || error.code == Errc::unknown_outcome;
    const bool too_late = error.retry_after && *error.retry_after > longest_pause;
    if (too_late) error.hint = "It wants not to be asked for " + spoken(*error.retry_after) + "; press again then";
    if (later && !too_late) return commands::TryAgain{std::move(error)};
    return commands::GiveUp{std::move(error)};
}

bool is_segment(std::string_view text) {
    return !text.empty() && text != "." && text != "..";
}

} // namespace pilothouse::hooks
