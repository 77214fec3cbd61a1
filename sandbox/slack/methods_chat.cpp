#include "core/json.hpp"
#include "sandbox/slack/message_body.hpp"
#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/rooms.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t longest_update = 4000;
constexpr std::int64_t schedule_ahead_s = 120 * 86'400;

/// Where a post goes: a channel by id or name, or the direct messages with a person.
Channel* place_of(World& world, const Call& call) {
    const std::string wanted = text_of(call, "channel");
    if (const User* user = world.workspace.user(wanted); user && !user->is_bot)
        return &world.workspace.direct(user->id);
    return channel_of(world, call);
}

/// Why the app may not post there; null where it may.
Json posting_refusal(World& world, const Call& call, const Channel* channel) {
    if (text_of(call, "channel").empty())
        return refused("invalid_arguments", {"missing required field: channel [json-pointer:/channel]"});
    if (!channel) return refused("channel_not_found");
    if (channel->is_archived) return refused("is_archived");
    if (!world.workspace.is_member(*channel) && !call.token.scopes.contains("chat:write.public"))
        return refused("not_in_channel");
    return nullptr;
}

/// "" where the message the reply belongs to exists or none is named.
std::string thread_refusal(Channel& channel, const std::string& thread_ts) {
    if (thread_ts.empty()) return {};
    const auto parent = channel.messages.find(thread_ts);
    if (parent == channel.messages.end() || !parent->second.only_for.empty()) return "thread_not_found";
    return parent->second.thread_ts.empty() ? "" : "cannot_reply_to_message";
}

Message* own_message(World& world, const Call& call, Channel& channel, const char* refusal, Json& answer) {
    Message* message = world.workspace.message(channel, text_of(call, "ts"));
    if (!message || !message->only_for.empty())
        answer = refused("message_not_found");
    else if (!message->by_app)
        answer = refused(refusal);
    else
        return message;
    return nullptr;
}

void customize(const Call& call, Json& body) {
    if (!call.token.scopes.contains("chat:write.customize")) return;
    if (const std::string name = text_of(call, "username"); !name.empty()) body["username"] = name;
    if (const std::string emoji = text_of(call, "icon_emoji"); !emoji.empty()) body["icons"] = {{"emoji", emoji}};
    if (const std::string url = text_of(call, "icon_url"); !url.empty()) body["icons"] = {{"image_48", url}};
}

void warn_truncated(Json& answer) {
    answer["warning"] = "message_truncated";
    answer["response_metadata"] = {{"warnings", {"message_truncated"}}};
}

} // namespace

Json chat_post_message(World& world, const Call& call) {
    Channel* channel = place_of(world, call);
    if (Json refusal = posting_refusal(world, call, channel); !refusal.is_null()) return refusal;
    MessageBody message = message_body(call, 0);
    if (message.refusal) return *message.refusal;
    if (!message.has_text && !message.has_blocks && !message.has_attachments) return refused("no_text");
    const std::string thread_ts = text_of(call, "thread_ts");
    if (const std::string why = thread_refusal(*channel, thread_ts); !why.empty()) return refused(why);
    for (const char* key : {"metadata", "blocks", "attachments"})
        if (message.body->contains(key) && (*message.body)[key].empty()) message.body->erase(key);
    if (!message.body->contains("text")) (*message.body)["text"] = "";
    customize(call, *message.body);
    const Message& posted = post(
        world, *channel,
        {.body = std::move(message.body),
         .author = world.workspace.app.bot_user,
         .thread_ts = thread_ts,
         .only_for = {},
         .broadcast = flag_of(call, "reply_broadcast"),
         .by_app = true}
    );
    Json answer = done();
    answer["channel"] = channel->id;
    answer["ts"] = (*posted.body)["ts"];
    answer["message"] = *posted.body;
    if (message.truncated) warn_truncated(answer);
    return answer;
}

Json chat_update(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    if (channel->is_archived) return refused("is_inactive");
    Json refusal;
    Message* message = own_message(world, call, *channel, "cant_update_message", refusal);
    if (!message) return refusal;
    MessageBody given = message_body(call, longest_update);
    if (given.refusal) return *given.refusal;
    const Json& parts = *given.body;
    if (parts.empty()) return refused("no_text");
    Json body = *message->body;
    // Text alone takes the blocks away; blocks alone leave the text.
    if (given.has_text && !parts.contains("blocks")) body.erase("blocks");
    if (given.has_text && !parts.contains("attachments")) body.erase("attachments");
    for (const char* key : {"text", "blocks", "attachments", "metadata"})
        if (parts.contains(key)) body[key] = parts[key];
    for (const char* key : {"metadata", "blocks", "attachments"})
        if (body.contains(key) && body[key].empty()) body.erase(key);
    if (!given.has_blocks) body["edited"] = {{"user", message->author}, {"ts", world.workspace.next_ts()}};
    edit(world, *channel, *message, std::move(body));
    Json answer = done();
    answer["channel"] = channel->id;
    answer["ts"] = (*message->body)["ts"];
    answer["text"] = string_at(*message->body, "text");
    answer["message"] = *message->body;
    return answer;
}

Json chat_post_ephemeral(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (Json refusal = posting_refusal(world, call, channel); !refusal.is_null()) return refusal;
    const std::string user = text_of(call, "user");
    if (!world.workspace.user(user)) return refused("user_not_found");
    if (!channel->members.contains(user)) return refused("user_not_in_channel");
    if (!world.workspace.is_member(*channel)) return refused("not_in_channel");
    MessageBody message = message_body(call, 0);
    if (message.refusal) return *message.refusal;
    if (!message.has_text && !message.has_blocks && !message.has_attachments) return refused("no_text");
    if (!message.body->contains("text")) (*message.body)["text"] = "";
    const Message& posted = post(
        world, *channel,
        {.body = std::move(message.body),
         .author = world.workspace.app.bot_user,
         .thread_ts = text_of(call, "thread_ts"),
         .only_for = user,
         .broadcast = false,
         .by_app = true}
    );
    Json answer = done();
    answer["message_ts"] = (*posted.body)["ts"];
    return answer;
}

Json chat_delete(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    Json refusal;
    if (!own_message(world, call, *channel, "cant_delete_message", refusal)) return refusal;
    const std::string ts = text_of(call, "ts");
    remove(world, *channel, ts, world.workspace.app.bot_user);
    Json answer = done();
    answer["channel"] = channel->id;
    answer["ts"] = ts;
    return answer;
}

Json chat_get_permalink(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    std::string ts = text_of(call, "message_ts");
    if (!world.workspace.message(*channel, ts)) return refused("message_not_found");
    std::erase(ts, '.');
    Json answer = done();
    answer["channel"] = channel->id;
    answer["permalink"] =
        fmt::format("https://{}.slack.com/archives/{}/p{}", world.workspace.team.domain, channel->id, ts);
    return answer;
}

Json chat_schedule_message(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (Json refusal = posting_refusal(world, call, channel); !refusal.is_null()) return refusal;
    MessageBody message = message_body(call, 0);
    if (message.refusal) return *message.refusal;
    if (!message.has_text && !message.has_blocks && !message.has_attachments) return refused("no_text");
    const std::int64_t at = number_of(call, "post_at", 0);
    const std::int64_t now = world.clock.unix_s();
    if (at == 0) return refused("invalid_time");
    if (at <= now) return refused("time_in_past");
    if (at > now + schedule_ahead_s) return refused("time_too_far");
    const std::string id = world.workspace.new_id("Q");
    const auto entry = std::make_shared<Json>(Json{
        {"id", id},
        {"channel_id", channel->id},
        {"post_at", at},
        {"date_created", now},
        {"text", message.body->value("text", "")}
    });
    world.workspace.scheduled[id] = entry;
    world.schedule.after(
        world.clock.scaled(std::chrono::seconds{at - now}),
        [&world, id, body = message.body, where = channel->id] {
            Channel* target = world.workspace.channel(where);
            if (world.workspace.scheduled.erase(id) == 0 || !target) return;
            post(
                world, *target,
                {.body = body,
                 .author = world.workspace.app.bot_user,
                 .thread_ts = {},
                 .only_for = {},
                 .broadcast = false,
                 .by_app = true}
            );
        }
    );
    Json answer = done();
    answer["channel"] = channel->id;
    answer["scheduled_message_id"] = id;
    answer["post_at"] = at;
    answer["message"] = *message.body;
    return answer;
}

Json chat_delete_scheduled_message(World& world, const Call& call) {
    if (!channel_of(world, call)) return refused("channel_not_found");
    return world.workspace.scheduled.erase(text_of(call, "scheduled_message_id")) == 0
               ? refused("invalid_scheduled_message_id")
               : done();
}

Json chat_scheduled_messages_list(World& world, const Call&) {
    Json answer = done();
    answer["scheduled_messages"] = Json::array();
    for (const auto& [id, entry] : world.workspace.scheduled)
        answer["scheduled_messages"].push_back(*entry);
    answer["response_metadata"] = {{"next_cursor", ""}};
    return answer;
}

} // namespace pilothouse::sandbox
