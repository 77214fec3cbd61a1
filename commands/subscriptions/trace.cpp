#include "commands/subscriptions/trace.hpp"

#include "commands/subscriptions/filter.hpp"
#include "commands/subscriptions/hold.hpp"
#include "commands/subscriptions/interest.hpp"
#include "storage/subscriptions.hpp"
#include "storage/tellings.hpp"

#include <algorithm>

namespace pilothouse::commands::subscriptions {

namespace {

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += (text.empty() ? "" : ", ") + word;
    return text.empty() ? "nothing" : text;
}

std::string values_of(const Topic& topic, const std::string& trait) {
    std::vector<std::string> values;
    const auto [first, last] = topic.traits.equal_range(trait);
    for (auto it = first; it != last; ++it)
        values.push_back(it->second);
    return joined(values);
}

/// The route by which it came, and those that show something else in this channel.
void trace_routes(Desk& desk, const ChannelId& channel, const Thing& thing, std::vector<TracedRule>& rules) {
    for (const auto& hook : desk.settings.hooks) {
        const bool came_by = hook.name.value == thing.route;
        const bool shows_here = !hook.channel.empty() && storage::channel_id(desk.store, hook.channel) == channel;
        if (!came_by && !shows_here) continue;
        TracedRule rule{.rule = "hook " + hook.name.value, .lets_through = false, .why = {}};
        if (!came_by)
            rule.why = "it came by the hook " + thing.route;
        else if (!shows_here)
            rule.why = hook.channel.empty() ? "the configuration gives it no channel"
                                            : "the configuration gives it " + hook.channel.value;
        else if (!route_wants(hook, thing.topic))
            rule.why = "it shows " + joined(hook.results) + "; this is " + values_of(thing.topic, "result");
        else
            rule.lets_through = true, rule.why = "the configuration shows it here";
        rules.push_back(std::move(rule));
    }
}

void trace_subscriptions(Desk& desk, const ChannelId& channel, const Thing& thing, std::vector<TracedRule>& rules) {
    for (const auto& row : storage::Subscriptions(desk.store).of_channel(channel)) {
        TracedRule rule{.rule = "subscribe " + row.filter, .lets_through = true, .why = "every part of it fits"};
        const auto filter = parse_filter(row.filter);
        const auto checks =
            filter ? explain(*filter, thing.topic) : std::vector<Check>{{false, filter.error().message}};
        const auto failed = std::ranges::find(checks, false, &Check::passed);
        if (failed != checks.end()) rule.lets_through = false, rule.why = failed->words;
        if (rule.lets_through && row.since > thing.heard_at) rule.why += ", but it was made after this was heard";
        rules.push_back(std::move(rule));
    }
}

void trace_holds(Desk& desk, const ChannelId& channel, const Thing& thing, std::vector<TracedRule>& rules) {
    const storage::Subscriptions subscriptions(desk.store);
    for (const auto& mute : subscriptions.mutes(channel)) {
        const bool covers = mute_covers(mute.what, thing.topic);
        const bool over = mute.until <= desk.now;
        rules.push_back(
            {.rule = "mute " + mute.what,
             .lets_through = !covers || over,
             .why = over     ? "it is over"
                    : covers ? "it is about this; it is held"
                             : "it is about something else"}
        );
    }
    const auto quiet = subscriptions.quiet(channel);
    if (!quiet) return;
    const bool now = quiet_now(desk, channel).has_value();
    rules.push_back(
        {.rule = "quiet " + quiet->hours,
         .lets_through = !now || thing.topic.critical,
         .why = !now                   ? "they are not now"
                : thing.topic.critical ? "it is critical, and told at once"
                                       : "they are now; it is held"}
    );
}

} // namespace

std::vector<TracedRule> trace(Desk& desk, const ChannelId& channel, const Thing& thing) {
    std::vector<TracedRule> rules;
    trace_routes(desk, channel, thing, rules);
    trace_subscriptions(desk, channel, thing, rules);
    trace_holds(desk, channel, thing, rules);
    return rules;
}

} // namespace pilothouse::commands::subscriptions
