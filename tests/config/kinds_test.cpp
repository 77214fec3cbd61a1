#include "config/kinds.hpp"
#include "config/nearest.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::config;
using namespace std::chrono_literals;

TEST_CASE("Spans of time are read and written") {
    const std::vector<std::pair<std::string, Duration>> good = {
        {"15m", 15min},
        {"1h30m", 90min},
        {"90s", 90s},
        {"250ms", 250ms},
        {"2d", 48h},
        {"0s", 0ms},
        {"1d2h3m4s5ms", 26h + 3min + 4s + 5ms}
    };
    for (const auto& [text, span] : good) {
        CAPTURE(text);
        CHECK(parse_span(text) == span);
        CHECK(parse_span(written_span(span)) == span);
    }
    for (const auto* text :
         {"", "15", "m", "15 m", "-5m", "1.5h", "30m1h", "5m5m", "15min", "99999999999999999999s",
          "9223372036854775807d", "+5m", "5M"}) {
        CAPTURE(text);
        CHECK(parse_span(text) == std::nullopt);
    }
    CHECK(written_span(90min) == "1h30m");
}

TEST_CASE("The nearest known word is found, a far one is not") {
    const std::vector<std::string_view> known = {"staging", "production", "preview"};
    CHECK(nearest("stagign", known) == "staging");
    CHECK(nearest("PRODUCTION", known) == "production");
    CHECK(nearest("prod", known) == "production");
    CHECK(nearest("pr", known).empty());
    CHECK(nearest("xyz", known).empty());
    CHECK(nearest("", known).empty());
    CHECK(nearest(std::string(5000, 'a'), known).empty());
    CHECK(suggestion("xyz", known) == "; known: staging, production, preview");
}

TEST_CASE("Members, channels and names") {
    const auto good = [](const Kind& kind, std::string_view text) { return !kind.check(text); };
    CHECK(good(kinds::member, "ana.maria+ops@mail.example.co.uk"));
    CHECK(good(kinds::member, "U024BE7LH"));
    CHECK(good(kinds::member, "W012A3CDE"));
    for (const auto* text :
         {"ana", "ana@", "@example.com", "a@b@c.d", "ana@example", "u024be7lh", "<@U024BE7LH>", "Ana <a@b.c>", ""})
        CHECK(!good(kinds::member, text));
    CHECK(good(kinds::channel, "#deploys-eu_1"));
    CHECK(good(kinds::channel, "C024BE91L"));
    for (const auto* text : {"deploys", "#Deploys", "#", "#a b", "<#C024BE91L>", ""})
        CHECK(!good(kinds::channel, text));
    CHECK(good(kinds::name, "billing-api.v2"));
    for (const auto* text : {"", "-a", "a b", "ä", "to", "{x}"})
        CHECK(!good(kinds::name, text));
}
