#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pilothouse {

/// Wall-clock time in UTC, to the millisecond. What people see and what is stored.
using Time = std::chrono::sys_time<std::chrono::milliseconds>;
using Duration = std::chrono::milliseconds;

/// The wall clock. `decide` never calls it: it is given the time.
Time now();

inline std::int64_t to_unix_ms(Time time) {
    return time.time_since_epoch().count();
}

inline Time from_unix_ms(std::int64_t ms) {
    return Time{Duration{ms}};
}

/// "2026-11-23T04:16:34.120Z"
std::string iso8601(Time time);

/// A moment as other systems write it: a date, "T" or a space, a time to the minute, second or any part of one, and
/// the zone, which is "Z", "UTC" or an offset ("+02:00", "+0200", "+02"), perhaps after a space. Digits below the
/// millisecond are dropped. Nothing for all else: a time without a zone could be any of 26 hours.
std::optional<Time> parse_time(std::string_view text);

/// How people say a span: "4 s", "3 min 12 s", "2 h 5 min", "6 d 1 h". Negative spans read as "0 s".
std::string spoken(Duration span);

} // namespace pilothouse
