#include "commands/storms/storms.hpp"

#include "commands/lanes.hpp"
#include "commands/lines.hpp"
#include "commands/storms/show.hpp"
#include "storage/messages.hpp"
#include "storage/storms.hpp"

#include <algorithm>

namespace pilothouse::commands::storms {

namespace {

using storage::StormCounts;
using storage::StormLineRow;
using storage::StormRow;

/// More new messages than these in that time are a storm.
constexpr int most_cards = 8;
constexpr Duration of_late = std::chrono::minutes{1};
/// So many more are let through when they are critical: whoever is on call sees the first ones as they are used to.
constexpr int most_critical_cards = 5;
/// A storm is over when so long nothing new came.
constexpr Duration calm = std::chrono::minutes{1};
/// It is over as well when in such a time it took in so little that a card for each is no burden: below one in ten
/// seconds.
constexpr Duration pace_span = std::chrono::minutes{2};
constexpr Duration calm_pace = std::chrono::seconds{10};
/// What goes on for long is not hidden in a message that is far up in the channel by now: it begins another.
constexpr Duration longest = std::chrono::hours{1};
constexpr std::int64_t most_lines = 20'000;

constexpr Duration between = std::chrono::seconds{5};
/// With the message itself, what Slack lets a channel have in that time, and less than its 50 edits a minute.
constexpr int pages_at_once = 3;
/// A page that is not posted by then holds up the others no longer.
constexpr Duration page_patience = std::chrono::minutes{10};
/// A channel that takes nothing for so long is given up.
constexpr Duration channel_patience = std::chrono::days{3};
/// A timer that should have rung so long ago never will: whatever it met was undone.
constexpr Duration timer_patience = std::chrono::minutes{1};

StormCounts counts_of(const StormLineRow& line) {
    if (line.alerts == 0) return {.builds = 1, .broken = line.weight == Line::broke ? 1 : 0};
    const bool fires = line.weight == Line::critical || line.weight == Line::firing_on;
    return {
        .groups = 1,
        .firing_groups = fires ? 1 : 0,
        .alerts = line.alerts,
        .firing = fires ? line.firing : 0,
        .critical = line.weight == Line::critical ? 1 : 0,
    };
}

StormCounts difference(const StormCounts& after, const StormCounts& before) {
    return {
        .builds = after.builds - before.builds,
        .broken = after.broken - before.broken,
        .groups = after.groups - before.groups,
        .firing_groups = after.firing_groups - before.firing_groups,
        .alerts = after.alerts - before.alerts,
        .firing = after.firing - before.firing,
        .critical = after.critical - before.critical,
    };
}

StormLineRow row_of(const storage::TellingRow& telling, const Line& line) {
    return {
        .place = telling.place,
        .thing = telling.thing,
        .weight = line.weight,
        .alerts = line.alerts,
        .firing = line.firing,
        .title = line.title,
        .url = line.url,
    };
}

bool same(const StormLineRow& left, const StormLineRow& right) {
    return left.weight == right.weight && left.alerts == right.alerts && left.firing == right.firing &&
           left.title == right.title && left.url == right.url;
}

/// Sets the timer, unless it rings before that.
void ring_by(Desk& desk, StormRow& storm, Time time) {
    const bool set = to_unix_ms(storm.rings_at) > 0 && storm.rings_at + timer_patience > desk.now;
    if (set && storm.rings_at <= time) return;
    storm.rings_at = time;
    storage::Storms(desk.store).save_ring(storm.id, time);
    const auto name = std::string(timer) + std::to_string(storm.id);
    desk.tasks.push_back({RingAt{name}, lanes::timer(name), time, name});
}

void show(Desk& desk, StormRow& storm) {
    const auto key = card_key(storm);
    const auto first = storage::Storms(desk.store).first_lines(storm.id, lines_in_card);
    desk.plan(
        Say{.key = key, .channel = storm.named, .card = card_of(storm, first)}, lanes::say(storm.named), key.value
    );
    storm.stale = false;
}

/// True when a span of its pace is over and brought little.
bool trickles(const StormRow& storm, Time now) {
    const auto span = now - storm.paced_at;
    return span >= pace_span && (storm.lines - storm.paced_lines) * calm_pace < span;
}

bool over(const StormRow& storm, Time now) {
    return now - storm.last_at >= calm || trickles(storm, now) || now - storm.began_at >= longest ||
           storm.lines >= most_lines;
}

void close(Desk& desk, StormRow& storm) {
    storm.open = false;
    storm.stale = true;
    storage::Storms(desk.store).save_course(storm);
    ring_by(desk, storm, desk.now + between);
}

bool got_at_least(Desk& desk, const ChannelId& channel, Time since, int count) {
    return storage::Tellings(desk.store).shown_since(channel, since, count) >= count;
}

/// The storm that takes in what comes to a channel now; nothing: it gets a message of its own.
std::optional<StormRow> storm_for(Desk& desk, const storage::TellingRow& row, bool critical) {
    storage::Storms storms(desk.store);
    const int most = critical ? most_cards + most_critical_cards : most_cards;
    if (auto storm = storms.open_in(row.channel)) {
        const bool folds = !critical || got_at_least(desk, row.channel, storm->began_at - of_late, most);
        if (!over(*storm, desk.now)) return folds ? storm : std::nullopt;
        close(desk, *storm);
    }
    if (!got_at_least(desk, row.channel, desk.now - of_late, most)) return std::nullopt;
    StormRow storm{.channel = row.channel, .named = row.named, .began_at = desk.now, .last_at = desk.now};
    storm.id = storms.add(storm);
    return storm;
}

/// What is critical and only a line of a message that was posted before notifies nobody. So it is said once more by a
/// message of its own, gathered until the timer rings, and again when that has
/// happened twice as often: a handful of messages at most.
void alarm(Desk& desk, StormRow& storm) {
    if (storm.counts.critical == 0 || storm.rises < 2 * storm.told_rises) return;
    storm.told_rises = storm.rises;
    const auto first = storage::Storms(desk.store).first_lines(storm.id, lines_in_card);
    const auto key = alarm_key(storm);
    desk.plan(Say{.key = key, .channel = storm.named, .card = alarm_of(storm, first)}, lanes::say(storm.named));
}

/// A span of its pace that brought much is followed by another.
void measure(StormRow& storm, Time now) {
    if (now - storm.paced_at < pace_span || trickles(storm, now)) return;
    storm.paced_at = now;
    storm.paced_lines = storm.lines;
}

/// True when what is sent below the message finds it there, and the page before is there as well.
bool may_add_pages(Desk& desk, const StormRow& storm) {
    if (!storage::message_place(desk.store, card_key(storm))) return false;
    return storm.drawn < 0 || desk.now - storm.drawn_at > page_patience ||
           storage::message_place(desk.store, page_key(storm, storm.drawn)).has_value();
}

void show_page(Desk& desk, StormRow& storm, std::int64_t page) {
    storage::Storms storms(desk.store);
    const auto from = page * static_cast<std::int64_t>(lines_in_page);
    const auto lines = storms.lines_from(storm.id, from, lines_in_page);
    storms.told(storm.id, from, lines_in_page);
    const auto key = page_key(storm, page);
    // Not in the lane of the channel: whatever else is said there need not wait for all of them.
    desk.plan(
        Say{.key = key, .channel = storm.named, .in_thread_of = card_key(storm), .card = page_of(storm, page, lines)},
        lanes::below(storm.named), key.value
    );
    storm.drawn = page;
    storm.drawn_at = desk.now;
}

/// The next page with a line that has changed, after the one that was sent last, so that each has its turn.
std::optional<std::int64_t> next_page(Desk& desk, const StormRow& storm) {
    const storage::Storms storms(desk.store);
    const auto size = static_cast<std::int64_t>(lines_in_page);
    auto place = storms.stale_from(storm.id, (storm.drawn + 1) * size);
    if (!place) place = storms.stale_from(storm.id, 0);
    return place ? std::optional(*place / size) : std::nullopt;
}

/// When to come back for pages that could not be sent: soon, and later and later while the channel takes nothing.
std::optional<Time> later(Desk& desk, const StormRow& storm) {
    const auto waited = desk.now - std::max(storm.last_at, storm.drawn_at);
    if (waited > channel_patience) return std::nullopt;
    return desk.now + std::clamp<Duration>(waited / 8, between, page_patience);
}

/// Sends some pages that have changed; returns when to go on with others, nothing: none is left.
std::optional<Time> show_pages(Desk& desk, StormRow& storm) {
    for (int sent = 0; sent < pages_at_once; ++sent) {
        const auto page = next_page(desk, storm);
        if (!page) return std::nullopt;
        if (sent == 0 && !may_add_pages(desk, storm)) return later(desk, storm);
        show_page(desk, storm, *page);
    }
    return next_page(desk, storm) ? std::optional(desk.now + between) : std::nullopt;
}

} // namespace

bool fold(Desk& desk, storage::TellingRow& row, const Topic& topic) {
    if (topic.kind != "builds" && topic.kind != "alerts") return false;
    auto storm = storm_for(desk, row, topic.critical);
    if (!storm) return false;
    const auto line = row_of(row, topic.line);
    row.storm = storm->id;
    row.place = storage::Storms(desk.store).add_line(storm->id, line, counts_of(line), desk.now);
    row.held_at.reset();
    storage::Tellings(desk.store).save(row, desk.now);
    if (row.place == 0) {
        storm = storage::Storms(desk.store).find(storm->id).value();
        show(desk, *storm);
        storage::Storms(desk.store).save_course(*storm);
    }
    ring_by(desk, *storm, desk.now + between);
    return true;
}

void follow(Desk& desk, const storage::TellingRow& row, const Line& line) {
    storage::Storms storms(desk.store);
    const auto before = storms.line(row.storm, row.place);
    const auto after = row_of(row, line);
    if (!before || same(*before, after)) return;
    storms.change_line(row.storm, after, difference(counts_of(after), counts_of(*before)));
    if (auto storm = storms.find(row.storm)) ring_by(desk, *storm, desk.now + between);
}

void tell(Desk& desk, std::int64_t id) {
    storage::Storms storms(desk.store);
    auto storm = storms.find(id);
    if (!storm) return;
    storm->rings_at = Time{};
    alarm(desk, *storm);
    if (storm->open && over(*storm, desk.now)) {
        storm->open = false;
        storm->stale = true;
    }
    measure(*storm, desk.now);
    if (storm->stale) show(desk, *storm);
    const auto next = show_pages(desk, *storm);
    storms.save_course(*storm);
    storms.save_ring(id, storm->rings_at);
    if (next) return ring_by(desk, *storm, *next);
    if (storm->open) ring_by(desk, *storm, storm->last_at + calm);
}

} // namespace pilothouse::commands::storms
