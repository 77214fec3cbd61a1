#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/zone_rule.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse {

/// What the clock on the wall shows somewhere.
using LocalTime = std::chrono::local_time<Duration>;

/// A time zone of the time zone database.
class TimeZone {
public:
    /// Reads a compiled zone (TZif, RFC 8536). Errors: bad_input.
    static Result<TimeZone> parse(std::string_view tzif);

    /// How far local time is ahead of UTC.
    [[nodiscard]] std::chrono::seconds offset_at(Time moment) const;
    [[nodiscard]] LocalTime local(Time moment) const;

    /// The moment at which the clock shows `local` for the first time, and for the last. They differ in the hour that
    /// the clock goes through twice; a time that it jumps over is the moment of the jump in both.
    [[nodiscard]] Time first(LocalTime local) const;
    [[nodiscard]] Time last(LocalTime local) const;

private:
    [[nodiscard]] Time moment_of(LocalTime local, bool last) const;
    [[nodiscard]] Time jump_between(Time from, Time to) const;

    std::vector<std::int64_t> changes_; ///< seconds since 1970, rising
    std::vector<std::int32_t> offsets_; ///< after each of them
    std::int32_t before_ = 0;
    std::optional<ZoneRule> rule_; ///< after the last of them
};

/// The zone of that name ("Europe/Berlin") in the system's time zone database, /usr/share/zoneinfo. It is read once and
/// then remembered, so a newer database counts after a restart. Any thread. "UTC" is always known. Errors: not_found.
Result<std::shared_ptr<const TimeZone>> time_zone(std::string_view name);

/// The names of the system's time zones, to find the nearest to a misspelt one; empty where there is no list of them.
std::vector<std::string> time_zone_names();

} // namespace pilothouse
