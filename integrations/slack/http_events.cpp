#include "integrations/slack/http_events.hpp"

#include "core/json.hpp"
#include "core/log.hpp"
#include "integrations/net/token.hpp"
#include "integrations/net/url.hpp"
#include "integrations/slack/acknowledge.hpp"
#include "integrations/slack/signature.hpp"

#include <boost/asio/steady_timer.hpp>

#include <nlohmann/json.hpp>

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace pilothouse::slack {

namespace {

using DecodeBody = Decoded (*)(JsonView, const Hearing&);
using ReadBody = Result<std::string> (*)(std::string&&);

/// Each way's body as the JSON that a socket frame would carry.
Result<std::string> events_body(std::string&& body) {
    return std::move(body);
}

Result<std::string> slash_body(std::string&& body) {
    PILOTHOUSE_TRY(auto fields, net::form_decoded(body));
    auto payload = nlohmann::json::object();
    for (auto& [name, value] : fields)
        payload[name] = std::move(value);
    return dump_json(payload);
}

Result<std::string> interactivity_body(std::string&& body) {
    PILOTHOUSE_TRY(auto fields, net::form_decoded(body));
    for (auto& [name, value] : fields) {
        if (name == "payload") return std::move(value);
    }
    return fail(Errc::bad_input, "an interaction without the field 'payload'");
}

struct Route {
    std::string_view path;
    ReadBody read;
    DecodeBody decode;
    bool slash_command;
};

constexpr std::array<Route, 3> routes{{
    {"/slack/events", events_body, decode_events, false},
    {"/slack/commands", slash_body, decode_slash, true},
    {"/slack/interactivity", interactivity_body, decode_interactive, false},
}};

const Route* route(std::string_view target) {
    for (const auto& known : routes) {
        if (known.path == net::path_of(target)) return &known;
    }
    return nullptr;
}

net::HttpResponse words(int status, std::string text) {
    return {status, {{"Content-Type", "text/plain"}}, std::move(text)};
}

/// The outcome of an offer, and the timer whose end is awaited for it.
struct Waiting {
    boost::asio::steady_timer timer;
    std::optional<Result<commands::Acknowledgement>> outcome{};
};

net::HttpResponse too_late(bool slash_command) {
    if (!slash_command) return words(503, "not recorded in time\n");
    Error error{.code = Errc::timeout, .message = "This is taking longer than usual"};
    error.hint = "It may still be done: look at the status before you repeat it.";
    return refusal_response(true, error);
}

} // namespace

HttpEvents::HttpEvents(
    net::executor loop, Secret signing_secret, const Hearing& hearing, commands::Intake& intake,
    std::function<Time()> clock
)
    : loop_(std::move(loop)), signing_secret_(std::move(signing_secret)), hearing_(hearing), intake_(intake),
      clock_(std::move(clock)) {}

bool HttpEvents::is_route(std::string_view target) {
    return route(target) != nullptr;
}

net::awaitable<net::HttpResponse> HttpEvents::handle(net::HttpRequest request) {
    const auto* const way = route(request.target);
    if (!way) co_return words(404, "not found\n");
    if (request.method != "POST") co_return words(405, "POST only\n");
    const auto genuine = check_signature(
        signing_secret_, net::header(request.headers, "X-Slack-Request-Timestamp"),
        net::header(request.headers, "X-Slack-Signature"), request.body, clock_()
    );
    if (!genuine) {
        log::warn("slack.http.refused", {{"path", way->path}, {"why", genuine.error().message}});
        co_return words(401, "not signed by Slack\n");
    }
    const auto body = way->read(std::move(request.body));
    const auto document = body ? JsonDocument::read(*body) : std::unexpected(body.error());
    if (document && document->root().text("type") == "url_verification")
        co_return words(200, std::string(document->root().text("challenge")));
    auto decoded = document ? way->decode(document->root(), hearing_) : std::unexpected(document.error());
    if (!decoded) {
        log::warn("slack.http.unreadable", {{"path", way->path}, {"why", decoded.error().message}});
        if (way->slash_command) co_return refusal_response(true, decoded.error());
        co_return net::HttpResponse{};
    }
    if (!*decoded) co_return net::HttpResponse{};
    co_return co_await offered(std::move(**decoded), way->slash_command);
}

net::awaitable<net::HttpResponse> HttpEvents::offered(Heard heard, bool slash_command) {
    auto waiting = std::make_shared<Waiting>(boost::asio::steady_timer(loop_, patience_));
    commands::Incoming incoming;
    incoming.key = std::move(heard.key);
    incoming.source = "slack";
    incoming.event = std::move(heard.event);
    incoming.acknowledge = [waiting](Result<commands::Acknowledgement> outcome) {
        waiting->outcome = std::move(outcome);
        waiting->timer.cancel();
    };
    if (!intake_.offer(std::move(incoming))) {
        const Error error{Errc::unavailable, "Too much is waiting just now; nothing was started", "Please try again."};
        co_return refusal_response(slash_command, error);
    }
    if (!waiting->outcome) co_await waiting->timer.async_wait(net::as_result);
    if (!waiting->outcome) co_return too_late(slash_command);
    if (!*waiting->outcome) co_return refusal_response(slash_command, waiting->outcome->error());
    co_return ack_response(**waiting->outcome);
}

} // namespace pilothouse::slack
