#include "core/time_zone.hpp"

#include <catch2/catch.hpp>

#include <ctime>
#include <random>

using namespace pilothouse;
using namespace std::chrono_literals;

namespace {

Time utc(const char* text) {
    return parse_time(text).value();
}

LocalTime local(const char* text) {
    return LocalTime(parse_time(std::string(text) + "Z").value().time_since_epoch());
}

/// The zone of the C library, for the length of a scope.
struct SystemZone {
    explicit SystemZone(const std::string& name) { set(name.c_str()); }

    SystemZone(const SystemZone&) = delete;
    SystemZone& operator=(const SystemZone&) = delete;

    ~SystemZone() { set("UTC"); }

    static void set(const char* name) {
        ::setenv("TZ", name, 1);
        ::tzset();
    }

    static long offset_at(Time moment) {
        const std::time_t seconds = to_unix_ms(moment) / 1000;
        std::tm broken_down{};
        ::localtime_r(&seconds, &broken_down);
        return broken_down.tm_gmtoff;
    }
};

} // namespace

TEST_CASE("Every zone of the system is read, and agrees with the C library for a century") {
    const auto names = time_zone_names();
    REQUIRE(names.size() > 400);
    std::mt19937_64 random(7);
    std::uniform_int_distribution<std::int64_t> seconds(0, 3'155'760'000); // 1970 to 2069
    for (const auto& name : names) {
        const auto zone = time_zone(name);
        CAPTURE(name);
        REQUIRE(zone);
        const SystemZone system(name);
        for (int i = 0; i < 50; ++i) {
            const auto moment = from_unix_ms(seconds(random) * 1000);
            CAPTURE(iso8601(moment));
            REQUIRE((*zone)->offset_at(moment).count() == SystemZone::offset_at(moment));
        }
    }
}

TEST_CASE("A local time that comes twice, and one that never comes") {
    const auto berlin = time_zone("Europe/Berlin").value();
    CHECK(berlin->first(local("2026-07-01T12:00")) == utc("2026-07-01T10:00Z"));
    CHECK(berlin->last(local("2026-07-01T12:00")) == utc("2026-07-01T10:00Z"));
    CHECK(berlin->first(local("2026-10-25T02:30")) == utc("2026-10-25T00:30Z"));
    CHECK(berlin->last(local("2026-10-25T02:30")) == utc("2026-10-25T01:30Z"));
    CHECK(berlin->first(local("2026-03-29T02:30")) == utc("2026-03-29T01:00Z"));
    CHECK(berlin->last(local("2026-03-29T02:30")) == utc("2026-03-29T01:00Z"));
    CHECK(berlin->first(local("2050-03-27T02:30")) == utc("2050-03-27T01:00Z")); // by the rule
    CHECK(time_zone("Pacific/Apia").value()->first(local("2011-12-30T12:00")) == utc("2011-12-30T10:00Z"));
}

TEST_CASE("There and back: a moment's local time is shown at that moment, and at most once more") {
    std::mt19937_64 random(11);
    std::uniform_int_distribution<std::int64_t> seconds(1'577'836'800, 2'524'608'000); // 2020 to 2049
    for (const auto* name :
         {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata",
          "America/Santiago", "Europe/Dublin", "Pacific/Chatham"}) {
        const auto zone = time_zone(name).value();
        for (int i = 0; i < 2'000; ++i) {
            const auto moment = from_unix_ms(seconds(random) * 1000);
            const auto shown = zone->local(moment);
            const bool first = zone->first(shown) == moment, last = zone->last(shown) == moment;
            CAPTURE(name, iso8601(moment));
            REQUIRE((first || last));
            REQUIRE(zone->first(shown) <= zone->last(shown));
        }
    }
}

TEST_CASE("UTC is known everywhere; names do not lead out of the folder") {
    CHECK(time_zone("UTC").value()->offset_at(utc("2026-07-01T12:00Z")) == 0s);
    for (const auto* name : {"", "Europe/Nowhere", "../../../etc/passwd", "/etc/localtime", "Europe/", "Europe"})
        CHECK_FALSE(time_zone(name));
}

TEST_CASE("A broken file is refused, wherever it is cut") {
    CHECK_FALSE(TimeZone::parse(""));
    CHECK_FALSE(TimeZone::parse("TZif"));
    std::string file(44, '\0');
    file.replace(0, 5, "TZif2");
    file[39] = 1;
    const std::string whole =
        file + std::string(6, '\0') + file + std::string(6, '\0') + "\nCET-1CEST,M3.5.0,M10.5.0/3\n";
    REQUIRE(TimeZone::parse(whole));
    for (std::size_t length = 0; length < 101; ++length)
        CHECK_FALSE(TimeZone::parse(whole.substr(0, length)));
    auto many = whole;
    many[32] = '\x7f';
    CHECK_FALSE(TimeZone::parse(many));
}

TEST_CASE("Rules of POSIX") {
    CHECK(ZoneRule::parse("<+0530>-5:30").value().offset_at({}) == 5h + 30min);
    CHECK(ZoneRule::parse("EST5EDT,M3.2.0,M11.1.0"));
    CHECK(ZoneRule::parse("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"));
    CHECK(ZoneRule::parse("XXX3EDT4,0/0,J365/23"));
    for (const auto* text :
         {"", "C", "CET", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.5.0,M10.5.0x"})
        CHECK_FALSE(ZoneRule::parse(text));
}
