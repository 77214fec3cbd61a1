#include "core/json.hpp"
#include "core/utf8.hpp"
#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/rooms.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::sandbox {

namespace {

constexpr std::size_t longest_name = 80;
constexpr std::size_t longest_topic = 250;
constexpr std::size_t most_invited = 100;

/// The error for a channel name that Slack refuses; empty for a good one.
std::string_view name_refusal(const std::string& name) {
    if (name.empty()) return "invalid_name_required";
    if (code_points(name) > longest_name) return "invalid_name_maxlength";
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    if (!std::ranges::all_of(name, good)) return "invalid_name_specials";
    return std::ranges::any_of(name, letter) ? "" : "invalid_name_punctuation";
}

Json channel_answer(World& world, const Channel& channel) {
    Json answer = done();
    answer["channel"] = channel_object(world.workspace, channel, world.workspace.app.bot_user);
    return answer;
}

/// The channel to change, or the refusal.
Channel* changeable(World& world, const Call& call, Json& refusal) {
    Channel* channel = channel_of(world, call);
    if (!channel)
        refusal = refused("channel_not_found");
    else if (channel->is_im)
        refusal = refused("method_not_supported_for_channel_type");
    else if (channel->is_archived)
        refusal = refused("is_archived");
    else if (!world.workspace.is_member(*channel))
        refusal = refused("not_in_channel");
    else
        return channel;
    return nullptr;
}

Json set_note(World& world, const Call& call, const char* which) {
    Json refusal;
    Channel* channel = changeable(world, call, refusal);
    if (!channel) return refusal;
    const std::string value = text_of(call, which);
    if (code_points(value) > longest_topic) return refused("too_long");
    const bool topic = std::string_view(which) == "topic";
    (topic ? channel->topic : channel->purpose) = {value, world.workspace.app.bot_user, world.clock.unix_s()};
    Json body{
        {"subtype", topic ? "channel_topic" : "channel_purpose"},
        {which, value},
        {"text", std::string("set the channel ") + which + ": " + value}
    };
    post(world, *channel, {.body = std::make_shared<Json>(std::move(body)), .author = world.workspace.app.bot_user});
    return channel_answer(world, *channel);
}

std::string_view invite_refusal(const World& world, const Channel& channel, const std::string& user) {
    if (!world.workspace.user(user)) return "user_not_found";
    if (user == world.workspace.app.bot_user) return "cant_invite_self";
    return channel.members.contains(user) ? "already_in_channel" : "";
}

} // namespace

Json conversations_create(World& world, const Call& call) {
    const std::string name = text_of(call, "name");
    const bool is_private = flag_of(call, "is_private");
    if (const std::string needed = is_private ? "groups:write" : "channels:manage"; !call.token.scopes.contains(needed))
        return missing_scope(call, needed);
    if (const auto why = name_refusal(name); !why.empty()) return refused(why);
    if (world.workspace.channel_ids.contains(name)) return refused("name_taken");
    Channel& channel = world.workspace.add_channel(name, is_private, world.workspace.app.bot_user);
    if (!is_private && world.delivery.subscribed("channel_created"))
        world.delivery.event(
            "channel_created",
            {{"type", "channel_created"},
             {"event_ts", world.workspace.next_ts()},
             {"channel",
              {{"id", channel.id}, {"name", name}, {"created", channel.created}, {"creator", channel.creator}}}}
        );
    join(world, channel, world.workspace.app.bot_user, {});
    return channel_answer(world, channel);
}

Json conversations_invite(World& world, const Call& call) {
    Json refusal;
    Channel* channel = changeable(world, call, refusal);
    if (!channel) return refusal;
    const auto users = list_of(call, "users");
    if (users.empty()) return refused("no_user");
    if (users.size() > most_invited) return refused("too_many_users");
    Json errors = Json::array();
    for (const std::string& user : users)
        if (const auto why = invite_refusal(world, *channel, user); !why.empty())
            errors.push_back({{"ok", false}, {"error", why}, {"user", user}});
    // Without `force` one bad user keeps all of them out.
    if (errors.empty() || flag_of(call, "force"))
        for (const std::string& user : users)
            if (invite_refusal(world, *channel, user).empty())
                join(world, *channel, user, world.workspace.app.bot_user);
    if (errors.empty()) return channel_answer(world, *channel);
    Json answer = refused(string_at(errors[0], "error"));
    answer["errors"] = std::move(errors);
    return answer;
}

Json conversations_join(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    if (channel->is_private) return refused("method_not_supported_for_channel_type");
    if (channel->is_archived) return refused("is_archived");
    const bool joined = join(world, *channel, world.workspace.app.bot_user, {});
    Json answer = channel_answer(world, *channel);
    if (!joined) {
        answer["warning"] = "already_in_channel";
        answer["response_metadata"] = {{"warnings", {"already_in_channel"}}};
    }
    return answer;
}

Json conversations_leave(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    if (channel->is_general) return refused("cant_leave_general");
    Json answer = done();
    if (!leave(world, *channel, world.workspace.app.bot_user)) answer["not_in_channel"] = true;
    return answer;
}

Json conversations_kick(World& world, const Call& call) {
    Json refusal;
    Channel* channel = changeable(world, call, refusal);
    if (!channel) return refusal;
    const std::string user = text_of(call, "user");
    if (user == world.workspace.app.bot_user) return refused("cant_kick_self");
    if (!world.workspace.user(user)) return refused("user_not_found");
    if (channel->is_general) return refused("cant_kick_from_general");
    return leave(world, *channel, user) ? done() : refused("not_in_channel");
}

Json conversations_archive(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    if (channel->is_archived) return refused("already_archived");
    if (channel->is_general) return refused("cant_archive_general");
    if (!world.workspace.is_member(*channel)) return refused("not_in_channel");
    channel->is_archived = true;
    channel_event(
        world, *channel, "channel_archive", {{"channel", channel->id}, {"user", world.workspace.app.bot_user}}
    );
    world.touch();
    return done();
}

Json conversations_unarchive(World& world, const Call& call) {
    Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    if (!channel->is_archived) return refused("not_archived");
    channel->is_archived = false;
    channel_event(
        world, *channel, "channel_unarchive", {{"channel", channel->id}, {"user", world.workspace.app.bot_user}}
    );
    world.touch();
    return done();
}

Json conversations_rename(World& world, const Call& call) {
    Json refusal;
    Channel* channel = changeable(world, call, refusal);
    if (!channel) return refusal;
    const std::string name = text_of(call, "name");
    if (const auto why = name_refusal(name); !why.empty()) return refused(why);
    if (channel->creator != world.workspace.app.bot_user) return refused("not_authorized");
    if (name != channel->name && world.workspace.channel_ids.contains(name)) return refused("name_taken");
    world.workspace.rename_channel(*channel, name);
    channel_event(
        world, *channel, "channel_rename",
        {{"channel", {{"id", channel->id}, {"name", name}, {"created", channel->created}}}}
    );
    return channel_answer(world, *channel);
}

Json conversations_set_topic(World& world, const Call& call) {
    return set_note(world, call, "topic");
}

Json conversations_set_purpose(World& world, const Call& call) {
    return set_note(world, call, "purpose");
}

Json conversations_info(World& world, const Call& call) {
    const Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    if (const std::string needed = scope_for(*channel, "read"); !call.token.scopes.contains(needed))
        return missing_scope(call, needed);
    Json answer = channel_answer(world, *channel);
    if (!flag_of(call, "include_num_members")) answer["channel"].erase("num_members");
    return answer;
}

Json conversations_open(World& world, const Call& call) {
    std::string user;
    if (const auto users = list_of(call, "users"); !users.empty()) {
        if (users.size() > 1) return refused("method_not_supported_for_channel_type");
        user = users.front();
    } else if (const Channel* given = channel_of(world, call); given && given->is_im) {
        user = given->im_user;
    } else {
        return refused(text_of(call, "channel").empty() ? "users_list_not_supplied" : "channel_not_found");
    }
    const User* person = world.workspace.user(user);
    if (!person) return refused("user_not_found");
    if (person->deleted) return refused("user_disabled");
    const std::size_t before = world.workspace.channels.size();
    const Channel& channel = world.workspace.direct(user);
    Json answer = done();
    const bool whole = flag_of(call, "return_im");
    answer["channel"] =
        whole ? channel_object(world.workspace, channel, world.workspace.app.bot_user) : Json{{"id", channel.id}};
    if (before == world.workspace.channels.size()) {
        answer["no_op"] = true;
        answer["already_open"] = true;
    }
    return answer;
}

} // namespace pilothouse::sandbox
