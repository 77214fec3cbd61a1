#include "core/json.hpp"
#include "integrations/slack/render.hpp"
#include "integrations/slack/sender.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

/// What one person alone sees: whispers and forms.
namespace pilothouse::slack {

namespace {

using commands::Attempt;
using commands::Done;
using commands::GiveUp;
using commands::OpenForm;
using commands::Outcome;
using commands::Whisper;
using nlohmann::json;

/// Slack's methods and its guides name the same thing differently.
constexpr std::array<std::string_view, 6> dead_triggers{
    "expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id",
    "invalid_trigger",    "trigger_expired",      "trigger_exchanged",
};
constexpr std::array<std::string_view, 2> used_triggers{"exchanged_trigger_id", "trigger_exchanged"};

/// Of ours alone: a form is worth waiting for no longer than its trigger lives.
constexpr std::chrono::seconds trigger_life{3};

template <std::size_t N>
bool is_one_of(const std::string& reason, const std::array<std::string_view, N>& reasons) {
    return std::ranges::find(reasons, reason) != reasons.end();
}

commands::Card marked(commands::Card card, bool repeated) {
    if (repeated) card.blocks.emplace_back(commands::Footnote{"(repeated: the answer to the first try was lost)"});
    return card;
}

/// "ok" in plain text, or nothing; a JSON document with ok: false is a refusal under status 200.
bool taken(const net::HttpResponse& response) {
    if (response.status < 200 || response.status > 299) return false;
    const auto answer = parse_json(response.body);
    if (!answer || !answer->is_object()) return true;
    const auto ok = answer->find("ok");
    return ok == answer->end() || !ok->is_boolean() || ok->get<bool>();
}

/// The bot can't speak to that person in that channel, but it can speak to the person.
bool not_there(const CallError& error) {
    return error.refusal == Refusal::setting && error.reason != "missing_scope";
}

} // namespace

net::awaitable<Outcome> Sender::perform(const Whisper& whisper, const Attempt& attempt) {
    if (options_.response_urls.accept(whisper.response_url)) {
        Outcome outcome = Done{};
        if (co_await answered_by_url(whisper, attempt.uncertain, outcome)) co_return outcome;
    }
    co_return co_await whisper_directly(whisper, attempt);
}

/// True when `outcome` says what became of it; false when the address can't be used (any more).
net::awaitable<bool> Sender::answered_by_url(const Whisper& whisper, bool repeated, Outcome& outcome) {
    constexpr std::string_view what = "response_url";
    std::string body = dump_json(private_answer(marked(whisper.card, repeated)));
    auto response = co_await api_->send_to(
        whisper.response_url, "application/json; charset=utf-8", std::move(body), options_.deadline
    );
    if (!response) {
        outcome = outcome_of(unreached(what, response.error()));
        co_return response.error().code != Errc::bad_input;
    }
    if (response->status == 429) {
        outcome = outcome_of(throttled(what, response->headers));
        co_return true;
    }
    if (response->status >= 500) {
        outcome = outcome_of(no_answer(what, response->status, "says that Slack failed"));
        co_return true;
    }
    co_return taken(*response);
}

net::awaitable<Outcome> Sender::whisper_directly(Whisper whisper, const Attempt& attempt) {
    json arguments = message_arguments(marked(std::move(whisper.card), attempt.uncertain));
    if (!whisper.channel.empty()) {
        auto channel = co_await directory_->resolve(whisper.channel);
        if (!channel) co_return outcome_of(channel.error());
        arguments["channel"] = channel->value;
        arguments["user"] = whisper.to.value;
        if (!whisper.thread.empty()) arguments["thread_ts"] = whisper.thread;
        Call call{
            .method = "chat.postEphemeral",
            .arguments = dump_json(arguments),
            .posts_in = channel->value,
            .deadline = options_.deadline,
        };
        const auto shown = co_await api_->post(std::move(call));
        if (shown) co_return Done{};
        if (!not_there(shown.error())) co_return outcome_of(shown.error());
        arguments.erase("user");
        arguments.erase("thread_ts");
    }
    arguments["channel"] = whisper.to.value;
    Call call{
        .method = "chat.postMessage",
        .arguments = dump_json(arguments),
        .posts_in = whisper.to.value,
        .deadline = options_.deadline,
    };
    const auto posted = co_await api_->post(std::move(call));
    if (!posted) co_return outcome_of(posted.error());
    co_return Done{};
}

net::awaitable<Outcome> Sender::perform(const OpenForm& open, const Attempt& attempt) {
    auto view = modal(open.form);
    if (!view) co_return GiveUp{view.error()};
    json arguments;
    arguments["trigger_id"] = open.trigger;
    arguments["view"] = *std::move(view);
    Call call{.method = "views.open", .arguments = dump_json(arguments), .deadline = trigger_life};
    const auto opened = co_await api_->call(std::move(call));
    if (opened) co_return Done{};
    const CallError& error = opened.error();
    // Only our own earlier try can have used it up.
    if (attempt.uncertain && is_one_of(error.reason, used_triggers)) co_return Done{};
    const bool too_late = is_one_of(error.reason, dead_triggers) || error.code == Errc::rate_limited;
    if (!too_late) co_return outcome_of(error);
    co_return co_await form_too_late(open, attempt, error);
}

net::awaitable<Outcome> Sender::form_too_late(const OpenForm& open, const Attempt& attempt, CallError error) {
    Whisper whisper;
    whisper.to = open.to;
    whisper.channel = open.channel;
    whisper.response_url = open.response_url;
    whisper.card.title = "The form could not be opened in time";
    whisper.card.tone = commands::Tone::warning;
    whisper.card.blocks.emplace_back(commands::Paragraph{
        Text{"Slack lets me open \""} + Text{open.form.title} +
        Text{"\" only within 3 seconds. Nothing was started. Press or type it again, or type the whole command: "} +
        code("help") + Text{" shows how each is written."}
    });
    const auto told = co_await perform(whisper, attempt);
    if (!std::holds_alternative<Done>(told)) error.hint = "The person could not be told either.";
    co_return GiveUp{std::move(error)};
}

} // namespace pilothouse::slack
