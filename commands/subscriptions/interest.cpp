#include "commands/subscriptions/interest.hpp"

#include "commands/subscriptions/filter.hpp"
#include "storage/subscriptions.hpp"
#include "storage/tellings.hpp"

#include <algorithm>

namespace pilothouse::commands::subscriptions {

bool route_wants(const config::Hook& hook, const Topic& topic) {
    if (hook.channel.empty()) return false;
    if (topic.kind != "builds") return true;
    const auto [first, last] = topic.traits.equal_range("result");
    return std::any_of(first, last, [&](const auto& trait) {
        return std::ranges::find(hook.results, trait.second) != hook.results.end();
    });
}

std::vector<ChannelId> interested(Desk& desk, const std::string& route, const Topic& topic) {
    std::vector<ChannelId> channels;
    const auto add = [&](ChannelId channel) {
        if (std::ranges::find(channels, channel) == channels.end()) channels.push_back(std::move(channel));
    };
    const auto hook = std::ranges::find(desk.settings.hooks, HookName(route), &config::Hook::name);
    if (hook != desk.settings.hooks.end() && route_wants(*hook, topic))
        add(storage::channel_id(desk.store, hook->channel));
    for (const auto& row : storage::Subscriptions(desk.store).of_kind(topic.kind))
        if (matches(row.filter, topic)) add(row.channel);
    return channels;
}

} // namespace pilothouse::commands::subscriptions
