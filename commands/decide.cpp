#include "commands/decide.hpp"

#include "commands/admin/notices.hpp"
#include "commands/alerts/alerts.hpp"
#include "commands/alerts/check.hpp"
#include "commands/alerts/declare.hpp"
#include "commands/alerts/list.hpp"
#include "commands/alerts/silence.hpp"
#include "commands/builds/again.hpp"
#include "commands/catalogue.hpp"
#include "commands/changes.hpp"
#include "commands/deploy/access.hpp"
#include "commands/deploy/approval.hpp"
#include "commands/deploy/press.hpp"
#include "commands/deploy/request.hpp"
#include "commands/deploy/rollout.hpp"
#include "commands/desk.hpp"
#include "commands/finish.hpp"
#include "commands/incident/cadence.hpp"
#include "commands/incident/declare.hpp"
#include "commands/incident/press.hpp"
#include "commands/incident/room.hpp"
#include "commands/lanes.hpp"
#include "commands/language/parse.hpp"
#include "commands/record.hpp"
#include "commands/storms/storms.hpp"
#include "commands/subscriptions/digest.hpp"
#include "commands/subscriptions/standing.hpp"
#include "core/utf8.hpp"
#include "storage/tellings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace pilothouse::commands {

namespace {
using language::Misunderstood;
using language::Understood;

/// What stands in the way of talking with this person here at all; nothing: go on. Nobody unknown is shut out by
/// this (their rights are another matter), but they are looked up.
std::optional<Reply> at_the_door(Desk& desk, const Asker& asker, bool tells_nothing) {
    constexpr auto day = std::chrono::hours{24};
    const auto& person = desk.person(asker.who);
    const bool stale = !person || desk.now - person->found_at >= day;
    if (stale && !asker.who.empty())
        desk.plan(LookUpPerson{.email = {}, .id = asker.who}, lanes::people(), "person/" + asker.who.value);
    if (tells_nothing) return std::nullopt;
    if (person && !person->member)
        return refused(
            {}, Text("I only talk about deploys with members of this organisation, not with guests or bots")
        );
    if (asker.where.strangers)
        return refused({}, Text("People of another organisation are here: ask me in a channel of ours"));
    return std::nullopt;
}

/// Commands that say nothing about deploys are answered everywhere.
bool says_nothing(const language::Command& command) {
    constexpr std::array<std::string_view, 2> harmless{"ping", "version"};
    return std::ranges::find(harmless, command.verb) != harmless.end();
}

/// Hands the answer to whoever asked: on the acknowledgement where it can ride there, else as a message.
void deliver(Decision& decision, const Said& said, Time now) {
    if (!decision.answer || said.voice == Voice::slash || said.voice == Voice::terminal) return;
    decision.tasks.push_back(
        {Say{.key = {}, .channel = said.where.channel, .thread = said.where.thread, .card = *std::move(decision.answer)
         },
         lanes::say(said.where.channel),
         now,
         {}}
    );
    decision.answer.reset();
}

/// A command with nothing after it asks by a form, where there is one for it.
std::optional<Form> form_for(const config::Settings& settings, const Said& said, const Misunderstood& missed) {
    if (missed.what != Misunderstood::What::missing || missed.command == nullptr || said.trigger.empty())
        return std::nullopt;
    const auto verb = missed.command->verb;
    if (verb == "deploy" && word_count(said.words) == 1) return deploy::request_form(settings, said.where);
    if (verb == "incident declare" && word_count(said.words) == 2) return incident::declare_form(settings, said.where);
    return std::nullopt;
}

Decision answer_to(Desk& desk, const Said& said, const language::Reading& reading) {
    const auto* understood = std::get_if<Understood>(&reading);
    const bool harmless = understood != nullptr && says_nothing(*understood->command);
    if (auto stopped = at_the_door(desk, {said.who, said.where}, harmless)) return finish(desk, *std::move(stopped));
    if (understood != nullptr) {
        auto decision =
            understood->command->handler({desk.settings, desk.store, said, desk.now}, understood->arguments);
        auto gathered = finish(desk);
        std::ranges::move(gathered.tasks, std::back_inserter(decision.tasks));
        return decision;
    }
    const auto& missed = std::get<Misunderstood>(reading);
    if (auto form = form_for(desk.settings, said, missed)) {
        desk.plan(
            OpenForm{said.trigger, *std::move(form), said.who, said.where.channel, said.response_url},
            lanes::form(said.who)
        );
        return finish(desk);
    }
    return finish(desk, {.card = language::explain(missed), .outcome = "misunderstood"});
}

Decision on(Desk& desk, const Said& said) {
    const auto reading = language::read(catalogue(), desk.settings, said.words);
    auto decision = answer_to(desk, said, reading);
    const auto* understood = std::get_if<Understood>(&reading);
    const auto* missed = std::get_if<Misunderstood>(&reading);
    const auto* command = understood != nullptr ? understood->command : missed->command;
    record(desk, said, command == nullptr ? std::string_view{} : command->verb, decision);
    deliver(decision, said, desk.now);
    return decision;
}

/// Says something to one person only.
void whisper(Decision& decision, Whisper words, Time now) {
    if (words.channel.empty() && words.response_url.empty()) return;
    auto lane = lanes::say(words.channel);
    decision.tasks.push_back({std::move(words), std::move(lane), now, {}});
}

Reply answer_to(Desk& desk, const Pressed& event) {
    if (event.action.starts_with("alerts.")) return alerts::pressed(desk, event);
    if (event.action.starts_with("builds.")) return builds::pressed(desk, event);
    if (event.action.starts_with("incident.")) return incident::pressed(desk, event);
    return deploy::pressed(desk, event);
}

Decision on(Desk& desk, const Pressed& event) {
    auto reply = at_the_door(desk, {event.who, event.where}, false);
    if (!reply) reply = answer_to(desk, event);
    auto decision = finish(desk, *std::move(reply));
    record(desk, event, decision);
    if (decision.answer)
        whisper(
            decision,
            {event.who, event.where.channel, event.where.thread, event.response_url, *std::exchange(decision.answer, {})
            },
            desk.now
        );
    return decision;
}

Reply answer_to(Desk& desk, const Submitted& event, const Place& where) {
    if (event.form == alerts::silence_form) return alerts::silence_form_sent(desk, event, where);
    if (event.form == alerts::declare_form) return alerts::declare_form_sent(desk, event, where);
    if (event.form == incident::declare_form_name) return incident::declare_form_sent(desk, event, where);
    if (event.form == incident::update_form_name) return incident::update_form_sent(desk, event, where);
    return deploy::submitted(desk, event);
}

Decision on(Desk& desk, const Submitted& event) {
    const auto where = deploy::opened_at(event);
    auto reply = at_the_door(desk, {event.who, where}, false);
    if (!reply) reply = answer_to(desk, event, where);
    const auto field = reply->field;
    auto decision = finish(desk, *std::move(reply));
    record(desk, event, decision);
    if (!decision.answer) return decision;
    auto card = *std::exchange(decision.answer, {});
    if (!field.empty())
        decision.form_errors[field] = shortened(plain(card), 500);
    else
        whisper(decision, {event.who, where.channel, where.thread, {}, std::move(card)}, desk.now);
    return decision;
}

Decision on(Desk& desk, const PersonFound& found) {
    storage::People(desk.store)
        .save({.id = found.id, .email = found.email, .name = found.name, .member = found.member, .found_at = desk.now});
    return finish(desk);
}

/// 812 of "approval/812".
std::optional<std::int64_t> number_after(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    std::int64_t number = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), number).ec != std::errc{}) return std::nullopt;
    return number;
}

Decision on(Desk& desk, const TimerRang& rang) {
    const std::string_view name = rang.name;
    if (name == admin::people_timer) admin::look_up_teams(desk);
    if (const auto number = number_after(name, "approval/")) deploy::expire(desk, DeployId{*number});
    if (const auto number = number_after(name, alerts::expiry_timer)) alerts::expire(desk, *number);
    if (const auto number = number_after(name, alerts::silence_timer)) alerts::silence_over(desk, *number);
    if (const auto number = number_after(name, alerts::list_timer)) alerts::tell_list(desk, *number);
    if (const auto number = number_after(name, storms::timer)) storms::tell(desk, *number);
    if (const auto number = number_after(name, incident::update_timer)) incident::update_due(desk, *number);
    if (name.starts_with(subscriptions::digest_timer))
        subscriptions::tell_digest(desk, ChannelId{std::string(name.substr(subscriptions::digest_timer.size()))});
    return finish(desk);
}

Decision on(Desk& desk, const TaskFailed& event) {
    std::visit(
        [&](const auto& task) {
            if constexpr (requires { deploy::gave_up(desk, task, event.error); })
                deploy::gave_up(desk, task, event.error);
            if constexpr (requires { alerts::gave_up(desk, task, event.error); })
                alerts::gave_up(desk, task, event.error);
            if constexpr (requires { builds::gave_up(desk, task, event.error); })
                builds::gave_up(desk, task, event.error);
            if constexpr (requires { incident::gave_up(desk, task, event.error); })
                incident::gave_up(desk, task, event.error);
        },
        event.asked
    );
    admin::tell_failure(desk, event);
    return finish(desk);
}

Decision on(Desk& desk, const Noticed& event) {
    admin::tell(desk, event);
    return finish(desk);
}

Decision on(Desk& desk, const ChannelFound& found) {
    storage::learn_channel(desk.store, found.name, found.id);
    return finish(desk);
}

Decision on(Desk& desk, const RoomOpened& event) {
    incident::room_opened(desk, event);
    return finish(desk);
}

Decision on(Desk& desk, const Started&) {
    subscriptions::look_up_channels(desk);
    deploy::resume(desk);
    alerts::check_all(desk);
    admin::look_up_teams(desk);
    return finish(desk);
}

Decision on(Desk& desk, const ChangeReported& report) {
    heard(desk, report);
    return finish(desk);
}

Decision on(Desk& desk, const SilenceMade& event) {
    alerts::silenced(desk, event);
    return finish(desk);
}

Decision on(Desk& desk, const AlertsChecked& event) {
    alerts::checked(desk, event);
    return finish(desk);
}

Decision on(Desk& desk, const RunStartedAgain& event) {
    builds::started_again(desk, event);
    return finish(desk);
}

/// Started, progressed, ended.
template <class RolloutNews>
Decision on(Desk& desk, const RolloutNews& event) {
    deploy::heard(desk, event);
    return finish(desk);
}
} // namespace

Decision decide(const config::Settings& settings, storage::Connection& store, const Event& event, Time now) {
    Desk desk{settings, store, now};
    return std::visit([&](const auto& happened) { return on(desk, happened); }, event);
}

} // namespace pilothouse::commands
