#include "core/json.hpp"
#include "sandbox/slack/api.hpp"
#include "sandbox/slack/message_body.hpp"
#include "sandbox/slack/rooms.hpp"

#include <nlohmann/json.hpp>

namespace pilothouse::sandbox {

namespace {

constexpr int most_uses = 5;
constexpr Duration life = std::chrono::minutes{30};

bool flag(const Json& payload, const char* key) {
    const auto found = payload.find(key);
    return found != payload.end() && (*found == true || *found == "true");
}

net::HttpResponse plain(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

/// The error for a URL that may no longer be used.
std::string_view url_refusal(const World& world, const ResponseUrl& url) {
    if (url.uses >= most_uses) return "used_url";
    const std::int64_t age_us = world.clock.steady_us() - url.born_us;
    return age_us > world.clock.scaled(life).count() * 1000 ? "expired_url" : "";
}

std::string replace(World& world, Channel& channel, Message& original, MessageBody given) {
    Json body = *original.body;
    if (given.has_text && !given.has_blocks) body.erase("blocks");
    if (!given.has_attachments) body.erase("attachments");
    for (const char* key : {"text", "blocks", "attachments", "metadata"})
        if (given.body->contains(key)) body[key] = (*given.body)[key];
    edit(world, channel, original, std::move(body));
    return {};
}

} // namespace

std::string show_response(World& world, const ResponseUrl& target, const Json& payload) {
    Channel* channel = world.workspace.channel(target.channel);
    if (!channel) return "channel_not_found";
    static const Token none{.value = {}, .kind = TokenKind::none};
    const Call call{"response_url", payload, none, {}, true};
    Message* original = target.message_ts.empty() ? nullptr : world.workspace.message(*channel, target.message_ts);
    if (flag(payload, "delete_original")) {
        if (!original) return "message_not_found";
        remove(world, *channel, target.message_ts, world.workspace.app.bot_user);
        return {};
    }
    MessageBody body = message_body(call, 0);
    if (body.refusal) return string_at(*body.refusal, "error");
    if (!body.has_text && !body.has_blocks && !body.has_attachments) return "no_text";
    if (flag(payload, "replace_original") && original) return replace(world, *channel, *original, std::move(body));
    const bool in_channel = string_at(payload, "response_type") == "in_channel";
    if (!body.body->contains("text")) (*body.body)["text"] = "";
    const std::string thread = in_channel ? string_at(payload, "thread_ts") : target.thread_ts;
    post(
        world, *channel,
        {.body = std::move(body.body),
         .author = world.workspace.app.bot_user,
         .thread_ts = thread,
         .only_for = in_channel ? "" : target.user,
         .broadcast = false,
         .by_app = true}
    );
    return {};
}

net::awaitable<net::HttpResponse> response_hook(World& world, net::HttpRequest request) {
    const std::string path(net::path_of(request.target));
    const auto found = world.workspace.response_urls.find(path);
    const auto payload = parse_json(request.body);
    world.stats.count("hooks.calls");
    if (found == world.workspace.response_urls.end()) co_return plain(404, "expired_url");
    const auto fault = world.faults.empty() ? std::nullopt : world.faults.strike("hooks", found->second.channel);
    if (fault && fault->delay.count() > 0) (void)co_await net::pause(fault->delay);
    const auto named = [&fault](Effect effect) { return fault && fault->effect == effect; };
    if (named(Effect::http_status)) co_return plain(fault->status, "error");
    if (named(Effect::ratelimited))
        co_return net::HttpResponse{
            .status = 429, .headers = {{"Retry-After", std::to_string(fault->retry_after)}}, .body = "ratelimited"
        };
    if (named(Effect::drop_before_commit))
        co_return net::HttpResponse{.status = 500, .headers = {{std::string(fate_header), "drop"}}, .body = {}};
    // Looked up again: the wait may have changed the table.
    const auto url = world.workspace.response_urls.find(path);
    std::string error = "expired_url";
    if (url != world.workspace.response_urls.end()) error = url_refusal(world, url->second);
    if (!error.empty()) {
        world.journal.add("hook", {{"path", path}, {"error", error}});
        co_return plain(404, error);
    }
    if (!payload || !payload->is_object()) co_return plain(400, "invalid_payload");
    ++url->second.uses;
    const ResponseUrl target = url->second;
    error = show_response(world, target, *payload);
    world.journal.add("hook", {{"path", path}, {"payload", *payload}, {"error", error}, {"use", target.uses}});
    net::HttpResponse response =
        error.empty() ? plain(200, "ok") : json_response({{"ok", false}, {"error", error}}, 400);
    if (named(Effect::drop_after_commit)) response.headers.emplace_back(fate_header, "drop");
    co_return response;
}

} // namespace pilothouse::sandbox
