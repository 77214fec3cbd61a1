#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where runs and groups of alerts are shown, and where they wait to be told.
namespace pilothouse::storage {

constexpr auto tellings_kept_for = std::chrono::days{90};

struct TellingRow {
    std::string thing{}; ///< "run/12", "alerts/7"
    ChannelId channel{}; ///< its id, where that is known
    ChannelId named{};   ///< as the name of its message there has it
    std::optional<Time> shown_at{};
    std::optional<Time> held_at{};   ///< since when it waits; nothing: it does not
    std::string held_by{};           ///< why it waits, or waited last: "quiet", "mute api"
    std::optional<Time> summed_at{}; ///< when it was last told in a summary
    std::int64_t storm = 0;          ///< the storm whose message tells of it; 0: none
    std::int64_t place = 0;          ///< its line there
};

/// Every call throws Failure when the database fails.
class Tellings {
public:
    explicit Tellings(Connection& connection) : connection_(connection) {}

    [[nodiscard]] std::vector<TellingRow> of_thing(std::string_view thing) const;
    /// What waits in a channel, the longest waiting first.
    [[nodiscard]] std::vector<TellingRow> held_in(const ChannelId& channel) const;
    /// How many things got a message of their own in a channel since then; counts no further than `at_most`.
    [[nodiscard]] int shown_since(const ChannelId& channel, Time since, int at_most) const;
    /// Adds it, or keeps it in place of what was of that thing and channel.
    void save(const TellingRow& row, Time now);
    /// Forgets what has not changed for `tellings_kept_for` and does not wait, at most `at_most`.
    void prune(Time now, int at_most);

private:
    Connection& connection_;
};

/// The id of a channel that the configuration names by "#name", where a message has been said there; else what was
/// given.
ChannelId channel_id(Connection& store, const ChannelId& channel);
/// The chat system has told what id a "#name" has. What is told of that channel is from now on told of the id.
void learn_channel(Connection& store, const ChannelId& name, const ChannelId& id);

} // namespace pilothouse::storage
