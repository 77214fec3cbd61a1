#include "core/json.hpp"
#include "core/utf8.hpp"
#include "sandbox/slack/api.hpp"
#include "sandbox/slack/call.hpp"
#include "sandbox/slack/modals.hpp"
#include "sandbox/slack/payloads.hpp"
#include "sandbox/slack/people.hpp"
#include "sandbox/slack/rooms.hpp"
#include "sandbox/slack/typed_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

/// What people do that the app must answer: commands, buttons, modals, shortcuts.
namespace pilothouse::sandbox {

namespace {

const User* person(const World& world, const Json& wish) {
    const std::string as = string_at(wish, "as");
    const User* user = world.workspace.user(as);
    return user ? user : world.workspace.user_named(as);
}

std::string action_time(World& world) {
    return world.workspace.next_ts();
}

struct Pressed {
    const Json* block = nullptr;
    const Json* element = nullptr;
};

void look_in(const Json& blocks, const std::string& block_id, const std::string& action_id, Pressed& found) {
    const auto matches = [&](const Json& element) { return string_at(element, "action_id") == action_id; };
    for (const Json& block : blocks) {
        if (!block.is_object() || (!block_id.empty() && string_at(block, "block_id") != block_id)) continue;
        for (const char* key : {"accessory", "element"})
            if (block.contains(key) && matches(block[key])) found = {&block, &block[key]};
        if (string_at(block, "type") == "actions")
            for (const Json& element : block["elements"])
                if (matches(element)) found = {&block, &element};
        if (found.element) return;
    }
}

Pressed find_element(const Json& body, const Json& wish) {
    Pressed found;
    const std::string block_id = string_at(wish, "block_id"), action_id = string_at(wish, "action_id");
    if (body.contains("blocks")) look_in(body["blocks"], block_id, action_id, found);
    if (const auto attachments = body.find("attachments"); attachments != body.end())
        for (const Json& attachment : *attachments)
            if (!found.element && attachment.contains("blocks"))
                look_in(attachment["blocks"], block_id, action_id, found);
    return found;
}

/// One entry of `actions`: what the element says about itself, and what the person chose.
Json action_of(World& world, const Pressed& pressed, const Json& wish) {
    const Json& element = *pressed.element;
    Json action{
        {"type", element["type"]}, {"action_id", element["action_id"]}, {"block_id", (*pressed.block)["block_id"]}
    };
    if (string_at(element, "type") == "button") {
        for (const char* key : {"text", "value", "style", "url"})
            if (element.contains(key)) action[key] = element[key];
    } else {
        action.update(input_value(element, wish.value("value", Json())));
        if (element.contains("placeholder")) action["placeholder"] = element["placeholder"];
    }
    action["action_ts"] = action_time(world);
    return action;
}

Json press_on_message(World& world, const User& user, Channel& channel, const Message& message, Json& payload) {
    const bool ephemeral = !message.only_for.empty();
    payload["container"] = {
        {"type", "message"},
        {"message_ts", (*message.body)["ts"]},
        {"channel_id", channel.id},
        {"is_ephemeral", ephemeral}
    };
    if (!message.thread_ts.empty()) payload["container"]["thread_ts"] = message.thread_ts;
    payload["channel"] = {{"id", channel.id}, {"name", channel.is_im ? "directmessage" : channel.name}};
    if (!ephemeral) payload["message"] = message_object(channel, message, true);
    payload["state"] = {{"values", Json::object()}};
    const std::string path = world.workspace.new_response_url(
        "actions", {.channel = channel.id,
                    .user = user.id,
                    .message_ts = string_at(*message.body, "ts"),
                    .thread_ts = message.thread_ts,
                    .ephemeral_source = ephemeral}
    );
    payload["response_url"] = world.base_url + path;
    return payload;
}

Json ended(const Answer& answer) {
    return answer.error.empty() ? done() : refused(answer.error);
}

/// What a person must mend before the app hears of it: {block_id: text}.
Json missing_inputs(const View& view, const Json& values) {
    Json errors = Json::object();
    for (const Json& block : (*view.body)["blocks"]) {
        if (string_at(block, "type") != "input") continue;
        const std::string block_id = string_at(block, "block_id"), action_id = string_at(block["element"], "action_id");
        const Json actions = values.value(block_id, Json::object());
        Json value = actions.value(action_id, Json());
        if (value.is_object()) value.erase("type");
        const bool empty = !value.is_object() || std::ranges::all_of(value, [](const Json& one) {
            return one.is_null() || one == Json("") || (one.is_array() && one.empty());
        });
        if (empty && !block.value("optional", false)) errors[block_id] = "Please complete this required field.";
        if (empty || !value.contains("value") || !value["value"].is_string()) continue;
        const std::size_t size = code_points(value["value"].get_ref<const std::string&>());
        if (size < block["element"].value("min_length", std::size_t{0})) errors[block_id] = "This is too short.";
        if (size > block["element"].value("max_length", std::size_t{3000})) errors[block_id] = "This is too long.";
    }
    return errors;
}

void take_values(View& view, const Json& given) {
    for (const Json& block : (*view.body)["blocks"]) {
        const std::string block_id = string_at(block, "block_id");
        if (!given.contains(block_id) || !given[block_id].is_object()) continue;
        for (const auto& [action_id, value] : given[block_id].items()) {
            Pressed found;
            look_in((*view.body)["blocks"], block_id, action_id, found);
            if (found.element) (*view.state)[block_id][action_id] = input_value(*found.element, value);
        }
    }
}

/// Does what the ack of a view_submission says. The answer for the person.
Json follow(World& world, const std::string& view_id, const std::string& user, const Json& ack) {
    const std::string what = string_at(ack, "response_action");
    const auto found = world.workspace.views.find(view_id);
    if (found == world.workspace.views.end()) return done();
    if (what == "errors") {
        Json answer = refused("validation");
        answer["errors"] = ack.value("errors", Json::object());
        return answer;
    }
    if (what == "clear") {
        close_all_views(world, user);
        return done();
    }
    if (what != "update" && what != "push") {
        close_view(world, view_id);
        return done();
    }
    Json body = ack.value("view", Json());
    if (Json refusal = view_refusal(world, body, "modal", view_id); !refusal.is_null()) {
        world.journal.add("view.bad_answer", {{"view", view_id}, {"refusal", refusal}});
        return refusal;
    }
    if (what == "update")
        change_view(world, found->second, std::move(body));
    else
        show_view(world, user, std::move(body), view_id);
    return done();
}

} // namespace

net::awaitable<Json> command_as(World& world, const Json& wish) {
    const User* user = person(world, wish);
    Channel* channel = world.workspace.channel(string_at(wish, "channel"));
    if (!user || !channel) co_return refused(user ? "channel_not_found" : "user_not_found");
    const std::string command = string_at(wish, "command");
    const auto& commands = world.workspace.app.commands;
    const auto known = std::ranges::find(commands, command, &Command::command);
    if (known == commands.end())
        co_return Json{{"ok", false}, {"error", "unknown_command"}, {"response", command + " is not a valid command."}};
    std::string text = string_at(wish, "text");
    if (known->should_escape) text = typed_text(world.workspace, text).text;
    const std::string whose = user->id, where = channel->id;
    const Json payload = slash_command(world.workspace, *user, *channel, command, text, world.base_url);
    const Answer answer = co_await world.delivery.ask("slash_commands", payload, true);
    if (!answer.error.empty()) {
        Json failed = refused(answer.error);
        failed["response"] = fmt::format("{} failed with the error \"{}\"", command, answer.error);
        co_return failed;
    }
    Json result = done();
    if (!answer.payload) co_return result;
    result["response"] = *answer.payload;
    const ResponseUrl target{.channel = where, .user = whose, .message_ts = {}, .thread_ts = {}};
    if (string_at(*answer.payload, "response_type") == "in_channel") {
        Json line{{"text", command + (text.empty() ? "" : " " + text)}};
        post(
            world, world.workspace.channels.at(where),
            {.body = std::make_shared<Json>(std::move(line)), .author = whose}
        );
    }
    if (const std::string error = show_response(world, target, *answer.payload); !error.empty() && error != "no_text")
        result["response_error"] = error;
    co_return result;
}

net::awaitable<Json> press_as(World& world, const Json& wish) {
    const User* user = person(world, wish);
    if (!user) co_return refused("user_not_found");
    const std::string view_id = string_at(wish, "view_id");
    Json payload = interaction(world.workspace, "block_actions", *user, view_id);
    Pressed pressed;
    if (!view_id.empty()) {
        const auto view = world.workspace.views.find(view_id);
        if (view == world.workspace.views.end()) co_return refused("view_not_found");
        pressed = find_element(*view->second.body, wish);
        if (!pressed.element) co_return refused("action_not_found");
        Json action = action_of(world, pressed, wish);
        if (string_at(action, "type") != "button")
            (*view->second.state)[string_at(action, "block_id")][string_at(action, "action_id")] =
                input_value(*pressed.element, wish.value("value", Json()));
        payload["container"] = {{"type", "view"}, {"view_id", view_id}};
        payload["view"] = view_object(world.workspace, view->second);
        payload["actions"] = Json::array({std::move(action)});
    } else {
        Channel* channel = world.workspace.channel(string_at(wish, "channel"));
        Message* message = channel ? world.workspace.message(*channel, string_at(wish, "message_ts")) : nullptr;
        if (!message || (!message->only_for.empty() && message->only_for != user->id))
            co_return refused("message_not_found");
        pressed = find_element(*message->body, wish);
        if (!pressed.element) co_return refused("action_not_found");
        press_on_message(world, *user, *channel, *message, payload);
        payload["actions"] = Json::array({action_of(world, pressed, wish)});
    }
    world.stats.count("people.pressed");
    co_return ended(co_await world.delivery.ask("interactive", payload, false));
}

net::awaitable<Json> submit_as(World& world, const Json& wish) {
    const User* user = person(world, wish);
    const std::string view_id = string_at(wish, "view_id");
    const auto view = world.workspace.views.find(view_id);
    if (!user || view == world.workspace.views.end()) co_return refused(user ? "view_not_found" : "user_not_found");
    take_values(view->second, wish.value("values", Json::object()));
    if (Json errors = missing_inputs(view->second, *view->second.state); !errors.empty()) {
        Json answer = refused("validation");
        answer["errors"] = std::move(errors);
        co_return answer;
    }
    Json payload = interaction(world.workspace, "view_submission", *user, view_id);
    payload["view"] = view_object(world.workspace, view->second);
    payload["response_urls"] = Json::array();
    const std::string whose = user->id;
    const Answer answer = co_await world.delivery.ask("interactive", payload, true);
    if (!answer.error.empty()) co_return refused(answer.error);
    co_return follow(world, view_id, whose, answer.payload ? *answer.payload : Json::object());
}

net::awaitable<Json> close_as(World& world, const Json& wish) {
    const User* user = person(world, wish);
    const std::string view_id = string_at(wish, "view_id");
    const auto view = world.workspace.views.find(view_id);
    if (!user || view == world.workspace.views.end()) co_return refused(user ? "view_not_found" : "user_not_found");
    Json payload = interaction(world.workspace, "view_closed", *user, view_id);
    payload.erase("trigger_id");
    payload["view"] = view_object(world.workspace, view->second);
    payload["is_cleared"] = wish.value("is_cleared", false);
    const bool tell = view->second.body->value("notify_on_close", false);
    if (wish.value("is_cleared", false))
        close_all_views(world, user->id);
    else
        close_view(world, view_id);
    if (!tell) co_return done();
    co_return ended(co_await world.delivery.ask("interactive", payload, false));
}

net::awaitable<Json> shortcut_as(World& world, const Json& wish) {
    const User* user = person(world, wish);
    if (!user) co_return refused("user_not_found");
    const std::string ts = string_at(wish, "message_ts");
    Json payload = interaction(world.workspace, ts.empty() ? "shortcut" : "message_action", *user, {});
    payload["callback_id"] = string_at(wish, "callback_id");
    payload["action_ts"] = action_time(world);
    if (!ts.empty()) {
        Channel* channel = world.workspace.channel(string_at(wish, "channel"));
        const Message* message = channel ? world.workspace.message(*channel, ts) : nullptr;
        if (!message) co_return refused("message_not_found");
        press_on_message(world, *user, *channel, *message, payload);
        payload.erase("container");
        payload.erase("state");
        payload["message_ts"] = ts;
    }
    co_return ended(co_await world.delivery.ask("interactive", payload, false));
}

net::awaitable<Json> suggest_as(World& world, const Json& wish) {
    const User* user = person(world, wish);
    if (!user) co_return refused("user_not_found");
    Json payload = interaction(world.workspace, "block_suggestion", *user, {});
    payload.erase("trigger_id");
    payload["action_id"] = string_at(wish, "action_id");
    payload["block_id"] = string_at(wish, "block_id");
    payload["value"] = string_at(wish, "value");
    const std::string view_id = string_at(wish, "view_id");
    if (const auto view = world.workspace.views.find(view_id); view != world.workspace.views.end()) {
        payload["container"] = {{"type", "view"}, {"view_id", view_id}};
        payload["view"] = view_object(world.workspace, view->second);
    } else {
        payload["container"] = {
            {"type", "message"},
            {"message_ts", string_at(wish, "message_ts")},
            {"channel_id", string_at(wish, "channel")}
        };
    }
    const Answer answer = co_await world.delivery.ask("interactive", payload, true);
    if (!answer.error.empty()) co_return refused(answer.error);
    Json result = done();
    if (answer.payload) result.update(*answer.payload);
    co_return result;
}

} // namespace pilothouse::sandbox
