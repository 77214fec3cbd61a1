#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What channels want to hear of, and when they do not.
namespace pilothouse::storage {

struct SubscriptionRow {
    std::int64_t id = 0; ///< given by the store
    ChannelId channel{};
    std::string kind{};   ///< builds, alerts
    std::string filter{}; ///< its text
    PersonId person{};
    Time since{};
};

struct MuteRow {
    ChannelId channel{};
    std::string what{}; ///< a project, a service, a kind, or "everything"
    Time until{};
    PersonId person{};
    Time since{};
};

struct QuietRow {
    ChannelId channel{};
    std::string hours{}; ///< "22:00-07:00 Europe/Berlin"
    PersonId person{};
    Time since{};
};

/// Every call throws Failure when the database fails.
class Subscriptions {
public:
    explicit Subscriptions(Connection& connection) : connection_(connection) {}

    /// False when there is one of this text in the channel.
    bool add(const SubscriptionRow& row);
    void remove(std::int64_t id);
    /// All of a kind, the oldest first.
    [[nodiscard]] std::vector<SubscriptionRow> of_kind(std::string_view kind) const;
    /// All of a channel, the oldest first.
    [[nodiscard]] std::vector<SubscriptionRow> of_channel(const ChannelId& channel) const;

    /// A mute of the same channel and words is replaced.
    void mute(const MuteRow& row);
    void unmute(const ChannelId& channel, std::string_view what);
    /// In the order of their ends.
    [[nodiscard]] std::vector<MuteRow> mutes(const ChannelId& channel) const;

    void set_quiet(const QuietRow& row);
    void end_quiet(const ChannelId& channel);
    [[nodiscard]] std::optional<QuietRow> quiet(const ChannelId& channel) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
