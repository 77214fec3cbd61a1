#include "commands/subscriptions/quiet.hpp"
#include "desk_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::subscriptions;
using pilothouse::commands::testing::has;
using namespace std::chrono_literals;

namespace {

Time utc(const char* text) {
    return parse_time(text).value();
}

std::optional<Time> until(const char* hours, const char* now) {
    const auto quiet = parse_quiet(hours).value();
    return quiet_until(quiet, *time_zone(quiet.zone).value(), utc(now));
}

/// Every stretch of quiet from one moment to another, found minute by minute.
std::string stretches(const char* hours, Time from, Time to) {
    const auto quiet = parse_quiet(hours).value();
    const auto zone = time_zone(quiet.zone).value();
    std::string text;
    std::optional<Time> begun;
    for (auto now = from; now <= to; now += 1min) {
        const auto end = quiet_until(quiet, *zone, now);
        if (end && !begun) {
            begun = now;
            text += iso8601(now).substr(5, 11) + "-" + iso8601(*end).substr(5, 11) + " ";
        }
        if (!end) begun.reset();
    }
    return text;
}

} // namespace

TEST_CASE("Quiet hours are read, and written in one way") {
    CHECK(parse_quiet("22:00-07:00 Europe/Berlin").value().text() == "22:00-07:00 Europe/Berlin");
    CHECK(parse_quiet("22-7 UTC").value().text() == "22:00-07:00 UTC");
    CHECK(parse_quiet(" 9:30-24:00  UTC ").value().text() == "09:30-00:00 UTC");
    CHECK(has(parse_quiet("22:00-07:00 Europe/Belin").error().text(), "did you mean `Europe/Berlin`?"));
    CHECK(has(parse_quiet("22:00-07:00 berlin").error().text(), "did you mean `Europe/Berlin`?"));
    CHECK(has(parse_quiet("22:00-07:00 europe/berlin").error().text(), "did you mean `Europe/Berlin`?"));
    CHECK(has(parse_quiet("22:00-07:00").error().text(), "none is assumed"));
    for (const auto* text :
         {"", "22:00", "22:00-", "25:00-07:00 UTC", "22:60-07:00 UTC", "22:0-7:00 UTC", "8:00-8:00 UTC",
          "22:00-07:00 UTC now", "22:00-07:00 ../UTC"})
        CHECK_FALSE(parse_quiet(text));
}

TEST_CASE("Quiet hours of a day, and of a night") {
    CHECK(until("09:00-17:00 UTC", "2026-06-01T09:00Z") == utc("2026-06-01T17:00Z"));
    CHECK(until("09:00-17:00 UTC", "2026-06-01T16:59:59Z") == utc("2026-06-01T17:00Z"));
    CHECK_FALSE(until("09:00-17:00 UTC", "2026-06-01T17:00Z"));
    CHECK_FALSE(until("09:00-17:00 UTC", "2026-06-01T08:59:59Z"));
    CHECK(until("22:00-07:00 Europe/Berlin", "2026-06-01T20:00Z") == utc("2026-06-02T05:00Z"));
    CHECK(until("22:00-07:00 Europe/Berlin", "2026-06-02T04:59Z") == utc("2026-06-02T05:00Z"));
    CHECK_FALSE(until("22:00-07:00 Europe/Berlin", "2026-06-02T05:00Z"));
    CHECK(until("22:00-07:00 America/New_York", "2026-06-02T05:00Z") == utc("2026-06-02T11:00Z"));
}

TEST_CASE("The night that is an hour shorter, and the one that is longer") {
    CHECK(
        stretches("22:00-07:00 Europe/Berlin", utc("2026-03-28T12:00Z"), utc("2026-03-30T12:00Z")) ==
        "03-28T21:00-03-29T05:00 03-29T20:00-03-30T05:00 "
    );
    CHECK(
        stretches("22:00-07:00 Europe/Berlin", utc("2026-10-24T12:00Z"), utc("2026-10-26T12:00Z")) ==
        "10-24T20:00-10-25T06:00 10-25T21:00-10-26T06:00 "
    );
    // They end or begin in the hour that there is not, or that there is twice: one stretch all the same.
    CHECK(
        stretches("22:00-02:30 Europe/Berlin", utc("2026-03-28T12:00Z"), utc("2026-03-29T12:00Z")) ==
        "03-28T21:00-03-29T01:00 "
    );
    CHECK(
        stretches("22:00-02:30 Europe/Berlin", utc("2026-10-24T12:00Z"), utc("2026-10-25T12:00Z")) ==
        "10-24T20:00-10-25T01:30 "
    );
    CHECK(
        stretches("02:30-07:00 Europe/Berlin", utc("2026-03-28T12:00Z"), utc("2026-03-29T12:00Z")) ==
        "03-29T01:00-03-29T05:00 "
    );
    CHECK(
        stretches("02:30-07:00 Europe/Berlin", utc("2026-10-24T12:00Z"), utc("2026-10-25T12:00Z")) ==
        "10-25T00:30-10-25T06:00 "
    );
    // South of the equator, and by half an hour.
    CHECK(
        stretches("22:00-07:00 Australia/Lord_Howe", utc("2026-04-04T06:00Z"), utc("2026-04-05T06:00Z")) ==
        "04-04T11:00-04-04T20:30 "
    );
}

TEST_CASE("Quiet hours within the hour that the clock jumps over are none that day") {
    CHECK(stretches("02:10-02:50 Europe/Berlin", utc("2026-03-28T12:00Z"), utc("2026-03-29T12:00Z")).empty());
    CHECK(
        stretches("02:10-02:50 Europe/Berlin", utc("2026-10-24T12:00Z"), utc("2026-10-25T12:00Z")) ==
        "10-25T00:10-10-25T01:50 "
    );
}
