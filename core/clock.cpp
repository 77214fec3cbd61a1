#include "core/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>

namespace pilothouse {

namespace {

/// Takes `text` from the front of `rest` if it stands there.
bool take(std::string_view& rest, std::string_view text) {
    if (!rest.starts_with(text)) return false;
    rest.remove_prefix(text.size());
    return true;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Takes a number of exactly `count` digits that is at most `most`.
std::optional<int> take_number(std::string_view& rest, std::size_t count, int most) {
    if (rest.size() < count) return std::nullopt;
    int number = 0;
    for (const char c : rest.substr(0, count)) {
        if (!is_digit(c)) return std::nullopt;
        number = number * 10 + (c - '0');
    }
    if (number > most) return std::nullopt;
    rest.remove_prefix(count);
    return number;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& rest) {
    const auto year = take_number(rest, 4, 9999);
    if (!year || !take(rest, "-")) return std::nullopt;
    const auto month = take_number(rest, 2, 12);
    if (!month || !take(rest, "-")) return std::nullopt;
    const auto day = take_number(rest, 2, 31);
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(
        std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))
    );
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// What stands behind a decimal point, as milliseconds.
std::optional<Duration> take_fraction(std::string_view& rest) {
    int ms = 0;
    std::size_t digits = 0;
    for (; digits < rest.size() && is_digit(rest[digits]); ++digits) {
        if (digits < 3) ms = ms * 10 + (rest[digits] - '0');
    }
    if (digits == 0) return std::nullopt;
    for (auto scale = digits; scale < 3; ++scale)
        ms *= 10;
    rest.remove_prefix(digits);
    return Duration(ms);
}

/// "15:23", "15:23:28", "15:23:28.120": since midnight. A leap second is the first of the next minute.
std::optional<Duration> take_time_of_day(std::string_view& rest) {
    const auto hours = take_number(rest, 2, 23);
    if (!hours || !take(rest, ":")) return std::nullopt;
    const auto minutes = take_number(rest, 2, 59);
    if (!minutes) return std::nullopt;
    Duration time = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    if (!take(rest, ":")) return time;
    const auto seconds = take_number(rest, 2, 60);
    if (!seconds) return std::nullopt;
    time += std::chrono::seconds(*seconds);
    if (!take(rest, ".")) return time;
    const auto fraction = take_fraction(rest);
    return fraction ? std::optional(time + *fraction) : std::nullopt;
}

/// How far the zone is ahead of UTC.
std::optional<Duration> take_zone(std::string_view& rest) {
    take(rest, " ");
    if (take(rest, "Z") || take(rest, "z") || take(rest, "UTC")) return Duration{};
    const bool behind = take(rest, "-");
    if (!behind && !take(rest, "+")) return std::nullopt;
    const auto hours = take_number(rest, 2, 23);
    if (!hours) return std::nullopt;
    const bool more = take(rest, ":") || !rest.empty();
    const auto minutes = more ? take_number(rest, 2, 59) : 0;
    if (!minutes) return std::nullopt;
    const Duration offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    return behind ? -offset : offset;
}

} // namespace

Time now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::string iso8601(Time time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto ms = (time - seconds).count();
    // Not by system_clock, whose nanoseconds end in the year 2262.
    const std::time_t count = seconds.time_since_epoch().count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(count), ms);
}

std::optional<Time> parse_time(std::string_view text) {
    const auto date = take_date(text);
    if (!date || !(take(text, "T") || take(text, "t") || take(text, " "))) return std::nullopt;
    const auto time = take_time_of_day(text);
    if (!time) return std::nullopt;
    const auto zone = take_zone(text);
    if (!zone || !text.empty()) return std::nullopt;
    return Time(*date) + *time - *zone;
}

std::string spoken(Duration span) {
    using namespace std::chrono;
    const auto total = std::max<std::int64_t>(0, duration_cast<seconds>(span).count());
    const auto d = total / 86'400, h = total / 3'600 % 24, min = total / 60 % 60, s = total % 60;
    const auto pair = [](auto big, const char* big_unit, auto small, const char* small_unit) {
        return small == 0 ? fmt::format("{} {}", big, big_unit)
                          : fmt::format("{} {} {} {}", big, big_unit, small, small_unit);
    };
    if (d > 0) return pair(d, "d", h, "h");
    if (h > 0) return pair(h, "h", min, "min");
    if (min > 0) return pair(min, "min", s, "s");
    return fmt::format("{} s", s);
}

} // namespace pilothouse
