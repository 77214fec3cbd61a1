#include "core/utf8.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;

TEST_CASE("UTF-8 as RFC 3629 has it") {
    for (const auto* good : {"", "abc", "\u00E9", "\u20AC", "\U0001F680", "\U0010FFFF", "\uD7FF", "\uE000"})
        CHECK(is_utf8(good));
    for (const auto* bad :
         {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80",
          "\xF5\x80\x80\x80", "\xFF", "\xC3", "\xE2\x82", "\xE2\x28\xA1", "a\xC3(b"})
        CHECK(!is_utf8(bad));
}

TEST_CASE("what is shown has no hidden characters") {
    CHECK(printable("plain\n\ttext \u00E9") == "plain\n\ttext \u00E9");
    CHECK(printable("a\x1B[31mb\r\x7F") == "a[31mb");
    CHECK(printable("a\u202Eb\u200Bc\u2066d\uFEFFe") == "abcde");
    CHECK(printable("a\xFF\xFE") == "a\uFFFD\uFFFD");
    CHECK(printable("\u0085x") == "x");
    CHECK(is_utf8(printable("\xED\xA0\x80\xF0\x9F")));
}

TEST_CASE("a byte is judged alike wherever it stands in a long text") {
    const auto text_with = [](int value, std::size_t place) {
        std::string text(27, 'a');
        text[place] = static_cast<char>(static_cast<std::uint8_t>(value));
        return text;
    };
    for (int value = 0; value < 256; ++value) {
        const bool control = (value < 0x20 && value != '\n' && value != '\t') || value == 0x7F;
        for (std::size_t place = 0; place < 27; ++place) {
            const auto text = text_with(value, place);
            CAPTURE(value, place);
            REQUIRE(is_utf8(text) == (value < 0x80));
            REQUIRE((printable(text) == text) == (value < 0x80 && !control));
            REQUIRE(printable(text).size() == (control ? 26 : value < 0x80 ? 27 : 29));
        }
    }
}

TEST_CASE("text is counted and cut in code points") {
    CHECK(code_points("") == 0);
    CHECK(code_points("a\u00E9\U0001F680") == 3);
    CHECK(shortened("abc", 3) == "abc");
    CHECK(is_blank(" \t\r\n\x01"));
    CHECK(is_blank(""));
    CHECK_FALSE(is_blank(" a "));
    CHECK(shortened("abcd", 3) == "ab\u2026");
    CHECK(shortened("\u00E9\u00E9\u00E9", 3) == "\u00E9\u00E9\u00E9");
    CHECK(shortened("\u00E9\u00E9\u00E9\u00E9", 3) == "\u00E9\u00E9\u2026");
    CHECK(shortened("abc", 1) == "\u2026");
    CHECK(shortened("abc", 0).empty());
    CHECK(code_points(shortened("\U0001F680\U0001F680\U0001F680", 2)) == 2);
}
