#include "commands/finish.hpp"
#include "commands/language/words.hpp"
#include "commands/subscriptions/digest.hpp"
#include "commands/subscriptions/handlers.hpp"
#include "commands/subscriptions/hold.hpp"
#include "commands/subscriptions/quiet.hpp"
#include "commands/subscriptions/standing.hpp"
#include "commands/subscriptions/things.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <set>

namespace pilothouse::commands::subscriptions {

namespace {

using language::Arguments;
using language::same_word;

constexpr Duration longest_mute = std::chrono::days{30};
constexpr std::size_t most_mutes = 50;
constexpr std::size_t longest_word = 100;

void add_services(std::set<std::string>& known, const Traits& traits) {
    const auto [first, last] = traits.equal_range("service");
    for (auto it = first; it != last; ++it)
        known.insert(it->second);
}

/// Everything that can be muted: what is configured, and what was heard of lately.
std::set<std::string> mutable_names(Desk& desk) {
    std::set<std::string> known{std::string(everything), "builds", "alerts"};
    for (const auto& service : desk.settings.services)
        known.insert(service.name.value);
    for (const auto& thing : recent_things(desk, "builds").things) {
        known.insert(thing.topic.about);
        known.insert(thing.topic.about.substr(thing.topic.about.rfind('/') + 1));
    }
    for (const auto& thing : recent_things(desk, "alerts").things) {
        add_services(known, thing.topic.traits);
        for (const auto& part : thing.topic.parts)
            add_services(known, part);
    }
    known.erase("");
    return known;
}

std::string spelt(const std::set<std::string>& known, std::string_view word) {
    const auto found = std::ranges::find_if(known, [&](const std::string& name) { return same_word(name, word); });
    return found == known.end() ? std::string() : *found;
}

Reply unknown(std::string_view word, const std::vector<std::string_view>& known, const char* what) {
    Text title = code(shortened(printable(word), longest_word)) + Text(what);
    if (const auto near = config::nearest(word, known); !near.empty())
        return refused({}, title + Text("; did you mean ") + code(std::string(near)) + Text("?"));
    return refused({}, std::move(title), {Footnote{Text("For example: `mute api 2h`, `mute everything 30m`")}});
}

Reply mute(Desk& desk, const Conversation& conversation, std::string_view word, Duration span) {
    if (auto no = barred(desk, conversation.said.who)) return *std::move(no);
    const auto names = mutable_names(desk);
    const auto what = spelt(names, word);
    if (what.empty()) return unknown(word, {names.begin(), names.end()}, " is nothing I have heard of");
    if (span > longest_mute)
        return refused({}, Text("A mute lasts 30 days at most; for longer, `unsubscribe` or change the filter"));
    storage::Subscriptions subscriptions(desk.store);
    const auto channel = here(desk, conversation);
    if (subscriptions.mutes(channel).size() >= most_mutes)
        return refused({}, Text("Too much is muted here already; `mute everything` is one mute"));
    const auto until = desk.now + span;
    subscriptions.mute(
        {.channel = channel, .what = what, .until = until, .person = conversation.said.who, .since = desk.now}
    );
    // A shorter mute in place of a longer one may end what was held.
    tell_digest(desk, channel);
    return accepted(
        {}, bold(what) + Text(" is muted here until ") + when(until),
        {Footnote{
            Text("Alerts too, critical ones among them. What happens meanwhile is told at the end, or after ") +
            code("unmute " + what)
        }}
    );
}

Reply unmute(Desk& desk, const Conversation& conversation, std::string_view word) {
    if (auto no = barred(desk, conversation.said.who)) return *std::move(no);
    storage::Subscriptions subscriptions(desk.store);
    const auto channel = here(desk, conversation);
    const auto mutes = subscriptions.mutes(channel);
    const auto found =
        std::ranges::find_if(mutes, [&](const storage::MuteRow& row) { return same_word(row.what, word); });
    if (found == mutes.end()) {
        std::vector<std::string_view> known;
        for (const auto& row : mutes)
            known.push_back(row.what);
        return unknown(word, known, " is not muted here");
    }
    subscriptions.unmute(channel, found->what);
    tell_digest(desk, channel, found->what);
    return accepted({}, bold(found->what) + Text(" is no longer muted here"));
}

Reply quiet(Desk& desk, const Conversation& conversation, const std::string& text) {
    if (auto no = barred(desk, conversation.said.who)) return *std::move(no);
    storage::Subscriptions subscriptions(desk.store);
    const auto channel = here(desk, conversation);
    if (same_word(text, "off")) {
        if (!subscriptions.quiet(channel)) return refused({}, Text("This channel has no quiet hours"));
        subscriptions.end_quiet(channel);
        tell_digest(desk, channel);
        return accepted({}, Text("This channel has no quiet hours any more"));
    }
    const auto hours = parse_quiet(text);
    if (!hours) {
        Card card{Text(hours.error().message), Tone::bad, {}};
        if (!hours.error().hint.empty()) card.blocks.emplace_back(Footnote{Text(hours.error().hint)});
        return {std::move(card), "misunderstood"};
    }
    subscriptions.set_quiet(
        {.channel = channel, .hours = hours->text(), .person = conversation.said.who, .since = desk.now}
    );
    tell_digest(desk, channel);
    return accepted(
        {}, Text("Quiet hours of this channel: " + hours->text()),
        {Footnote{Text("What happens then is told when they end. Critical alerts are told at once.")}}
    );
}

} // namespace

Decision say_mute(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    auto reply = mute(desk, conversation, arguments.need<std::string>("what"), arguments.need<Duration>("duration"));
    return finish(desk, std::move(reply));
}

Decision say_unmute(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    auto reply = unmute(desk, conversation, arguments.need<std::string>("what"));
    return finish(desk, std::move(reply));
}

Decision say_quiet(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    auto reply = quiet(desk, conversation, arguments.need<std::string>("hours"));
    return finish(desk, std::move(reply));
}

} // namespace pilothouse::commands::subscriptions
