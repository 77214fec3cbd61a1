#include "sandbox/slack/people.hpp"

#include "core/json.hpp"
#include "sandbox/slack/call.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/rooms.hpp"
#include "sandbox/slack/typed_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

/// What people do that Slack answers by itself: talk, edit, react, come and go.
namespace pilothouse::sandbox {

namespace {

struct Scene {
    const User* user = nullptr;
    Channel* channel = nullptr;
    JsonPtr refusal{};
};

Scene scene_of(World& world, const Json& wish) {
    Scene scene;
    const std::string as = string_at(wish, "as");
    scene.user = world.workspace.user(as) ? world.workspace.user(as) : world.workspace.user_named(as);
    scene.channel = world.workspace.channel(string_at(wish, "channel"));
    if (!scene.user)
        scene.refusal = std::make_shared<Json>(refused("user_not_found"));
    else if (!scene.channel)
        scene.refusal = std::make_shared<Json>(refused("channel_not_found"));
    else if (!scene.channel->members.contains(scene.user->id))
        scene.refusal = std::make_shared<Json>(refused("not_in_channel"));
    return scene;
}

} // namespace

Json say(World& world, const Json& wish) {
    const Scene scene = scene_of(world, wish);
    if (scene.refusal) return *scene.refusal;
    if (scene.channel->is_archived) return refused("is_archived");
    const std::string text = string_at(wish, "text"), thread_ts = string_at(wish, "thread_ts");
    if (text.empty()) return refused("no_text");
    if (!thread_ts.empty() && !world.workspace.message(*scene.channel, thread_ts)) return refused("thread_not_found");
    TypedText typed = typed_text(world.workspace, text);
    Json body{{"text", std::move(typed.text)}, {"client_msg_id", world.workspace.new_uuid()}};
    body["blocks"] = std::move(*typed.blocks);
    const Message& posted = post(
        world, *scene.channel,
        {.body = std::make_shared<Json>(std::move(body)), .author = scene.user->id, .thread_ts = thread_ts}
    );
    world.stats.count("people.said");
    return {{"ok", true}, {"channel", scene.channel->id}, {"ts", (*posted.body)["ts"]}};
}

Json edit_said(World& world, const Json& wish) {
    const Scene scene = scene_of(world, wish);
    if (scene.refusal) return *scene.refusal;
    Message* message = world.workspace.message(*scene.channel, string_at(wish, "ts"));
    if (!message) return refused("message_not_found");
    if (message->author != scene.user->id) return refused("cant_update_message");
    TypedText typed = typed_text(world.workspace, string_at(wish, "text"));
    Json body = *message->body;
    body["text"] = std::move(typed.text);
    body["blocks"] = std::move(*typed.blocks);
    body["edited"] = {{"user", scene.user->id}, {"ts", world.workspace.next_ts()}};
    edit(world, *scene.channel, *message, std::move(body));
    return done();
}

Json delete_said(World& world, const Json& wish) {
    const Scene scene = scene_of(world, wish);
    if (scene.refusal) return *scene.refusal;
    const std::string ts = string_at(wish, "ts");
    const Message* message = world.workspace.message(*scene.channel, ts);
    if (!message) return refused("message_not_found");
    if (message->author != scene.user->id && message->only_for != scene.user->id && !scene.user->is_admin)
        return refused("cant_delete_message");
    remove(world, *scene.channel, ts, scene.user->id);
    return done();
}

Json react_as(World& world, const Json& wish) {
    const Scene scene = scene_of(world, wish);
    if (scene.refusal) return *scene.refusal;
    Message* message = world.workspace.message(*scene.channel, string_at(wish, "ts"));
    if (!message) return refused("message_not_found");
    std::string name = string_at(wish, "name");
    std::erase(name, ':');
    if (name.empty()) return refused("invalid_name");
    // A second click takes the reaction away, as in Slack.
    if (!react(world, *scene.channel, *message, scene.user->id, name))
        unreact(world, *scene.channel, *message, scene.user->id, name);
    return done();
}

Json join_as(World& world, const Json& wish) {
    const std::string as = string_at(wish, "as");
    const User* user = world.workspace.user(as) ? world.workspace.user(as) : world.workspace.user_named(as);
    Channel* channel = world.workspace.channel(string_at(wish, "channel"));
    if (!user || !channel || channel->is_im) return refused(user ? "channel_not_found" : "user_not_found");
    if (string_at(wish, "action") == "leave")
        leave(world, *channel, user->id);
    else
        join(world, *channel, user->id, string_at(wish, "inviter"));
    return done();
}

Json open_home(World& world, const Json& wish) {
    const std::string as = string_at(wish, "as");
    const User* user = world.workspace.user(as) ? world.workspace.user(as) : world.workspace.user_named(as);
    if (!user) return refused("user_not_found");
    const Channel& direct = world.workspace.direct(user->id);
    Json event{
        {"type", "app_home_opened"},
        {"user", user->id},
        {"channel", direct.id},
        {"tab", "home"},
        {"event_ts", world.workspace.next_ts()}
    };
    const std::string home = world.workspace.homes[user->id];
    const auto view = world.workspace.views.find(home);
    if (view != world.workspace.views.end()) event["view"] = view_object(world.workspace, view->second);
    world.delivery.event("app_home_opened", std::move(event));
    Json answer = done();
    answer["view"] = view == world.workspace.views.end() ? Json() : view_object(world.workspace, view->second);
    return answer;
}

} // namespace pilothouse::sandbox
