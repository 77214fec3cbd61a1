#include "sandbox/slack/rooms.hpp"

#include "core/json.hpp"
#include "sandbox/slack/payloads.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

std::string short_id(Workspace& space) {
    return space.new_id("").substr(0, 5);
}

void fill_all_ids(World& world, Json& body) {
    if (const auto blocks = body.find("blocks"); blocks != body.end()) fill_ids(world, *blocks);
    if (const auto attachments = body.find("attachments"); attachments != body.end())
        for (Json& attachment : *attachments)
            if (attachment.contains("blocks")) fill_ids(world, attachment["blocks"]);
}

bool has_action(const Json& element) {
    return element.is_object() && string_at(element, "type") != "image" && string_at(element, "type") != "mrkdwn" &&
           string_at(element, "type") != "plain_text";
}

void fill_action(World& world, Json& element) {
    if (has_action(element) && !element.contains("action_id")) element["action_id"] = short_id(world.workspace);
}

Json bot_profile(const Workspace& space) {
    return {
        {"id", space.app.bot_id},   {"deleted", false},       {"name", space.app.name},
        {"updated", 1'700'000'000}, {"app_id", space.app.id}, {"team_id", space.team.id},
    };
}

/// The event a fresh message makes: the message, and where it stands.
Json message_event(const Channel& channel, const Json& body) {
    Json event = body;
    event["channel"] = channel.id;
    event["event_ts"] = body["ts"];
    event["channel_type"] = channel_type(channel);
    return event;
}

void announce(World& world, const Channel& channel, const Message& message) {
    const Workspace& space = world.workspace;
    if (!message.only_for.empty() || !space.is_member(channel)) return;
    const std::string subscription = message_subscription(channel);
    if (world.delivery.subscribed(subscription))
        world.delivery.event(subscription, message_event(channel, *message.body));
    if (message.by_app || channel.is_im) return;
    const std::string mention = "<@" + space.app.bot_user;
    const std::string text = string_at(*message.body, "text");
    const std::size_t at = text.find(mention);
    if (at == std::string::npos) return;
    const char after = at + mention.size() < text.size() ? text[at + mention.size()] : '\0';
    if (after != '>' && after != '|') return;
    Json event = message_event(channel, *message.body);
    event.erase("channel_type");
    event["type"] = "app_mention";
    world.delivery.event("app_mention", std::move(event));
}

void trim(World& world, Channel& channel) {
    while (channel.messages.size() > std::max<std::size_t>(world.options.messages_per_channel, 1))
        channel.messages.erase(channel.messages.begin());
}

/// message_changed and message_deleted
void hidden_event(World& world, const Channel& channel, const char* subtype, Json fields) {
    const std::string subscription = message_subscription(channel);
    if (!world.workspace.is_member(channel) || !world.delivery.subscribed(subscription)) return;
    const std::string ts = world.workspace.next_ts();
    fields.update(Json{
        {"type", "message"},
        {"subtype", subtype},
        {"hidden", true},
        {"channel", channel.id},
        {"ts", ts},
        {"event_ts", ts},
        {"channel_type", channel_type(channel)},
    });
    world.delivery.event(subscription, std::move(fields));
}

} // namespace

void fill_ids(World& world, Json& blocks) {
    if (!blocks.is_array()) return;
    for (Json& block : blocks) {
        if (!block.is_object()) continue;
        if (!block.contains("block_id")) block["block_id"] = short_id(world.workspace);
        if (const auto elements = block.find("elements"); elements != block.end() && block["type"] == "actions")
            for (Json& element : *elements)
                fill_action(world, element);
        for (const char* key : {"accessory", "element"})
            if (block.contains(key)) fill_action(world, block[key]);
    }
}

Message& post(World& world, Channel& channel, Draft draft) {
    Workspace& space = world.workspace;
    Json& body = *draft.body;
    const std::string ts = space.next_ts();
    body["type"] = "message";
    body["user"] = draft.author;
    body["ts"] = ts;
    body["team"] = space.team.id;
    if (draft.by_app) {
        body["bot_id"] = space.app.bot_id;
        body["app_id"] = space.app.id;
        body["bot_profile"] = bot_profile(space);
    }
    fill_all_ids(world, body);
    if (!draft.only_for.empty()) body["is_ephemeral"] = true;
    const auto parent = draft.thread_ts.empty() ? channel.messages.end() : channel.messages.find(draft.thread_ts);
    if (parent != channel.messages.end()) {
        body["thread_ts"] = draft.thread_ts;
        body["parent_user_id"] = parent->second.author;
        if (draft.only_for.empty()) parent->second.replies.push_back(ts);
        if (draft.broadcast) body["subtype"] = "thread_broadcast";
    }
    Message message{.body = std::move(draft.body), .author = std::move(draft.author)};
    if (parent != channel.messages.end()) message.thread_ts = std::move(draft.thread_ts);
    message.only_for = std::move(draft.only_for);
    message.broadcast = draft.broadcast;
    message.by_app = draft.by_app;
    Message& kept = channel.messages.insert_or_assign(ts, std::move(message)).first->second;
    trim(world, channel);
    announce(world, channel, kept);
    world.touch();
    return kept;
}

void edit(World& world, Channel& channel, Message& message, Json body) {
    const auto before = message.body;
    fill_all_ids(world, body);
    message.body = std::make_shared<Json>(std::move(body));
    if (message.only_for.empty())
        hidden_event(world, channel, "message_changed", {{"message", *message.body}, {"previous_message", *before}});
    world.touch();
}

void remove(World& world, Channel& channel, const std::string& ts, const std::string& who) {
    const auto found = channel.messages.find(ts);
    if (found == channel.messages.end()) return;
    const Message gone = std::move(found->second);
    channel.messages.erase(found);
    if (const auto parent = channel.messages.find(gone.thread_ts); parent != channel.messages.end())
        std::erase(parent->second.replies, ts);
    std::erase(channel.pins, ts);
    world.journal.add("message.deleted", {{"channel", channel.id}, {"ts", ts}, {"by", who}});
    if (gone.only_for.empty())
        hidden_event(world, channel, "message_deleted", {{"deleted_ts", ts}, {"previous_message", *gone.body}});
    world.touch();
}

bool react(World& world, Channel& channel, Message& message, const std::string& user, const std::string& name) {
    Json& reactions = (*message.body)["reactions"];
    if (!reactions.is_array()) reactions = Json::array();
    const auto found = std::ranges::find_if(reactions, [&](const Json& one) { return one["name"] == name; });
    if (found == reactions.end()) {
        reactions.push_back({{"name", name}, {"users", {user}}, {"count", 1}});
    } else {
        Json& users = (*found)["users"];
        if (std::ranges::find(users, Json(user)) != users.end()) return false;
        users.push_back(user);
        (*found)["count"] = users.size();
    }
    const Json item{{"type", "message"}, {"channel", channel.id}, {"ts", (*message.body)["ts"]}};
    channel_event(
        world, channel, "reaction_added",
        {{"user", user}, {"reaction", name}, {"item", item}, {"item_user", message.author}}
    );
    world.touch();
    return true;
}

bool unreact(World& world, Channel& channel, Message& message, const std::string& user, const std::string& name) {
    const auto reactions = message.body->find("reactions");
    if (reactions == message.body->end()) return false;
    const auto found = std::ranges::find_if(*reactions, [&](const Json& one) { return one["name"] == name; });
    if (found == reactions->end()) return false;
    Json& users = (*found)["users"];
    const auto mine = std::ranges::find(users, Json(user));
    if (mine == users.end()) return false;
    users.erase(mine);
    (*found)["count"] = users.size();
    if (users.empty()) reactions->erase(found);
    if (reactions->empty()) message.body->erase("reactions");
    const Json item{{"type", "message"}, {"channel", channel.id}, {"ts", (*message.body)["ts"]}};
    channel_event(
        world, channel, "reaction_removed",
        {{"user", user}, {"reaction", name}, {"item", item}, {"item_user", message.author}}
    );
    world.touch();
    return true;
}

bool join(World& world, Channel& channel, const std::string& user, const std::string& inviter) {
    if (!channel.members.insert(user).second) return false;
    Json body{{"subtype", "channel_join"}, {"text", fmt::format("<@{}> has joined the channel", user)}};
    if (!inviter.empty() && inviter != user) body["inviter"] = inviter;
    Json fields{{"user", user}, {"channel_type", channel.is_private ? "G" : "C"}, {"team", world.workspace.team.id}};
    fields["channel"] = channel.id;
    if (!inviter.empty()) fields["inviter"] = inviter;
    post(world, channel, {.body = std::make_shared<Json>(std::move(body)), .author = user});
    channel_event(world, channel, "member_joined_channel", std::move(fields));
    return true;
}

bool leave(World& world, Channel& channel, const std::string& user) {
    if (!channel.members.contains(user)) return false;
    channel_event(
        world, channel, "member_left_channel",
        {{"user", user},
         {"channel", channel.id},
         {"channel_type", channel.is_private ? "G" : "C"},
         {"team", world.workspace.team.id}}
    );
    channel.members.erase(user);
    world.touch();
    return true;
}

void channel_event(World& world, const Channel& channel, const char* type, Json fields) {
    if (!world.workspace.is_member(channel) || !world.delivery.subscribed(type)) return;
    fields["type"] = type;
    fields["event_ts"] = world.workspace.next_ts();
    world.delivery.event(type, std::move(fields));
}

} // namespace pilothouse::sandbox
