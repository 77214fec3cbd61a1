#include "commands/alerts/list.hpp"

#include "commands/alerts/show.hpp"
#include "commands/lanes.hpp"
#include "commands/lines.hpp"
#include "commands/storms/show.hpp"
#include "core/json.hpp"
#include "storage/list_pages.hpp"
#include "storage/messages.hpp"
#include "storage/storms.hpp"
#include "storage/tellings.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <optional>
#include <span>
#include <tuple>

namespace pilothouse::commands::alerts {

namespace {

constexpr Duration between = std::chrono::seconds{10};
constexpr int pages_at_once = 8;
constexpr Duration longest_pause = std::chrono::minutes{10};
/// A channel that takes nothing for so long is given up.
constexpr Duration patience = std::chrono::days{3};
/// A timer that should have rung so long ago never will: whatever it met was undone.
constexpr Duration timer_patience = std::chrono::minutes{1};

/// Where a list stands.
struct Spot {
    ChannelId channel;
    MessageKey below; ///< the card, or the storm's message
    MessageKey list;  ///< the beginning of its messages' names
};

std::vector<Spot> spots_of(Desk& desk, const Group& group) {
    std::vector<Spot> spots;
    const auto thing = "alerts/" + std::to_string(group.row.id);
    for (const auto& row : storage::Tellings(desk.store).of_thing(thing)) {
        const auto card = card_key(group, row.named);
        const MessageKey list{card.value + "/list"};
        if (row.shown_at) spots.push_back({row.named, card, list});
        if (row.storm == 0) continue;
        if (const auto storm = storage::Storms(desk.store).find(row.storm))
            spots.push_back({row.named, storms::card_key(*storm), list});
    }
    return spots;
}

Text line_of(const Told& alert) {
    auto label = alert.words;
    if (alert.ended && *alert.ended >= alert.began) label += " (for " + spoken(*alert.ended - alert.began) + ")";
    return bounded_line(alert.firing ? "● " : "✓ ", alert.firing ? alert.severity : "", label, alert.url);
}

/// In the order in which they began, so that a page is as it was when others are added.
std::vector<Text> lines_of(const Group& group) {
    std::vector<const Told*> alerts;
    for (const auto& alert : group.alerts)
        alerts.push_back(&alert);
    std::ranges::sort(alerts, [](const Told* left, const Told* right) {
        return std::tie(left->began, left->summary, left->name, left->labels) <
               std::tie(right->began, right->summary, right->name, right->labels);
    });
    std::vector<Text> lines;
    for (const auto* alert : alerts)
        lines.push_back(line_of(*alert));
    return lines;
}

std::vector<Card> pages_of(const Group& group) {
    const auto lines = lines_of(group);
    std::span<const Text> rest(lines);
    std::vector<Card> pages;
    for (std::size_t from = 0; !rest.empty(); from += lines_in_page) {
        const auto part = rest.first(std::min(rest.size(), lines_in_page));
        rest = rest.subspan(part.size());
        Card page{
            .title = Text(
                group.facts.get("title") + ": " + std::to_string(from + 1) + " to " + std::to_string(from + part.size())
            )
        };
        add_lines(page, part);
        pages.push_back(std::move(page));
    }
    return pages;
}

/// The same for the same page in every life of the program (FNV-1a).
std::int64_t digest_of(const Card& card) {
    std::uint64_t digest = 14695981039346656037ULL;
    for (const char c : dump_json(to_json(card))) {
        digest ^= static_cast<std::uint8_t>(c);
        digest *= 1099511628211ULL;
    }
    return static_cast<std::int64_t>(digest);
}

/// How it went in one place.
enum class Sent { all, some, nothing };

Sent send(Desk& desk, const Spot& spot, const std::vector<Card>& pages) {
    if (!storage::message_place(desk.store, spot.below)) return Sent::nothing;
    const auto known = storage::list_pages(desk.store, spot.list);
    int count = 0;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const auto number = static_cast<std::int64_t>(i);
        const auto digest = digest_of(pages[i]);
        if (const auto it = known.find(number); it != known.end() && it->second == digest) continue;
        if (++count > pages_at_once) return Sent::some;
        const MessageKey key{spot.list.value + "/" + std::to_string(i)};
        desk.plan(
            Say{.key = key, .channel = spot.channel, .in_thread_of = spot.below, .card = pages[i]},
            lanes::list(spot.channel), key.value
        );
        storage::put_list_page(desk.store, spot.list, number, digest);
    }
    return Sent::all;
}

void ring_at(Desk& desk, Group& group, Time time) {
    group.row.lists_at = time;
    storage::AlertGroups(desk.store).save(group.row);
    const auto name = std::string(list_timer) + std::to_string(group.row.id);
    desk.tasks.push_back({RingAt{name}, lanes::timer(name), time, name});
}

} // namespace

void plan_list(Desk& desk, Group& group) {
    if (group.alerts.size() <= most_in_card) return;
    if (to_unix_ms(group.row.lists_at) > 0 && group.row.lists_at + timer_patience > desk.now &&
        group.row.lists_at <= desk.now + between)
        return;
    ring_at(desk, group, desk.now + between);
}

void tell_list(Desk& desk, std::int64_t id) {
    storage::AlertGroups groups(desk.store);
    auto row = groups.find(id);
    if (!row) return;
    auto group = look_at(groups, *std::move(row));
    const auto pages = pages_of(group);
    std::optional<Time> next;
    for (const auto& spot : spots_of(desk, group)) {
        const auto sent = send(desk, spot, pages);
        const auto waited = desk.now - group.row.heard_at;
        if (sent == Sent::some) next = desk.now + between;
        // Nothing stands there yet to be below of.
        if (sent == Sent::nothing && !next && waited < patience)
            next = desk.now + std::clamp<Duration>(waited / 8, between, longest_pause);
    }
    if (next) return ring_at(desk, group, *next);
    group.row.lists_at = Time{};
    groups.save(group.row);
}

} // namespace pilothouse::commands::alerts
