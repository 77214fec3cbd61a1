#include "core/json.hpp"
#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/rooms.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

/// reactions.*, pins.*, bookmarks.*
namespace pilothouse::sandbox {

namespace {

constexpr std::size_t most_pins = 100;
constexpr std::size_t most_bookmarks = 100;
constexpr std::size_t most_reactions = 23;

/// The message that channel and timestamp name, or the refusal.
Message* marked(World& world, const Call& call, Channel*& channel, Json& refusal) {
    channel = channel_of(world, call);
    if (!channel) {
        refusal = refused("channel_not_found");
        return nullptr;
    }
    Message* message = world.workspace.message(*channel, text_of(call, "timestamp"));
    if (message && message->only_for.empty()) return message;
    refusal = refused("message_not_found");
    return nullptr;
}

bool is_emoji_name(const std::string& name) {
    return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '\'' ||
               c == ':';
    });
}

Json& bookmarks_of(Channel& channel) {
    if (!channel.bookmarks) channel.bookmarks = std::make_shared<Json>(Json::array());
    return *channel.bookmarks;
}

} // namespace

Json reactions_add(World& world, const Call& call) {
    const std::string name = text_of(call, "name");
    if (!is_emoji_name(name) || name.starts_with(':')) return refused("invalid_name");
    Json refusal;
    Channel* channel = nullptr;
    Message* message = marked(world, call, channel, refusal);
    if (!message) return refusal;
    if (!world.workspace.is_member(*channel)) return refused("not_in_channel");
    if (message->body->contains("reactions") && (*message->body)["reactions"].size() >= most_reactions)
        return refused("too_many_emoji");
    return react(world, *channel, *message, world.workspace.app.bot_user, name) ? done() : refused("already_reacted");
}

Json reactions_remove(World& world, const Call& call) {
    Json refusal;
    Channel* channel = nullptr;
    Message* message = marked(world, call, channel, refusal);
    if (!message) return refusal;
    const bool removed = unreact(world, *channel, *message, world.workspace.app.bot_user, text_of(call, "name"));
    return removed ? done() : refused("no_reaction");
}

Json reactions_get(World& world, const Call& call) {
    Json refusal;
    Channel* channel = nullptr;
    const Message* message = marked(world, call, channel, refusal);
    if (!message) return refusal;
    Json answer = done();
    answer["type"] = "message";
    answer["channel"] = channel->id;
    answer["message"] = message_object(*channel, *message, false);
    return answer;
}

Json pins_add(World& world, const Call& call) {
    Json refusal;
    Channel* channel = nullptr;
    const Message* message = marked(world, call, channel, refusal);
    if (!message) return refusal;
    const std::string ts = text_of(call, "timestamp");
    if (std::ranges::find(channel->pins, ts) != channel->pins.end()) return refused("already_pinned");
    if (channel->pins.size() >= most_pins) return refused("too_many_pins");
    channel->pins.push_back(ts);
    (*message->body)["pinned_to"] = {channel->id};
    channel_event(
        world, *channel, "pin_added",
        {{"user", world.workspace.app.bot_user}, {"channel_id", channel->id}, {"pin_count", channel->pins.size()}}
    );
    world.touch();
    return done();
}

Json pins_remove(World& world, const Call& call) {
    Json refusal;
    Channel* channel = nullptr;
    const Message* message = marked(world, call, channel, refusal);
    if (!message) return refusal;
    if (std::erase(channel->pins, text_of(call, "timestamp")) == 0) return refused("no_pin");
    message->body->erase("pinned_to");
    world.touch();
    return done();
}

Json pins_list(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    Json answer = done();
    answer["items"] = Json::array();
    for (const std::string& ts : channel->pins)
        if (const Message* message = world.workspace.message(*channel, ts))
            answer["items"].push_back(
                {{"type", "message"}, {"channel", channel->id}, {"message", message_object(*channel, *message, false)}}
            );
    return answer;
}

Json bookmarks_add(World& world, const Call& call) {
    Channel* channel = channel_of(world, call, "channel_id");
    if (!channel) return refused("channel_not_found");
    const std::string title = text_of(call, "title"), link = text_of(call, "link");
    if (title.empty()) return refused("invalid_arguments", {"missing required field: title [json-pointer:/title]"});
    if (text_of(call, "type") != "link") return refused("invalid_bookmark_type");
    if (!link.starts_with("http://") && !link.starts_with("https://")) return refused("invalid_link");
    Json& bookmarks = bookmarks_of(*channel);
    if (bookmarks.size() >= most_bookmarks) return refused("too_many_bookmarks");
    Json bookmark{
        {"id", world.workspace.new_id("Bk")},
        {"channel_id", channel->id},
        {"title", title},
        {"link", link},
        {"emoji", text_of(call, "emoji")},
        {"type", "link"},
        {"date_created", world.clock.unix_s()},
        {"date_updated", 0},
        {"last_updated_by_user_id", world.workspace.app.bot_user},
        {"app_id", world.workspace.app.id},
    };
    bookmarks.push_back(bookmark);
    world.touch();
    Json answer = done();
    answer["bookmark"] = std::move(bookmark);
    return answer;
}

Json bookmarks_list(World& world, const Call& call) {
    Channel* channel = channel_of(world, call, "channel_id");
    if (!channel) return refused("channel_not_found");
    Json answer = done();
    answer["bookmarks"] = bookmarks_of(*channel);
    return answer;
}

Json bookmarks_remove(World& world, const Call& call) {
    Channel* channel = channel_of(world, call, "channel_id");
    if (!channel) return refused("channel_not_found");
    Json& bookmarks = bookmarks_of(*channel);
    const std::string id = text_of(call, "bookmark_id");
    const auto found = std::ranges::find_if(bookmarks, [&id](const Json& one) { return one["id"] == id; });
    if (found == bookmarks.end()) return refused("not_found");
    bookmarks.erase(found);
    world.touch();
    return done();
}

} // namespace pilothouse::sandbox
