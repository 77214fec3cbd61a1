#include "integrations/slack/pace.hpp"

#include <algorithm>
#include <optional>

namespace pilothouse::slack {

namespace {

struct Rate {
    std::string_view method;
    int a_minute;
};

constexpr int tier_2 = 20;
constexpr int tier_3 = 50;
constexpr int tier_4 = 100;
constexpr int special = 600; // bounded per channel, or high

constexpr Rate rates[] = {
    {"auth.test", special},
    {"chat.postMessage", special},
    {"chat.postEphemeral", tier_4},
    {"chat.update", tier_3},
    {"conversations.history", tier_3},
    {"conversations.replies", tier_3},
    {"conversations.list", tier_2},
    {"users.conversations", tier_3},
    {"users.info", tier_4},
    {"users.lookupByEmail", tier_3},
    {"views.open", tier_4},
    {"files.getUploadURLExternal", tier_4},
    {"files.completeUploadExternal", tier_4},
    {"apps.connections.open", tier_3},
};

constexpr std::chrono::seconds channel_every{1};
constexpr int channel_burst = 3;
constexpr std::size_t most_channels = 4096;

/// Half a minute's share at once, the rest evenly: with what was used before, a minute's count is never passed by
/// more than that half.
net::TokenBucket bucket_for(std::string_view method) {
    const auto* const found = std::ranges::find(rates, method, &Rate::method);
    const int a_minute = found == std::end(rates) ? tier_2 : found->a_minute;
    return {std::chrono::duration_cast<Duration>(std::chrono::minutes{1}) / a_minute, a_minute / 2};
}

} // namespace

Pace::Gate& Pace::gate(std::string_view method) {
    const auto found = gates_.find(method);
    if (found != gates_.end()) return found->second;
    return gates_.emplace(std::string(method), Gate{bucket_for(method)}).first->second;
}

MethodCounts& Pace::count(std::string_view method) {
    const auto found = counts_.find(method);
    return found != counts_.end() ? found->second : counts_[std::string(method)];
}

Pace::Turn Pace::take(std::string_view method, std::string_view channel, net::SteadyTime now, Duration most) {
    Gate& gate_now = gate(method);
    const auto held = std::chrono::ceil<Duration>(std::max(gate_now.held_until - now, net::SteadyTime::duration{}));
    if (!keep_rates_) {
        if (held > most) return {false, held};
        ++count(method).calls;
        return {true, held};
    }
    // Tokens are taken from copies, and the copies are kept only when the caller can wait that long.
    net::TokenBucket by_method = gate_now.bucket;
    net::TokenBucket by_workspace = workspace_;
    std::optional<net::TokenBucket> by_channel;
    Duration wait = std::max(held, by_method.take(now));
    if (!channel.empty()) {
        const auto found = channels_.find(channel);
        by_channel = found != channels_.end() ? found->second : net::TokenBucket{channel_every, channel_burst};
        wait = std::max({wait, by_channel->take(now), by_workspace.take(now)});
    }
    if (wait > most) return {false, wait};
    gate_now.bucket = by_method;
    if (by_channel) {
        // Forgetting all costs a moment's pacing at worst; a map that only grows would cost memory for ever.
        if (channels_.size() >= most_channels) channels_.clear();
        channels_.insert_or_assign(std::string(channel), *by_channel);
        workspace_ = by_workspace;
    }
    ++count(method).calls;
    return {true, wait};
}

void Pace::hold(std::string_view method, net::SteadyTime until) {
    Gate& held = gate(method);
    held.held_until = std::max(held.held_until, until);
    ++count(method).throttled;
}

void Pace::failed(std::string_view method) {
    ++count(method).failures;
}

} // namespace pilothouse::slack
