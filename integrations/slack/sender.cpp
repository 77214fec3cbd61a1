#include "integrations/slack/sender.hpp"

#include "core/json.hpp"
#include "integrations/slack/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::slack {

namespace {

using commands::Attempt;
using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::Posted;
using commands::Say;
using commands::TryAgain;
using nlohmann::json;

constexpr std::chrono::minutes until_mended{5};
/// Slack's clock and ours may differ by some seconds.
constexpr std::chrono::seconds clock_slack{10};

constexpr std::array<std::string_view, 5> gone_reasons{
    "message_not_found", "cant_update_message", "edit_window_closed", "is_inactive", "block_mismatch"
};
constexpr std::array<std::string_view, 3> lost_thread_reasons{
    "thread_not_found", "cannot_reply_to_message", "invalid_thread_ts"
};

template <std::size_t N>
bool is_one_of(const std::string& reason, const std::array<std::string_view, N>& reasons) {
    return std::ranges::find(reasons, reason) != reasons.end();
}

bool unknown(const CallError& error) {
    return error.code == Errc::unknown_outcome;
}

/// While it is not known whether an earlier try had its effect, no failure of a later one may hide that.
Outcome still_unknown(CallError error) {
    error.code = Errc::unknown_outcome;
    if (error.refusal == Refusal::token) error.retry_after = until_mended;
    return TryAgain{std::move(error)};
}

bool may_pass(const CallError& error) {
    return error.refusal == Refusal::not_now || error.refusal == Refusal::ambiguous || error.refusal == Refusal::token;
}

Outcome outcome_after(const Attempt& attempt, const CallError& error) {
    return attempt.uncertain && may_pass(error) ? still_unknown(error) : outcome_of(error);
}

json arguments_of(const commands::Card& card, const std::string& key, TaskId task) {
    json arguments = message_arguments(card);
    json& metadata = arguments["metadata"];
    metadata["event_type"] = message_event;
    metadata["event_payload"]["key"] = key;
    metadata["event_payload"]["task"] = task.value;
    return arguments;
}

Done done(Receipt receipt) {
    return Done{.posted = Posted{ChannelId{std::move(receipt.channel)}, std::move(receipt.ts)}};
}

} // namespace

Outcome outcome_of(const CallError& error) {
    const Error& told = error; // which refusal it was matters only here
    switch (error.refusal) {
    case Refusal::token: {
        TryAgain later{told};
        later.error.retry_after = until_mended;
        return later;
    }
    case Refusal::not_now:
    case Refusal::ambiguous:
        return TryAgain{told};
    case Refusal::setting:
    case Refusal::bug:
    case Refusal::other:
        break;
    }
    return GiveUp{told};
}

Sender::Sender(WebClient& api, Directory& directory, SenderOptions options)
    : api_(&api), directory_(&directory), options_(std::move(options)) {}

net::awaitable<Outcome> Sender::perform(const Say& say, const Attempt& attempt) {
    auto target = co_await target_of(say, attempt);
    if (!target) co_return outcome_after(attempt, target.error());
    Draft draft;
    draft.target = *std::move(target);
    draft.card = &say.card;
    draft.key = say.key.empty() ? "task/" + std::to_string(attempt.task.value) : say.key.value;
    draft.task = attempt.task;
    if (attempt.message) {
        auto edited = co_await update(draft, *attempt.message);
        if (edited) co_return Done{.posted = attempt.message};
        if (!is_one_of(edited.error().reason, gone_reasons)) co_return outcome_after(attempt, edited.error());
    }
    auto outcome = attempt.uncertain ? co_await post_uncertain(draft, attempt) : co_await post(draft, attempt, false);
    const auto* const given_up = std::get_if<GiveUp>(&outcome);
    if (given_up != nullptr && given_up->error.code == Errc::not_found) directory_->forget(say.channel);
    co_return outcome;
}

net::awaitable<Called<Sender::Target>> Sender::target_of(const Say& say, const Attempt& attempt) {
    if (!say.in_thread_of.empty() && attempt.parent) co_return Target{attempt.parent->channel, attempt.parent->id};
    auto channel = co_await directory_->resolve(say.channel);
    if (!channel) co_return std::unexpected(channel.error());
    co_return Target{*std::move(channel), say.thread};
}

/// Whether an earlier try has posted it; only what is missing, or can't be looked up, is posted.
net::awaitable<Outcome> Sender::post_uncertain(Draft draft, const Attempt& attempt) {
    auto found = co_await look_back(draft, attempt.first_try, true);
    if (!found) {
        if (may_pass(found.error())) co_return still_unknown(found.error());
        co_return co_await post(std::move(draft), attempt, true);
    }
    if (*found) co_return co_await adopt(draft, **std::move(found));
    co_return co_await post(std::move(draft), attempt, false);
}

net::awaitable<Outcome> Sender::post(Draft draft, const Attempt& attempt, bool repeated) {
    auto posted = co_await create(draft, repeated);
    if (!posted && !draft.target.thread.empty() && is_one_of(posted.error().reason, lost_thread_reasons)) {
        draft.target.thread.clear();
        posted = co_await create(draft, repeated);
    }
    if (posted) co_return done(*std::move(posted));
    if (!unknown(posted.error()) || repeated) co_return outcome_of(posted.error());
    const CallError unsure = std::move(posted).error();
    (void)co_await net::pause(options_.settle);
    auto found = co_await look_back(draft, attempt.first_try, false);
    if (found && *found) co_return co_await adopt(draft, **std::move(found));
    co_return still_unknown(unsure);
}

/// The message stands in the channel. Where an older task wrote it, it still has to say what this one says.
net::awaitable<Outcome> Sender::adopt(const Draft& draft, Found found) {
    if (found.task == draft.task) co_return Done{.posted = std::move(found.posted)};
    auto edited = co_await update(draft, found.posted);
    if (!edited) co_return may_pass(edited.error()) ? still_unknown(edited.error()) : outcome_of(edited.error());
    co_return Done{.posted = std::move(found.posted)};
}

net::awaitable<Called<std::optional<Found>>> Sender::look_back(const Draft& draft, Time since, bool twice) {
    if (!directory_->self().known()) {
        const auto self = co_await directory_->identify();
        if (!self) co_return std::unexpected(self.error());
    }
    const Wanted wanted{draft.target.channel, draft.target.thread, draft.key, since - clock_slack};
    auto found = co_await find_posted(*api_, directory_->self(), wanted, options_.deadline);
    if (!found || *found || !twice) co_return found;
    (void)co_await net::pause(options_.look_again);
    co_return co_await find_posted(*api_, directory_->self(), wanted, options_.deadline);
}

net::awaitable<Called<Receipt>> Sender::update(const Draft& draft, const Posted& message) {
    json arguments = arguments_of(*draft.card, draft.key, draft.task);
    arguments["channel"] = message.channel.value;
    arguments["ts"] = message.id;
    Call call{.method = "chat.update", .arguments = dump_json(arguments), .deadline = options_.deadline};
    co_return co_await api_->post(std::move(call));
}

net::awaitable<Called<Receipt>> Sender::create(const Draft& draft, bool repeated) {
    json arguments;
    if (repeated) {
        commands::Card marked = *draft.card;
        marked.blocks.emplace_back(commands::Footnote{"(repeated: the answer to the first try was lost)"});
        arguments = arguments_of(marked, draft.key, draft.task);
    } else {
        arguments = arguments_of(*draft.card, draft.key, draft.task);
    }
    arguments["channel"] = draft.target.channel.value;
    if (!draft.target.thread.empty()) arguments["thread_ts"] = draft.target.thread;
    Call call{
        .method = "chat.postMessage",
        .arguments = dump_json(arguments),
        .posts_in = draft.target.channel.value,
        .deadline = options_.deadline,
    };
    co_return co_await api_->post(std::move(call));
}

} // namespace pilothouse::slack
