#include "core/json_view.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <random>
#include <string>
#include <vector>

using namespace pilothouse;
using nlohmann::json;
namespace samples = pilothouse::slack::samples;

namespace {

/// The document as another reader would have it; compared with what that reader says of the same text.
json rebuilt(JsonView view, const json& pattern) {
    if (pattern.is_object()) {
        auto object = json::object();
        for (const auto& [key, value] : view.members())
            object[std::string(key)] = pattern.contains(key) ? rebuilt(value, pattern[std::string(key)]) : json("?");
        return view.is_object() ? object : json("?");
    }
    if (pattern.is_array()) {
        auto array = json::array();
        for (const auto value : view.elements())
            array.push_back(array.size() < pattern.size() ? rebuilt(value, pattern[array.size()]) : json("?"));
        return view.is_array() ? array : json("?");
    }
    if (pattern.is_string()) return std::string(view.text());
    if (pattern.is_boolean()) return view.is_true() || !view.is_false() ? json(view.is_true()) : json(false);
    if (pattern.is_number_integer()) return view.whole_number();
    return pattern;
}

bool reads(const std::string& text) {
    return JsonDocument::read(text).has_value();
}

std::string text_of(const std::string& written) {
    const auto document = JsonDocument::read(written);
    return document ? std::string(document->root().text()) : "refused";
}

} // namespace

TEST_CASE("every sample reads as another reader has it") {
    for (const auto& file : samples::all()) {
        const auto text = samples::text(file);
        const auto expected = json::parse(text);
        const auto document = JsonDocument::read(text);
        REQUIRE(document);
        CHECK(rebuilt(document->root(), expected) == expected);
        const auto compact = expected.dump(-1, ' ', true); // with \u escapes
        const auto again = JsonDocument::read(compact);
        REQUIRE(again);
        CHECK(rebuilt(again->root(), expected) == expected);
    }
}

TEST_CASE("escapes are undone") {
    CHECK(text_of(R"("https:\/\/x\/")") == "https://x/");
    CHECK(text_of(R"("a\"\\\b\f\n\r\tz")") == "a\"\\\b\f\n\r\tz");
    CHECK(text_of(R"("\u0041\u00fc\u20AC\uD83D\uDE00")") == "Aü€😀");
    CHECK(text_of(R"("\u0000")") == std::string(1, '\0'));
    CHECK(text_of("\"\"").empty());
    const auto document = JsonDocument::read(R"({"a\u0062":1,"ab":2,"x":null})");
    REQUIRE(document);
    CHECK(document->root()["ab"].whole_number() == 2);
    CHECK_FALSE(document->root()["x"]);
    CHECK_FALSE(document->root()["y"]["z"]);
}

TEST_CASE("what is not JSON is refused") {
    for (const std::string text :
         {"",
          " ",
          "nul",
          "truefalse",
          "tru",
          "[",
          "]",
          "{",
          "}",
          "[1,]",
          "[,1]",
          "[1 2]",
          "{\"a\"}",
          "{\"a\":}",
          "{\"a\":1,}",
          "{a:1}",
          "{'a':1}",
          "{1:1}",
          "\"",
          "\"\\\"",
          "\"\\x\"",
          "\"\\u12\"",
          "\"\\u12G4\"",
          "\"\\uD800\"",
          "\"\\uDC00\"",
          "\"\\uD800\\u0041\"",
          "\"\\uD83D\\n\"",
          "\"\n\"",
          "\"\t\"",
          "01",
          "-",
          "-01",
          "+1",
          ".5",
          "1.",
          "1.e1",
          "1e",
          "1e+",
          "0x1",
          "NaN",
          "Infinity",
          "[1]x",
          "1 1",
          "[1}",
          "{\"a\":1]",
          "//x\n1",
          "\xEF\xBB\xBF"
          "1",
          "\"\xFF\"",
          "\"\xC0\xAF\"",
          "\"\xED\xA0\x80\"",
          "\"\xE2\x82\""}) {
        INFO(text);
        CHECK_FALSE(reads(text));
    }
    CHECK_FALSE(reads(std::string("1\0", 2)));
    CHECK_FALSE(reads(std::string("\"a\0\"", 4)));
}

TEST_CASE("what is JSON is read") {
    for (const std::string text :
         {"0", "-0", "-1.5e-7", "1E+2", "[]", "{}", " [ ] ", " { } ", "[[],{}]", "\"\x7f\"", "{\"\":0}",
          "123456789012345678901234567890", "\r\n\t 1 \r\n"}) {
        INFO(text);
        CHECK(reads(text));
    }
    CHECK(JsonDocument::read("123456789012345678901234567890")->root().whole_number() == 0);
    CHECK(JsonDocument::read("1.5")->root().whole_number() == 0);
    CHECK(JsonDocument::read("-7")->root().whole_number() == -7);
}

TEST_CASE("depth, values and bytes are bounded") {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    CHECK(reads(nested(64)));
    CHECK_FALSE(reads(nested(65)));
    CHECK_FALSE(reads(nested(400'000)));
    CHECK_FALSE(reads(std::string(400'000, '[')));
    std::string many = "[1";
    for (int i = 0; i < 100'000; ++i)
        many += ",1";
    CHECK_FALSE(reads(many + "]"));
    CHECK_FALSE(reads("\"" + std::string(1 << 20, 'x') + "\""));
    CHECK_FALSE(JsonDocument::read("[1,2]", {.bytes = 4}));
}

TEST_CASE("on changed samples both readers agree what is JSON") {
    std::mt19937 random(11);
    // Without "e": the other reader refuses numbers beyond a double, which RFC 8259 leaves open.
    const std::string letters = "{}[]\",:\\ 0129.+-trufalsn\n\t\x01u\xC3\xFF/";
    std::uniform_int_distribution<std::size_t> letter(0, letters.size() - 1);
    std::size_t good = 0;
    for (const auto& file : samples::all()) {
        const auto text = json::parse(samples::text(file)).dump(-1, ' ', true);
        std::uniform_int_distribution<std::size_t> position(0, text.size() - 1);
        for (int round = 0; round < 1'000; ++round) {
            auto changed = text;
            for (int i = round % 3; i >= 0; --i)
                changed[position(random)] = letters[letter(random)];
            if (round % 4 == 0) changed.erase(position(random), 1);
            const bool expected = json::accept(changed);
            const auto document = JsonDocument::read(changed);
            if (document.has_value() != expected) FAIL_CHECK("they disagree on " << changed);
            if (!document || !expected) continue;
            ++good;
            const auto pattern = json::parse(changed);
            if (rebuilt(document->root(), pattern) != pattern) FAIL_CHECK("they read otherwise " << changed);
        }
    }
    CHECK(good > 1'000);
}
