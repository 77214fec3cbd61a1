#include "core/clock.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace pilothouse {

Time now() {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

std::string iso8601(Time time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto ms = (time - seconds).count();
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03}Z", fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), ms);
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
