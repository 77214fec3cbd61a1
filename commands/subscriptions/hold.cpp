#include "commands/subscriptions/hold.hpp"

#include "commands/language/words.hpp"
#include "commands/subscriptions/quiet.hpp"

#include <algorithm>

namespace pilothouse::commands::subscriptions {

namespace {

using language::same_word;

bool has_service(const Traits& traits, std::string_view service) {
    const auto [first, last] = traits.equal_range("service");
    return std::any_of(first, last, [&](const auto& trait) { return same_word(trait.second, service); });
}

} // namespace

bool mute_covers(std::string_view what, const Topic& topic) {
    if (same_word(what, everything) || same_word(what, topic.kind) || same_word(what, topic.about)) return true;
    const auto slash = topic.about.rfind('/');
    const bool last_part = topic.kind == "builds" && slash != std::string::npos &&
                           same_word(what, std::string_view(topic.about).substr(slash + 1));
    if (last_part || has_service(topic.traits, what)) return true;
    return !topic.parts.empty() &&
           std::ranges::all_of(topic.parts, [&](const Traits& part) { return has_service(part, what); });
}

std::optional<Hold> quiet_now(Desk& desk, const ChannelId& channel) {
    const auto row = storage::Subscriptions(desk.store).quiet(channel);
    if (!row) return std::nullopt;
    const auto hours = parse_quiet(row->hours);
    // A zone that is gone from the system holds nothing back: better a word too many than one lost.
    if (!hours) return std::nullopt;
    const auto zone = time_zone(hours->zone);
    if (!zone) return std::nullopt;
    const auto until = quiet_until(*hours, **zone, desk.now);
    if (!until) return std::nullopt;
    return Hold{.by = "quiet", .until = *until};
}

std::optional<Hold> hold_of(Desk& desk, const ChannelId& channel, const Topic& topic) {
    // Deploys that others made are few, and no digest tells of them.
    if (topic.kind != "builds" && topic.kind != "alerts") return std::nullopt;
    std::optional<Hold> longest;
    for (const auto& mute : storage::Subscriptions(desk.store).mutes(channel))
        if (mute.until > desk.now && mute_covers(mute.what, topic) && (!longest || mute.until > longest->until))
            longest = Hold{.by = "mute " + mute.what, .until = mute.until};
    if (topic.critical) return longest;
    const auto quiet = quiet_now(desk, channel);
    return quiet && (!longest || quiet->until > longest->until) ? quiet : longest;
}

} // namespace pilothouse::commands::subscriptions
