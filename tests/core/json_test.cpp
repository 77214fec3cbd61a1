#include "core/json.hpp"
#include "core/json_view.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;

namespace {

std::string refusal(std::string_view text, const JsonLimits& limits = {}) {
    const auto parsed = parse_json(text, limits);
    if (parsed) return "";
    CHECK(parsed.error().code == Errc::bad_input);
    return parsed.error().message;
}

} // namespace

TEST_CASE("a document is read as nlohmann reads it") {
    for (const auto* text :
         {R"({"a":[1,-2,3.5,true,false,null,"x\u00e9\n"],"b":{"c":{}},"d":[[],[[]]]})", "[]", "1", R"("text")",
          R"({"a":1,"a":{"b":2}})", " [ 18446744073709551615 ] "}) {
        const auto parsed = parse_json(text);
        REQUIRE(parsed);
        CHECK(*parsed == nlohmann::json::parse(text));
    }
}

TEST_CASE("a byte inside a string is judged alike wherever it stands") {
    for (int value = 0; value < 0x80; ++value) {
        for (std::size_t place = 1; place < 27; ++place) {
            auto text = "\"" + std::string(26, 'a') + "\"";
            text[place] = static_cast<char>(value);
            CAPTURE(value, place);
            const auto document = JsonDocument::read(text);
            const bool plain = value >= 0x20 && value != '"' && value != '\\';
            REQUIRE(document.has_value() == plain);
            if (plain) REQUIRE(document->root().text() == std::string_view(text).substr(1, 26));
        }
    }
}

TEST_CASE("what is no JSON is refused, with the place") {
    for (const auto* text :
         {"", "{", "[1,]", "{\"a\"}", "nul", "[1] 2", "'a'", "\"\x01\"", "\"\xFF\"", "\"\\ud800\"", "NaN"})
        CHECK_THAT(refusal(text), Catch::Contains("at byte"));
    CHECK_THAT(refusal("[1e999]"), Catch::Contains("out of range"));
}

TEST_CASE("bounds stand in front of the document") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(parse_json(nested(64)));
    CHECK_THAT(refusal(nested(65)), Catch::Contains("deeper than 64"));
    CHECK_THAT(refusal(std::string(500'000, '[')), Catch::Contains("deeper"));
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
        objects += "{\"a\":";
    CHECK_THAT(refusal(objects), Catch::Contains("deeper"));
    CHECK_THAT(refusal("[1,2,3]", {.nodes = 3}), Catch::Contains("more than 3 values"));
    CHECK(parse_json("[1,2,3]", {.nodes = 4}));
    CHECK_THAT(refusal("[1,2,3]", {.bytes = 6}), Catch::Contains("at most 6"));
}

TEST_CASE("writing never throws and reading a key never does either") {
    const nlohmann::json document{{"a", "bad \xFF bytes"}, {"n", 1}};
    CHECK(dump_json(document) == "{\"a\":\"bad \uFFFD bytes\",\"n\":1}");
    CHECK(string_at(document, "n").empty());
    CHECK(string_at(document, "missing").empty());
    CHECK(string_at(nlohmann::json::array(), "a").empty());
    CHECK(string_at({{"k", "v"}}, "k") == "v");
}
