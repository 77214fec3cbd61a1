#include "commands/audience.hpp"

#include "commands/storms/storms.hpp"
#include "commands/subscriptions/digest.hpp"
#include "commands/subscriptions/hold.hpp"
#include "commands/subscriptions/interest.hpp"
#include "storage/tellings.hpp"

#include <algorithm>

namespace pilothouse::commands {

namespace {

using storage::TellingRow;

/// What is known of a thing in one channel.
struct Spot {
    TellingRow row;
    bool wanted = false;
};

/// Every channel where the thing is shown or held, and every one that wants it.
std::vector<Spot> spots_of(Desk& desk, const std::string& route, const Topic& topic) {
    std::vector<Spot> spots;
    for (auto& row : storage::Tellings(desk.store).of_thing(topic.thing))
        spots.push_back({.row = std::move(row)});
    for (const auto& channel : subscriptions::interested(desk, route, topic)) {
        auto spot = std::ranges::find_if(spots, [&](const Spot& one) { return one.row.channel == channel; });
        if (spot == spots.end()) {
            TellingRow row{.thing = topic.thing, .channel = channel, .named = channel};
            spot = spots.insert(spots.end(), Spot{.row = std::move(row)});
        }
        spot->wanted = true;
    }
    std::erase_if(spots, [](const Spot& spot) {
        return !spot.wanted && !spot.row.shown_at && !spot.row.held_at && spot.row.storm == 0;
    });
    return spots;
}

void hold(Desk& desk, TellingRow& row, const subscriptions::Hold& why) {
    if (row.held_at) return;
    row.held_at = desk.now;
    row.held_by = why.by;
    storage::Tellings(desk.store).save(row, desk.now);
    subscriptions::plan_digest(desk, row.channel);
}

void show(Desk& desk, TellingRow& row) {
    row.shown_at = desk.now;
    row.held_at.reset();
    storage::Tellings(desk.store).save(row, desk.now);
}

} // namespace

std::vector<ChannelId> audience_of(Desk& desk, const std::string& route, const Topic& topic) {
    if (topic.thing.empty()) return subscriptions::interested(desk, route, topic);
    std::vector<ChannelId> channels;
    for (auto& spot : spots_of(desk, route, topic)) {
        if (spot.row.storm != 0) {
            storms::follow(desk, spot.row, topic.line);
            continue;
        }
        if (!spot.row.shown_at) {
            if (const auto why = subscriptions::hold_of(desk, spot.row.channel, topic)) {
                hold(desk, spot.row, *why);
                continue;
            }
            if (storms::fold(desk, spot.row, topic)) continue;
            show(desk, spot.row);
        }
        channels.push_back(spot.row.named);
    }
    return channels;
}

std::vector<ChannelId> listeners_of(Desk& desk, const std::string& route, const Topic& topic) {
    if (topic.thing.empty()) return subscriptions::interested(desk, route, topic);
    std::vector<ChannelId> channels;
    for (auto& spot : spots_of(desk, route, topic)) {
        if (spot.row.storm != 0) continue;
        if (const auto why = subscriptions::hold_of(desk, spot.row.channel, topic))
            hold(desk, spot.row, *why);
        else
            channels.push_back(spot.row.named);
    }
    return channels;
}

} // namespace pilothouse::commands
