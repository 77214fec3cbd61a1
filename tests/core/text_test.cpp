#include "core/clock.hpp"
#include "core/result.hpp"
#include "core/text.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;

TEST_CASE("literals join, markup stays apart") {
    const auto text = "a" + Text("b") + bold("c") + "<!channel>" + code("d");
    REQUIRE(text.spans().size() == 4);
    CHECK(std::get<Text::Literal>(text.spans()[0]).value == "ab");
    CHECK(std::get<Text::Literal>(text.spans()[2]).value == "<!channel>");
    CHECK(text.plain() == "abc<!channel>d");
    CHECK(Text("").empty());
}

TEST_CASE("markup in plain words") {
    const auto text = mention(PersonId{"U1"}) + " " + channel(ChannelId{"C1"}) + italic("!") + " " +
                      pilothouse::link("https://x.example", "label") + " " + when(from_unix_ms(1'795'407'394'120));
    CHECK(text.plain() == "@U1 C1! label 2026-11-23T04:16:34.120Z");
}

TEST_CASE("times and spans as people say them") {
    CHECK(iso8601(from_unix_ms(0)) == "1970-01-01T00:00:00.000Z");
    CHECK(iso8601(from_unix_ms(-1)) == "1969-12-31T23:59:59.999Z");
    CHECK(spoken(Duration{4'999}) == "4 s");
    CHECK(spoken(Duration{-5}) == "0 s");
    CHECK(spoken(std::chrono::seconds{192}) == "3 min 12 s");
    CHECK(spoken(std::chrono::hours{2}) == "2 h");
    CHECK(spoken(std::chrono::hours{145}) == "6 d 1 h");
}

TEST_CASE("errors carry a code, words and what to do next") {
    const Result<int> failed = fail(Errc::not_found, "no service named 'ap'", "Did you mean 'api'?");
    REQUIRE(!failed);
    CHECK(failed.error().text() == "no service named 'ap'. Did you mean 'api'?");
    CHECK(std::string(name(failed.error().code)) == "not_found");
    CHECK(Error{.message = "alone"}.text() == "alone");
}
