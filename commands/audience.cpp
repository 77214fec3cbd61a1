#include "commands/audience.hpp"

#include <algorithm>

namespace pilothouse::commands {

namespace {

bool wants(const std::vector<std::string>& wanted, const Topic& topic, const std::string& trait) {
    const auto [first, last] = topic.traits.equal_range(trait);
    return std::any_of(first, last, [&](const auto& entry) {
        return std::ranges::find(wanted, entry.second) != wanted.end();
    });
}

} // namespace

std::vector<ChannelId> audience_of(Desk& desk, const std::string& route, const Topic& topic) {
    std::vector<ChannelId> channels;
    const auto hook = std::ranges::find(desk.settings.hooks, HookName(route), &config::Hook::name);
    if (hook == desk.settings.hooks.end() || hook->channel.empty()) return channels;
    if (topic.kind == "builds" && !wants(hook->results, topic, "result")) return channels;
    channels.push_back(hook->channel);
    return channels;
}

} // namespace pilothouse::commands
