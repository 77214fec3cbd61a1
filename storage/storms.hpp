#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What came to a channel faster than anybody reads: one row for each storm, and one for each thing folded into it.
namespace pilothouse::storage {

constexpr auto storms_kept_for = std::chrono::days{90};

/// What the lines of a storm come to.
struct StormCounts {
    std::int64_t builds = 0;
    std::int64_t broken = 0; ///< of the builds
    std::int64_t groups = 0;
    std::int64_t firing_groups = 0;
    std::int64_t alerts = 0;   ///< of all groups
    std::int64_t firing = 0;   ///< of the alerts
    std::int64_t critical = 0; ///< of the groups that fire
    friend bool operator==(const StormCounts&, const StormCounts&) = default;
};

struct StormRow {
    std::int64_t id = 0; ///< given by the store
    ChannelId channel{}; ///< its id, where that is known
    ChannelId named{};   ///< as the name of its message has it
    bool open = true;    ///< it takes new things in
    Time began_at{};
    Time last_at{}; ///< when the last thing came in
    std::int64_t lines = 0;
    StormCounts counts{};
    bool stale = true;       ///< its message does not say yet what is known
    std::int64_t drawn = -1; ///< the page of lines that was sent last; -1: none
    Time drawn_at{};
    Time rings_at{};              ///< when its timer rings; epoch: not set
    std::int64_t rises = 0;       ///< how often one of its lines became critical
    std::int64_t told_rises = 0;  ///< of so many of these people have been notified
    Time paced_at{};              ///< since when its pace is measured
    std::int64_t paced_lines = 0; ///< how many lines it had then
};

struct StormLineRow {
    std::int64_t place = 0; ///< from 0, in the order of folding; given by the store
    std::string thing{};
    int weight = 0; ///< what is to be looked at first has the least
    int alerts = 0; ///< 0: a build
    int firing = 0;
    std::string title{};
    std::string url{};
};

/// Every call throws Failure when the database fails.
class Storms {
public:
    explicit Storms(Connection& connection) : connection_(connection) {}

    [[nodiscard]] std::optional<StormRow> find(std::int64_t id) const;
    /// The one that takes new things in.
    [[nodiscard]] std::optional<StormRow> open_in(const ChannelId& channel) const;
    /// Returns its id.
    std::int64_t add(const StormRow& row);
    /// Keeps how far it is told: open, stale, drawn, drawn_at, told_rises, paced_at and
    /// paced_lines. Lines and counts are kept with each line.
    void save_course(const StormRow& row);
    void save_ring(std::int64_t storm, Time rings_at);

    /// Folds a thing in; returns its place. `counts` is what it adds.
    std::int64_t add_line(std::int64_t storm, const StormLineRow& line, const StormCounts& counts, Time now);
    [[nodiscard]] std::optional<StormLineRow> line(std::int64_t storm, std::int64_t place) const;
    /// Keeps a line as it is now; `counts` is what it adds to those of before.
    void change_line(std::int64_t storm, const StormLineRow& line, const StormCounts& counts);

    /// Lines from a place on, in their order.
    [[nodiscard]] std::vector<StormLineRow> lines_from(std::int64_t storm, std::int64_t place, std::size_t count) const;
    /// Those to be looked at first.
    [[nodiscard]] std::vector<StormLineRow> first_lines(std::int64_t storm, std::size_t count) const;
    /// The first place, from this one on, whose line has changed since it was last told.
    [[nodiscard]] std::optional<std::int64_t> stale_from(std::int64_t storm, std::int64_t place) const;
    /// `count` lines from a place on are told.
    void told(std::int64_t storm, std::int64_t place, std::size_t count);

    /// Forgets closed storms that took nothing in for `storms_kept_for`, by at most that many lines. The
    /// latest stays, so that its number is not given again.
    void prune(Time now, int at_most);

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
