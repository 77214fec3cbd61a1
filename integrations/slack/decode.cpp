#include "integrations/slack/decode.hpp"

#include "core/log.hpp"
#include "integrations/slack/markup.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace pilothouse::slack {

namespace {

/// Slack's own user: reminders and the like repeat what people wrote.
constexpr std::string_view slackbot = "USLACKBOT";

bool is_direct(std::string_view channel) {
    return channel.starts_with('D');
}

std::string accepted_url(std::string_view url, const Hearing& hearing) {
    if (url.empty() || hearing.response_urls.accept(url)) return std::string(url);
    log::warn("slack.response_url.refused", {{"why", "its host is not one of slack.response_hosts"}});
    return {};
}

/// Typed by a person just now: not an edit, not a bot, not something the client shows in grey.
bool is_fresh_speech(JsonView event, const Hearing& hearing) {
    static constexpr std::array<std::string_view, 2> spoken{"file_share", "thread_broadcast"};
    for (const std::string_view sign : {"bot_id", "bot_profile", "edited"}) {
        if (event[sign]) return false;
    }
    if (const auto hidden = event["hidden"]; hidden && !hidden.is_false()) return false;
    if (event["subtype"] && std::ranges::find(spoken, event.text("subtype")) == spoken.end()) return false;
    const auto user = event.text("user");
    return !user.empty() && user != slackbot && (hearing.own_user_id.empty() || user != hearing.own_user_id);
}

/// One text in a channel arrives both as `message` and as `app_mention`: there the mention counts; in a direct
/// conversation, where nobody needs to mention the bot, the message does.
std::optional<commands::Voice> voice_of(JsonView event) {
    const auto type = event.text("type");
    const auto channel_type = event.text("channel_type");
    const bool direct = channel_type == "im" || channel_type == "app_home" || is_direct(event.text("channel"));
    if (type == "app_mention" && !direct) return commands::Voice::mention;
    if (type == "message" && direct) return commands::Voice::direct;
    return std::nullopt;
}

/// The bot's user id as this very delivery states it, for the time before auth.test has answered.
std::string_view authorized_bot(JsonView payload) {
    const auto first = payload["authorizations"].first();
    return first["is_bot"].is_true() ? first.text("user_id") : std::string_view{};
}

std::string event_key(JsonView payload, JsonView event) {
    if (const auto id = payload.text("event_id"); !id.empty()) return "event:" + std::string(id);
    const auto ts = event.text("ts");
    if (ts.empty()) return {};
    return "message:" + std::string(event.text("channel")) + ":" + std::string(ts);
}

Decoded rate_limited(JsonView payload) {
    const auto at = payload["minute_rate_limited"].whole_number();
    commands::Noticed notice;
    notice.key = "slack/app_rate_limited";
    notice.text =
        Text("Slack holds back events of this workspace: more than 30,000 in an hour. Some mentions were lost.");
    return Heard{"app_rate_limited:" + std::to_string(at), std::move(notice)};
}

std::string slash_key(JsonView payload) {
    for (const std::string_view field : {"trigger_id", "response_url"}) {
        if (const auto value = payload.text(field); !value.empty()) return "slash:" + std::string(value);
    }
    return {};
}

} // namespace

std::string_view command_name(std::string_view command, std::string_view prefix) {
    if (command.starts_with('/')) command.remove_prefix(1);
    if (prefix.starts_with('/')) prefix.remove_prefix(1);
    if (command.starts_with(prefix)) command.remove_prefix(prefix.size());
    return command;
}

namespace {

/// "/deploy x" says "deploy x"; "/pilot x" says "x".
commands::Utterance slash_words(std::string_view name, std::string_view text, const Hearing& hearing) {
    auto words = utterance(text, hearing.own_user_id);
    if (name.empty() || name == "pilot") return words;
    auto first = std::string(name);
    if (words.empty()) return commands::plain_words(std::move(first));
    if (auto* plain = std::get_if<commands::PlainWords>(&words.front())) {
        plain->text.insert(0, first + ' ');
    } else {
        words.insert(words.begin(), commands::PlainWords{first + ' '});
    }
    return words;
}

/// A person of another organisation pressed: `team` is the workspace the message is in. On Enterprise Grid people
/// of one organisation have several workspaces, so there the ids tell nothing.
bool is_stranger(JsonView payload) {
    if (payload["enterprise"]) return false;
    const auto theirs = payload["user"].text("team_id");
    const auto ours = payload["team"].text("id");
    return !theirs.empty() && !ours.empty() && theirs != ours;
}

commands::Place place_pressed(JsonView payload) {
    const auto container = payload["container"];
    auto channel = payload["channel"].text("id");
    if (channel.empty()) channel = container.text("channel_id");
    auto thread = container.text("thread_ts");
    if (thread.empty()) thread = payload["message"].text("thread_ts");
    commands::Place place;
    place.channel = ChannelId(std::string(channel));
    place.thread = thread;
    place.direct = is_direct(channel);
    place.strangers = is_stranger(payload);
    return place;
}

bool is_our_button(JsonView action) {
    return action.text("type") == "button" && !action["url"] && !action_of(action.text("action_id")).empty();
}

Decoded pressed(JsonView payload, const Hearing& hearing) {
    if (!payload["actions"].is_array()) return fail(Errc::bad_input, "block_actions without actions");
    const auto actions = payload["actions"].elements();
    const auto ours = std::ranges::find_if(actions, is_our_button);
    if (ours == actions.end()) return std::nullopt;

    const auto user = payload["user"].text("id");
    const auto trigger = payload.text("trigger_id");
    const auto id = ours->text("action_id");
    auto at = ours->text("action_ts");
    if (at.empty()) at = trigger;
    if (user.empty() || at.empty()) return fail(Errc::bad_input, "block_actions without user or action_ts");

    commands::Pressed press;
    press.who = PersonId(std::string(user));
    press.action = action_of(id);
    press.value = ours->text("value");
    press.where = place_pressed(payload);
    press.trigger = trigger;
    press.response_url = accepted_url(payload.text("response_url"), hearing);
    auto key = "action:" + press.who.value + ":" + std::string(id) + ":" + std::string(at);
    return Heard{std::move(key), std::move(press)};
}

/// What was entered into one input; empty for what was left out.
std::string_view answer(JsonView element) {
    for (const auto value : {element.text("value"), element["selected_option"].text("value")}) {
        if (!value.empty()) return value;
    }
    return element.text("selected_user");
}

Decoded submitted(JsonView payload) {
    const auto view = payload["view"];
    const auto user = payload["user"].text("id");
    const auto id = view.text("id");
    if (user.empty() || id.empty()) return fail(Errc::bad_input, "view_submission without user or view");

    commands::Submitted form;
    form.who = PersonId(std::string(user));
    form.form = view.text("callback_id");
    form.context = view.text("private_metadata");
    for (const auto& [block, elements] : view["state"]["values"].members()) {
        if (const auto element = elements.first(); elements.is_object() && element)
            form.answers[std::string(block)] = answer(element);
    }
    return Heard{"view:" + std::string(id) + ":" + std::string(view.text("hash")), std::move(form)};
}

} // namespace

Decoded decode_events(JsonView payload, const Hearing& hearing) {
    const auto type = payload.text("type");
    if (type == "app_rate_limited") return rate_limited(payload);
    const auto event = payload["event"];
    if (!event || type != "event_callback") return std::nullopt;
    const auto voice = voice_of(event);
    if (!voice || !is_fresh_speech(event, hearing)) return std::nullopt;
    const auto own = hearing.own_user_id.empty() ? authorized_bot(payload) : std::string_view(hearing.own_user_id);
    if (event.text("user") == own) return std::nullopt;

    auto key = event_key(payload, event);
    const auto channel = event.text("channel");
    if (key.empty() || channel.empty()) return fail(Errc::bad_input, "an event without event_id or channel");
    commands::Said said;
    said.who = PersonId(std::string(event.text("user")));
    said.where.channel = ChannelId(std::string(channel));
    said.where.thread = event.text("thread_ts");
    said.where.direct = *voice == commands::Voice::direct;
    said.where.strangers = payload["is_ext_shared_channel"].is_true();
    said.voice = *voice;
    said.words = utterance(event.text("text"), own);
    return Heard{std::move(key), std::move(said)};
}

Decoded decode_slash(JsonView payload, const Hearing& hearing) {
    auto key = slash_key(payload);
    const auto command = payload.text("command");
    const auto user = payload.text("user_id");
    if (key.empty() || command.empty() || user.empty())
        return fail(Errc::bad_input, "a slash command without command, user_id or trigger_id");

    const auto channel = payload.text("channel_id");
    commands::Said said;
    said.who = PersonId(std::string(user));
    said.where.channel = ChannelId(std::string(channel));
    said.where.direct = is_direct(channel);
    said.voice = commands::Voice::slash;
    said.words = slash_words(command_name(command, hearing.command_prefix), payload.text("text"), hearing);
    said.trigger = payload.text("trigger_id");
    said.response_url = accepted_url(payload.text("response_url"), hearing);
    return Heard{std::move(key), std::move(said)};
}

Decoded decode_interactive(JsonView payload, const Hearing& hearing) {
    const auto type = payload.text("type");
    if (type == "block_actions") return pressed(payload, hearing);
    if (type == "view_submission") return submitted(payload);
    return std::nullopt;
}

std::string action_id(std::string_view action, std::size_t index) {
    return std::string(action) + '#' + std::to_string(index);
}

std::string_view action_of(std::string_view action_id) {
    const auto mark = action_id.rfind('#');
    if (mark == std::string_view::npos || mark + 1 == action_id.size()) return {};
    const auto digits = action_id.substr(mark + 1);
    const bool numbered = std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
    return numbered ? action_id.substr(0, mark) : std::string_view{};
}

} // namespace pilothouse::slack
