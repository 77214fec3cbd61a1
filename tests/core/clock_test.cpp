#include "core/clock.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace pilothouse;

namespace {
std::string read(std::string_view text) {
    const auto time = parse_time(text);
    return time ? iso8601(*time) : "";
}
} // namespace

TEST_CASE("Times are read in the shapes that other systems write") {
    struct Row {
        std::string_view text;
        std::string_view time;
    };

    const std::vector<Row> rows = {
        {"2019-05-15T15:20:33Z", "2019-05-15T15:20:33.000Z"},
        {"2021-08-05T10:26:08.000Z", "2021-08-05T10:26:08.000Z"},
        {"2026-11-23T04:16:34.1Z", "2026-11-23T04:16:34.100Z"},
        {"2026-11-23T04:16:34.123456789Z", "2026-11-23T04:16:34.123Z"},
        {"2016-08-12T17:23:21+02:00", "2016-08-12T15:23:21.000Z"},
        {"2019-05-15T15:19:25-07:00", "2019-05-15T22:19:25.000Z"},
        {"2016-08-12 15:23:28 UTC", "2016-08-12T15:23:28.000Z"},
        {"2021-04-28 21:50:00 +0200", "2021-04-28T19:50:00.000Z"},
        {"2021-04-28 00:30:00 +05:30", "2021-04-27T19:00:00.000Z"},
        {"2021-04-28 21:50:00+02", "2021-04-28T19:50:00.000Z"},
        {"2021-04-28T21:50Z", "2021-04-28T21:50:00.000Z"},
        {"2021-04-28t21:50:00z", "2021-04-28T21:50:00.000Z"},
        {"2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"},
        {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"},
        {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
    };
    for (const auto& [text, time] : rows) {
        CAPTURE(text);
        CHECK(read(text) == time);
    }
}

TEST_CASE("What is no time is none, and nothing is guessed") {
    const std::vector<std::string_view> texts = {
        "",
        "now",
        "1557933633",
        "2019-05-15",
        "2019-05-15T15:20:33",
        "2019-05-15 15:20:33",
        "2019-05-15T15:20:33 ",
        "2019-05-15T15:20:33Zx",
        "2019-05-15T15:20:33.Z",
        "2019-05-15T15:20:3Z",
        "2019-05-15T24:00:00Z",
        "2019-05-15T15:60:00Z",
        "2019-05-15T15:20:61Z",
        "2019-05-15T15:20:33+2",
        "2019-05-15T15:20:33+02:",
        "2019-05-15T15:20:33+0260",
        "2019-05-15T15:20:33+24:00",
        "2019-05-15T15:20:33 GMT+2",
        "2019-05-15T15:20:33  UTC",
        "2019-05-15X15:20:33Z",
        "2019-13-15T15:20:33Z",
        "2019-00-15T15:20:33Z",
        "2019-02-29T15:20:33Z",
        "2019-04-31T15:20:33Z",
        "19-05-15T15:20:33Z",
        "-019-05-15T15:20:33Z",
        "2019-+5-15T15:20:33Z",
        " 2019-05-15T15:20:33Z",
    };
    for (const auto text : texts) {
        CAPTURE(text);
        CHECK(read(text).empty());
    }
}

TEST_CASE("A time that was written is read back, and each shorter piece of it is none") {
    const std::string text = iso8601(from_unix_ms(1'795'407'394'120));
    REQUIRE(parse_time(text) == from_unix_ms(1'795'407'394'120));
    for (std::size_t size = 0; size < text.size(); ++size) {
        CAPTURE(size);
        CHECK_FALSE(parse_time(text.substr(0, size)));
    }
}
