#include "commands/subscriptions/digest.hpp"

#include "commands/alerts/alerts.hpp"
#include "commands/lanes.hpp"
#include "commands/subscriptions/hold.hpp"
#include "commands/subscriptions/things.hpp"
#include "commands/web_address.hpp"
#include "core/utf8.hpp"
#include "storage/tellings.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace pilothouse::commands::subscriptions {

namespace {

constexpr std::size_t lines_in_card = 15;
constexpr std::size_t lines_in_reply = 30;
constexpr std::size_t most_replies = 40;
constexpr std::size_t most_cards = 5;
constexpr std::size_t longest_line = 200;

/// What is to be told, and what it waited for.
struct Told {
    std::vector<Thing> things{};
    std::size_t lost = 0; ///< held so long that they are not kept any more
    bool quiet = false;   ///< some of it waited for the end of quiet hours
};

/// The mutes that are over; they are forgotten.
std::vector<storage::MuteRow> ended_mutes(Desk& desk, const ChannelId& channel) {
    storage::Subscriptions subscriptions(desk.store);
    std::vector<storage::MuteRow> ended;
    for (auto& mute : subscriptions.mutes(channel)) {
        if (mute.until > desk.now) continue;
        subscriptions.unmute(channel, mute.what);
        ended.push_back(std::move(mute));
    }
    return ended;
}

/// What nothing holds any longer.
Told released(Desk& desk, const ChannelId& channel) {
    Told told;
    storage::Tellings tellings(desk.store);
    for (auto& row : tellings.held_in(channel)) {
        auto thing = thing_named(desk, row.thing);
        if (thing && hold_of(desk, channel, thing->topic)) continue;
        told.quiet = told.quiet || row.held_by == "quiet";
        row.held_at.reset();
        row.summed_at = desk.now;
        tellings.save(row, desk.now);
        if (thing)
            told.things.push_back(*std::move(thing));
        else
            ++told.lost;
    }
    std::ranges::sort(told.things, {}, [](const Thing& thing) {
        return std::tuple(thing.weight, thing.heard_at, std::string_view(thing.topic.thing));
    });
    return told;
}

std::string counted(std::size_t count, std::string_view one) {
    return std::to_string(count) + " " + std::string(one) + (count == 1 ? "" : "s");
}

std::string heading(const Told& told, const std::vector<std::string>& mutes) {
    std::string text;
    for (std::size_t i = 0; i < mutes.size(); ++i)
        text += (i == 0 ? "" : i + 1 == mutes.size() ? " and " : ", ") + mutes[i];
    if (!mutes.empty()) text += mutes.size() == 1 ? " is no longer muted" : " are no longer muted";
    if (mutes.empty()) text = told.quiet ? "The quiet hours are over" : "What was held back is told now";
    const auto builds = static_cast<std::size_t>(std::ranges::count(told.things, 0, &Thing::group));
    const auto alerts = told.things.size() - builds;
    if (told.things.empty()) return text + (told.lost == 0 ? ". Nothing happened meanwhile" : "");
    text += ". Meanwhile: ";
    if (builds > 0) text += counted(builds, "build");
    if (alerts > 0) text += (builds > 0 ? ", " : "") + counted(alerts, "group") + " of alerts";
    return text;
}

/// A block of text holds 3,000 characters at Slack's, with the addresses of links.
constexpr std::size_t lines_in_block = 4;

Text lines_of(std::span<const Thing> things) {
    constexpr std::array marks{"● ", "✗ ", "✓ ", "· "};
    Text lines;
    for (const auto& thing : things) {
        if (!lines.empty()) lines << "\n";
        lines << marks.at(static_cast<std::size_t>(thing.weight))
              << linked(thing.url, shortened(thing.title, longest_line));
    }
    return lines;
}

void add_lines(Card& card, std::span<const Thing> things) {
    for (; !things.empty(); things = things.subspan(std::min(things.size(), lines_in_block)))
        card.blocks.emplace_back(Paragraph{lines_of(things.first(std::min(things.size(), lines_in_block)))});
}

/// The first lines are in the message, the others below it: all of it is there for who wants to read it.
void say(Desk& desk, const ChannelId& channel, const Told& told, std::string title) {
    // Two digests of one moment are about different things.
    const auto about = told.things.empty() ? std::string("end") : told.things.front().topic.thing;
    const MessageKey key{
        std::string(digest_timer) + channel.value + "/" + std::to_string(to_unix_ms(desk.now)) + "/" + about
    };
    std::span<const Thing> rest(told.things);
    const bool bad = std::ranges::any_of(rest, [](const Thing& thing) { return thing.weight == 0; });
    Card card{.title = Text(std::move(title)), .tone = bad ? Tone::bad : Tone::neutral};
    const auto first = rest.first(std::min(rest.size(), lines_in_card));
    rest = rest.subspan(first.size());
    add_lines(card, first);
    if (!rest.empty()) card.blocks.emplace_back(Footnote{counted(rest.size(), "more line") + " below"});
    if (told.lost > 0)
        card.blocks.emplace_back(Footnote{counted(told.lost, "more thing") + " waited so long that they are not kept"});
    desk.plan(Say{.key = key, .channel = channel, .card = std::move(card)}, lanes::say(channel));
    for (std::size_t i = 0; i < most_replies && !rest.empty(); ++i) {
        const auto part = rest.first(std::min(rest.size(), lines_in_reply));
        rest = rest.subspan(part.size());
        Card reply{.title = Text("Continued")};
        add_lines(reply, part);
        if (i + 1 == most_replies && !rest.empty())
            reply.blocks.emplace_back(Footnote{counted(rest.size(), "more thing") + " of the same kind"});
        desk.plan(
            Say{.key = MessageKey{key.value + "/" + std::to_string(i)},
                .channel = channel,
                .in_thread_of = key,
                .card = std::move(reply)},
            lanes::say(channel)
        );
    }
}

/// What fires still gets its own card, to be followed and acknowledged; not all of a storm at once.
void show_firing(Desk& desk, const ChannelId& channel, const Told& told) {
    storage::Tellings tellings(desk.store);
    std::size_t count = 0;
    for (const auto& thing : told.things) {
        if (thing.weight != 0 || ++count > most_cards) continue;
        for (auto& row : tellings.of_thing(thing.topic.thing)) {
            if (row.channel != channel || row.shown_at || row.storm != 0) continue;
            row.shown_at = desk.now;
            tellings.save(row, desk.now);
            alerts::redraw(desk, thing.group);
        }
    }
}

} // namespace

void plan_digest(Desk& desk, const ChannelId& channel) {
    std::optional<Time> next;
    const auto consider = [&](Time end) { next = next ? std::min(*next, end) : end; };
    for (const auto& mute : storage::Subscriptions(desk.store).mutes(channel))
        consider(mute.until);
    if (const auto quiet = quiet_now(desk, channel)) consider(quiet->until);
    if (!next) return;
    const auto timer = std::string(digest_timer) + channel.value;
    desk.tasks.push_back({RingAt{timer}, lanes::timer(timer), *next, timer});
}

void tell_digest(Desk& desk, const ChannelId& channel, std::string_view just_ended) {
    std::vector<std::string> mutes;
    for (auto& mute : ended_mutes(desk, channel))
        mutes.push_back(std::move(mute.what));
    if (!just_ended.empty()) mutes.emplace_back(just_ended);
    const auto told = released(desk, channel);
    // That a mute is over and brought nothing wakes nobody.
    const bool idle = told.things.empty() && told.lost == 0;
    const bool asked = !just_ended.empty();
    if (!idle || asked || (!mutes.empty() && !quiet_now(desk, channel))) {
        say(desk, channel, told, heading(told, mutes));
        show_firing(desk, channel, told);
    }
    plan_digest(desk, channel);
}

} // namespace pilothouse::commands::subscriptions
