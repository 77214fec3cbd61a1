#include "commands/finish.hpp"
#include "commands/subscriptions/digest.hpp"
#include "commands/subscriptions/filter.hpp"
#include "commands/subscriptions/handlers.hpp"
#include "commands/subscriptions/rehearsal.hpp"
#include "commands/subscriptions/standing.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"
#include "storage/subscriptions.hpp"
#include "storage/tellings.hpp"

#include <algorithm>

namespace pilothouse::commands::subscriptions {

namespace {

using language::Arguments;
using storage::SubscriptionRow;

constexpr std::size_t most_in_channel = 50;
constexpr std::size_t lines_in_block = 4;
constexpr std::size_t longest_shown = 300;

Reply misread(const Error& error) {
    std::vector<Block> blocks;
    if (!error.hint.empty()) blocks.emplace_back(Footnote{Text(error.hint)});
    return {Card{Text(error.message), Tone::bad, std::move(blocks)}, "misunderstood"};
}

Reply subscribe(Desk& desk, const Conversation& conversation, const Filter& filter) {
    const auto& who = conversation.said.who;
    if (auto no = barred(desk, who)) return *std::move(no);
    storage::Subscriptions subscriptions(desk.store);
    const auto channel = here(desk, conversation);
    if (subscriptions.of_channel(channel).size() >= most_in_channel)
        return refused(
            {}, Text(
                    "A channel has at most " + std::to_string(most_in_channel) +
                    " subscriptions; `subscriptions` lists them"
                )
        );
    const auto text = filter.text();
    const bool fresh =
        subscriptions.add({.channel = channel, .kind = filter.kind, .filter = text, .person = who, .since = desk.now});
    if (!fresh) return refused({}, Text("This channel hears of that already: ") + code(text));
    const auto rehearsal = rehearse(desk, filter);
    return accepted(
        {}, Text("This channel now hears of ") + code(text),
        {Footnote{"That would have been " + counted(rehearsal, filter.kind) + "."},
         Footnote{Text("To end it: ") + code("unsubscribe " + text)}}
    );
}

/// The subscriptions that are meant: the one of exactly this filter, else those of the same kind and project when no
/// more than that was said.
std::vector<SubscriptionRow> meant(const std::vector<SubscriptionRow>& rows, std::string_view typed) {
    std::vector<SubscriptionRow> found;
    const auto filter = parse_filter(typed);
    for (const auto& row : rows)
        if (row.filter == typed || (filter && row.filter == filter->text())) return {row};
    const bool short_form = filter && typed.find(':') == std::string_view::npos;
    for (const auto& row : rows) {
        const auto other = short_form ? parse_filter(row.filter) : Result<Filter>{};
        if (short_form && other && other->kind == filter->kind && other->about == filter->about) found.push_back(row);
    }
    return found;
}

Reply which_one(const std::vector<SubscriptionRow>& rows, std::string_view typed) {
    if (rows.empty()) return refused({}, Text("This channel has no subscriptions"));
    std::vector<std::string_view> known;
    for (const auto& row : rows)
        known.push_back(row.filter);
    Text title = Text("This channel has no subscription ") + code(shortened(printable(typed), longest_shown));
    if (const auto near = config::nearest(typed, known); !near.empty())
        return refused({}, title + Text("; did you mean ") + code(std::string(near)) + Text("?"));
    return refused({}, std::move(title), {Footnote{Text("`subscriptions` lists what it has")}});
}

Reply unsubscribe(Desk& desk, const Conversation& conversation, std::string_view typed) {
    if (auto no = barred(desk, conversation.said.who)) return *std::move(no);
    storage::Subscriptions subscriptions(desk.store);
    const auto rows = subscriptions.of_channel(here(desk, conversation));
    const auto found = meant(rows, typed);
    if (found.empty()) return which_one(rows, typed);
    if (found.size() > 1) {
        Text lines;
        for (const auto& row : found)
            lines << (lines.empty() ? "" : "\n") << code("unsubscribe " + row.filter);
        return refused({}, Text("Which one?"), {Paragraph{std::move(lines)}});
    }
    subscriptions.remove(found.front().id);
    return accepted({}, Text("This channel no longer hears of ") + code(found.front().filter));
}

void add_lines(Card& card, const std::vector<Text>& lines) {
    for (std::size_t i = 0; i < lines.size();) {
        Text block;
        for (std::size_t end = std::min(i + lines_in_block, lines.size()); i < end; ++i)
            block << (block.empty() ? Text() : Text("\n")) << lines[i];
        card.blocks.emplace_back(Paragraph{std::move(block)});
    }
}

std::vector<Text> lines_of(Desk& desk, const ChannelId& channel) {
    std::vector<Text> lines;
    for (const auto& row : storage::Subscriptions(desk.store).of_channel(channel))
        lines.push_back(
            code("unsubscribe " + row.filter) + Text(" ends one by " + desk.name_of(row.person) + " of ") +
            when(row.since)
        );
    for (const auto& hook : desk.settings.hooks) {
        if (hook.channel.empty() || storage::channel_id(desk.store, hook.channel) != channel) continue;
        std::string results;
        for (const auto& result : hook.results)
            results += (results.empty() ? "" : ",") + result;
        lines.push_back(
            Text("Set in the configuration: all that the hook ") + code(hook.name.value) + Text(" tells, of builds ") +
            code("result:" + results)
        );
    }
    return lines;
}

void add_silences(Desk& desk, const ChannelId& channel, Card& card) {
    const storage::Subscriptions subscriptions(desk.store);
    std::vector<Text> lines;
    for (const auto& mute : subscriptions.mutes(channel))
        lines.push_back(
            bold(mute.what) + Text(" is muted until ") + when(mute.until) +
            Text(" by " + desk.name_of(mute.person) + "; ") + code("unmute " + mute.what) + Text(" ends that")
        );
    if (const auto quiet = subscriptions.quiet(channel))
        lines.push_back(Text("Quiet hours: " + quiet->hours + "; ") + code("quiet off") + Text(" ends them"));
    add_lines(card, lines);
}

} // namespace

Decision say_subscribe(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto filter = parse_filter(arguments.need<std::string>("filter"));
    if (!filter) return finish(desk, misread(filter.error()));
    if (arguments.has("dry-run")) return finish(desk, {.card = card_of(rehearse(desk, *filter), *filter)});
    auto reply = subscribe(desk, conversation, *filter);
    return finish(desk, std::move(reply));
}

Decision say_unsubscribe(const Conversation& conversation, const Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    auto reply = unsubscribe(desk, conversation, arguments.need<std::string>("filter"));
    return finish(desk, std::move(reply));
}

Decision say_subscriptions(const Conversation& conversation, const Arguments&) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    const auto channel = here(desk, conversation);
    const auto lines = lines_of(desk, channel);
    Card card{.title = Text(lines.empty() ? "This channel hears of nothing" : "What this channel hears of")};
    add_lines(card, lines);
    if (lines.empty())
        card.blocks.emplace_back(Footnote{
            Text("For example: ") + code("subscribe acme/api builds branch:main") + Text(", ") +
            code("subscribe alerts severity:critical")
        });
    add_silences(desk, channel, card);
    return finish(desk, {.card = std::move(card)});
}

} // namespace pilothouse::commands::subscriptions
