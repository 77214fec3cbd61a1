#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace pilothouse {

/// When a time zone's clocks change from year to year, as POSIX writes it in TZ: "CET-1CEST,M3.5.0,M10.5.0/3". Every
/// file of the time zone database ends with one, for the years after those that it lists.
class ZoneRule {
public:
    /// Nothing for what is no such rule.
    static std::optional<ZoneRule> parse(std::string_view text);

    /// How far local time is ahead of UTC at a moment.
    [[nodiscard]] std::chrono::seconds offset_at(std::chrono::sys_seconds moment) const;

private:
    /// A day of the year, and the time of day by the clock that is in use until then.
    struct Change {
        enum class How { month_week_day, day_without_leap, day_of_year };
        How how = How::month_week_day;
        unsigned month = 1;
        unsigned week = 1; ///< 5: the last one
        unsigned weekday = 0;
        int day = 0;
        std::chrono::seconds time = std::chrono::hours{2};

        [[nodiscard]] std::chrono::local_seconds in(std::chrono::year year) const;
    };

    friend class ZoneRuleReader;

    std::chrono::seconds standard_{};
    std::chrono::seconds summer_{};
    bool changes_ = false;
    Change begins_{};
    Change ends_{};
};

} // namespace pilothouse
