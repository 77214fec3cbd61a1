#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/time_zone.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Quiet hours: "22:00-07:00 Europe/Berlin".
namespace pilothouse::commands::subscriptions {

struct QuietHours {
    std::chrono::minutes begin{}; ///< since midnight
    std::chrono::minutes end{};   ///< below or at `begin`: of the next day
    std::string zone{};

    [[nodiscard]] std::string text() const;
    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

/// Errors: bad_input with the nearest zone, or a right example.
Result<QuietHours> parse_quiet(std::string_view text);

/// When the quiet hours end that hold at `now`; nothing when none do. They begin when the clock first shows their
/// beginning and end when it last shows their end, so a night that is an hour longer or shorter is one night.
std::optional<Time> quiet_until(const QuietHours& hours, const TimeZone& zone, Time now);

} // namespace pilothouse::commands::subscriptions
