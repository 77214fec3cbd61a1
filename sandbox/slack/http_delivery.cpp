#include "core/json.hpp"
#include "integrations/net/url.hpp"
#include "sandbox/slack/delivery.hpp"
#include "sandbox/slack/signature.hpp"
#include "sandbox/slack/world.hpp"

#include <nlohmann/json.hpp>

namespace pilothouse::sandbox {

using namespace std::chrono_literals;

namespace {

net::HttpRequest signed_request(const World& world, const net::Url& url, std::string body, const char* content_type) {
    const std::string at = std::to_string(world.clock.unix_s());
    net::HttpRequest request{.method = "POST", .target = url.target};
    request.headers = {
        {"Content-Type", content_type},
        {"User-Agent", "Slackbot 1.0 (sandbox)"},
        {"X-Slack-Request-Timestamp", at},
        {"X-Slack-Signature", slack_signature(world.workspace.app.signing_secret, at, body)},
    };
    request.body = std::move(body);
    return request;
}

std::string form_of_command(const std::string& payload) {
    std::vector<std::pair<std::string, std::string>> fields;
    const auto object = parse_json(payload);
    if (object)
        for (const auto& [key, value] : object->items())
            fields.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
    return net::form_encoded(fields);
}

} // namespace

net::awaitable<void> Delivery::post(std::string id) {
    const auto found = pending_.find(id);
    if (found == pending_.end()) co_return;
    const Pending& pending = found->second;
    const RequestUrls& urls = world_.options.urls;
    const bool event = pending.type == "events_api", command = pending.type == "slash_commands";
    const auto url = net::parse_url(event ? urls.events : command ? urls.commands : urls.interactivity);
    if (!url) {
        posted(id, 0, {}, "connection_failed");
        co_return;
    }
    std::string body = event     ? *pending.payload
                       : command ? form_of_command(*pending.payload)
                                 : net::form_encoded({{"payload", *pending.payload}});
    net::HttpRequest request =
        signed_request(world_, *url, std::move(body), event ? "application/json" : "application/x-www-form-urlencoded");
    if (pending.attempt > 0) {
        request.headers.emplace_back("X-Slack-Retry-Num", std::to_string(pending.attempt));
        request.headers.emplace_back("X-Slack-Retry-Reason", "http_timeout");
    }
    const auto answer = co_await world_.client.send(*url, std::move(request), world_.clock.scaled(3s) + 1s);
    if (!answer)
        posted(id, 0, {}, answer.error().message);
    else
        posted(id, answer->status, answer->body, {});
}

void Delivery::posted(const std::string& id, int status, const std::string& body, std::string reason) {
    if (status >= 200 && status < 300) {
        const auto found = pending_.find(id);
        if (found != pending_.end()) found->second.link = 0;
        const auto payload = parse_json(body);
        if (payload && payload->is_object() && !payload->empty()) return acknowledge(0, id, &*payload);
        // A plain text body is a message to the person, as with Slack.
        if (!body.empty() && !payload) {
            const Json text{{"text", body}};
            return acknowledge(0, id, &text);
        }
        return acknowledge(0, id, nullptr);
    }
    world_.journal.add("delivery.failed", {{"envelope_id", id}, {"status", status}, {"why", std::move(reason)}});
    const auto found = pending_.find(id);
    if (found == pending_.end()) return;
    world_.schedule.cancel(found->second.timer);
    found->second.link = status == 0 ? 0 : 1;
    expire(id);
}

net::awaitable<Result<void>> Delivery::verify_url() {
    PILOTHOUSE_CO_TRY(const net::Url url, net::parse_url(world_.options.urls.events));
    const std::string challenge = world_.workspace.new_id("challenge");
    const Json body{
        {"token", world_.workspace.app.verification_token}, {"challenge", challenge}, {"type", "url_verification"}
    };
    auto answer = co_await world_.client.send(url, signed_request(world_, url, body.dump(), "application/json"), 3s);
    if (!answer) co_return std::unexpected(answer.error());
    if (answer->status == 200 && answer->body.find(challenge) != std::string::npos) co_return Result<void>{};
    co_return fail(
        Errc::rejected, "the events URL did not answer with the challenge", "send the value of `challenge` back"
    );
}

} // namespace pilothouse::sandbox
