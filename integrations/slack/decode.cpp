#include "integrations/slack/decode.hpp"

#include "core/log.hpp"
#include "integrations/slack/fields.hpp"
#include "integrations/slack/markup.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

namespace {

/// Slack's own user: reminders and the like repeat what people wrote.
constexpr std::string_view slackbot = "USLACKBOT";

bool is_direct(std::string_view channel) {
    return channel.starts_with('D');
}

std::string accepted_url(std::string url, const Hearing& hearing) {
    if (url.empty() || hearing.response_urls.accept(url)) return url;
    log::warn("slack.response_url.refused", {{"why", "its host is not one of slack.response_hosts"}});
    return {};
}

/// Typed by a person just now: not an edit, not a bot, not something the client shows in grey.
bool is_fresh_speech(json& event, const Hearing& hearing) {
    static constexpr std::array<std::string_view, 2> spoken{"file_share", "thread_broadcast"};
    for (const std::string_view sign : {"bot_id", "bot_profile", "edited"}) {
        if (child(event, sign)) return false;
    }
    if (const auto* hidden = child(event, "hidden"); hidden && *hidden != false) return false;
    if (child(event, "subtype") && std::ranges::find(spoken, look(event, "subtype")) == spoken.end()) return false;
    const auto user = look(event, "user");
    return !user.empty() && user != slackbot && (hearing.own_user_id.empty() || user != hearing.own_user_id);
}

/// One text in a channel arrives both as `message` and as `app_mention`: there the mention counts; in a direct
/// conversation, where nobody needs to mention the bot, the message does.
std::optional<commands::Voice> voice_of(json& event) {
    const auto type = look(event, "type");
    const auto channel_type = look(event, "channel_type");
    const bool direct = channel_type == "im" || channel_type == "app_home" || is_direct(look(event, "channel"));
    if (type == "app_mention" && !direct) return commands::Voice::mention;
    if (type == "message" && direct) return commands::Voice::direct;
    return std::nullopt;
}

/// The bot's user id as this very delivery states it, for the time before auth.test has answered.
std::string_view authorized_bot(json& payload) {
    auto* authorizations = child(payload, "authorizations");
    if (!authorizations || !authorizations->is_array() || authorizations->empty()) return {};
    auto& first = authorizations->front();
    return is_true(first, "is_bot") ? look(first, "user_id") : std::string_view{};
}

std::string event_key(json& payload, json& event) {
    auto id = take(payload, "event_id");
    if (!id.empty()) return "event:" + std::move(id);
    const auto ts = look(event, "ts");
    if (ts.empty()) return {};
    return "message:" + std::string(look(event, "channel")) + ":" + std::string(ts);
}

Decoded rate_limited(json& payload) {
    const auto* minute = child(payload, "minute_rate_limited");
    const auto at = minute && minute->is_number_integer() ? minute->get<std::int64_t>() : 0;
    commands::Noticed notice;
    notice.key = "slack/app_rate_limited";
    notice.text =
        Text("Slack holds back events of this workspace: more than 30,000 in an hour. Some mentions were lost.");
    return Heard{"app_rate_limited:" + std::to_string(at), std::move(notice)};
}

std::string slash_key(json& payload) {
    for (const std::string_view field : {"trigger_id", "response_url"}) {
        if (const auto value = look(payload, field); !value.empty()) return "slash:" + std::string(value);
    }
    return {};
}

/// "/acme-deploy" with the prefix "acme-" is "deploy".
std::string_view command_name(std::string_view command, std::string_view prefix) {
    if (command.starts_with('/')) command.remove_prefix(1);
    if (prefix.starts_with('/')) prefix.remove_prefix(1);
    if (command.starts_with(prefix)) command.remove_prefix(prefix.size());
    return command;
}

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
bool is_stranger(json& payload) {
    if (child(payload, "enterprise")) return false;
    const auto theirs = look(child(payload, "user"), "team_id");
    const auto ours = look(child(payload, "team"), "id");
    return !theirs.empty() && !ours.empty() && theirs != ours;
}

commands::Place place_pressed(json& payload) {
    auto* container = child(payload, "container");
    commands::Place place;
    auto channel = take(child(payload, "channel"), "id");
    if (channel.empty()) channel = take(container, "channel_id");
    place.thread = take(container, "thread_ts");
    if (place.thread.empty()) place.thread = take(child(payload, "message"), "thread_ts");
    place.direct = is_direct(channel);
    place.strangers = is_stranger(payload);
    place.channel = ChannelId(std::move(channel));
    return place;
}

Decoded pressed(json& payload, const Hearing& hearing) {
    auto* actions = child(payload, "actions");
    if (!actions || !actions->is_array()) return fail(Errc::bad_input, "block_actions without actions");
    const auto ours = std::ranges::find_if(*actions, [](json& action) {
        return look(action, "type") == "button" && !child(action, "url") &&
               !action_of(look(action, "action_id")).empty();
    });
    if (ours == actions->end()) return std::nullopt;

    auto user = take(child(payload, "user"), "id");
    auto trigger = take(payload, "trigger_id");
    const auto id = take(*ours, "action_id");
    auto at = take(*ours, "action_ts");
    if (at.empty()) at = trigger;
    if (user.empty() || at.empty()) return fail(Errc::bad_input, "block_actions without user or action_ts");

    commands::Pressed press;
    auto key = "action:" + user + ":" + id + ":" + at;
    press.who = PersonId(std::move(user));
    press.action = std::string(action_of(id));
    press.value = take(*ours, "value");
    press.where = place_pressed(payload);
    press.trigger = std::move(trigger);
    press.response_url = accepted_url(take(payload, "response_url"), hearing);
    return Heard{std::move(key), std::move(press)};
}

/// What was entered into one input; empty for what was left out.
std::string answer(json& element) {
    auto value = take(element, "value");
    if (!value.empty()) return value;
    value = take(child(element, "selected_option"), "value");
    if (!value.empty()) return value;
    return take(element, "selected_user");
}

Decoded submitted(json& payload) {
    auto* view = child(payload, "view");
    auto user = take(child(payload, "user"), "id");
    const auto id = look(view, "id");
    if (user.empty() || id.empty()) return fail(Errc::bad_input, "view_submission without user or view");

    auto key = "view:" + std::string(id) + ":" + std::string(look(view, "hash"));
    commands::Submitted form;
    form.who = PersonId(std::move(user));
    form.form = take(view, "callback_id");
    form.context = take(view, "private_metadata");
    auto* values = child(child(view, "state"), "values");
    if (values && values->is_object()) {
        for (auto& [block, elements] : values->items()) {
            if (elements.is_object() && !elements.empty()) form.answers[block] = answer(*elements.begin());
        }
    }
    return Heard{std::move(key), std::move(form)};
}

} // namespace

Decoded decode_events(json& payload, const Hearing& hearing) {
    const auto type = look(payload, "type");
    if (type == "app_rate_limited") return rate_limited(payload);
    auto* event = child(payload, "event");
    if (!event || type != "event_callback") return std::nullopt;
    const auto voice = voice_of(*event);
    if (!voice || !is_fresh_speech(*event, hearing)) return std::nullopt;

    auto key = event_key(payload, *event);
    if (key.empty()) return fail(Errc::bad_input, "an event without event_id and ts");
    const auto own = hearing.own_user_id.empty() ? authorized_bot(payload) : std::string_view(hearing.own_user_id);
    if (look(*event, "user") == own) return std::nullopt;

    commands::Said said;
    said.words = utterance(look(*event, "text"), own);
    said.who = PersonId(take(*event, "user"));
    said.voice = *voice;
    said.where.channel = ChannelId(take(*event, "channel"));
    said.where.thread = take(*event, "thread_ts");
    said.where.direct = *voice == commands::Voice::direct;
    said.where.strangers = is_true(payload, "is_ext_shared_channel");
    if (said.where.channel.empty()) return fail(Errc::bad_input, "an event without a channel");
    return Heard{std::move(key), std::move(said)};
}

Decoded decode_slash(json& payload, const Hearing& hearing) {
    auto key = slash_key(payload);
    const auto command = look(payload, "command");
    if (key.empty() || command.empty() || look(payload, "user_id").empty())
        return fail(Errc::bad_input, "a slash command without command, user_id or trigger_id");

    commands::Said said;
    said.voice = commands::Voice::slash;
    said.words = slash_words(command_name(command, hearing.command_prefix), look(payload, "text"), hearing);
    said.who = PersonId(take(payload, "user_id"));
    auto channel = take(payload, "channel_id");
    said.where.direct = is_direct(channel);
    said.where.channel = ChannelId(std::move(channel));
    said.trigger = take(payload, "trigger_id");
    said.response_url = accepted_url(take(payload, "response_url"), hearing);
    return Heard{std::move(key), std::move(said)};
}

Decoded decode_interactive(json& payload, const Hearing& hearing) {
    const auto type = look(payload, "type");
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
