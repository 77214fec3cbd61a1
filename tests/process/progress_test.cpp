#include "core/utf8.hpp"
#include "integrations/process/progress.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::process;

namespace {
const Time noon = from_unix_ms(1'000'000);
const Time later = from_unix_ms(2'000'000);
} // namespace

TEST_CASE("Steps and percent are read from whole lines, however they arrive") {
    const std::string text =
        "starting\n::step:: Build image\r\n  ::progress:: 40 %\n\x1b[32m::step::   Roll out \x1b[0m\n";
    for (const std::size_t size : {text.size(), std::size_t{1}, std::size_t{7}}) {
        Progress progress;
        for (std::size_t at = 0; at < text.size(); at += size)
            progress.feed(std::string_view(text).substr(at, size), noon);
        REQUIRE(progress.steps().size() == 2);
        CHECK(progress.steps()[0].name == "Build image");
        CHECK(progress.steps()[1].name == "Roll out");
        CHECK(progress.percent() == 40);
        CHECK(progress.tail() == "starting");
    }
}

TEST_CASE("What is no percent changes nothing") {
    Progress progress;
    progress.feed("::progress:: 12\n", noon);
    for (const auto* line :
         {"::progress:: 101\n", "::progress:: -1\n", "::progress::\n", "::progress:: 1e1\n",
          "::progress:: 99999999999\n", "::progress:: x\n"})
        progress.feed(line, noon);
    CHECK(progress.percent() == 12);
    progress.feed("::step::  \n", noon);
    CHECK(progress.steps().empty());
}

TEST_CASE("A flood of steps is bounded, and the present one is told") {
    Progress progress;
    for (int i = 1; i <= 1'000; ++i)
        progress.feed("::step:: number " + std::to_string(i) + "\n", noon);
    CHECK(progress.steps().size() == 50);
    CHECK(progress.steps().back().name == "number 1000");
    CHECK(progress.steps_seen() == 1'000);
    Progress wide;
    wide.feed("::step:: " + std::string(3'000, 'x') + "\n", noon);
    CHECK(code_points(wide.steps().front().name) == 80);
}

TEST_CASE("Times that were seen before are kept") {
    Progress progress({noon});
    progress.feed("::step:: A\n::step:: B\n", later);
    CHECK(progress.steps()[0].began == noon);
    CHECK(progress.steps()[1].began == later);
}

TEST_CASE("The tail is bounded in lines and characters") {
    Progress lines;
    for (int i = 1; i <= 100; ++i)
        lines.feed(std::to_string(i) + "\n", noon);
    CHECK(lines.tail().starts_with("61\n62\n"));
    CHECK(lines.tail().ends_with("\n100"));
    Progress wide;
    for (int i = 0; i < 100; ++i)
        wide.feed(std::string(100'000, 'x') + "\n", noon);
    CHECK(code_points(wide.tail()) <= 2'500);
    Progress endless;
    endless.feed(std::string(10'000'000, 'y'), noon);
    endless.finish(noon);
    CHECK(code_points(endless.tail()) == 400);
}

TEST_CASE("The tail can be shown: no escapes, no broken UTF-8, no secrets") {
    Progress progress;
    progress.feed(
        "\x1b]0;title\x07"
        "10%\r50%\r100%\n",
        noon
    );
    progress.feed("\x1b[1;31mred\x1b(B\x1b[m \xff\n", noon);
    progress.feed("token xoxb-123456789012-123456789012-abcdefghijklmnopqrstuvwx\n", noon);
    CHECK(progress.tail().starts_with("100%\nred \xEF\xBF\xBD\n"));
    CHECK(progress.tail().find("xoxb-1234") == std::string::npos);
    CHECK(without_escapes("a\x1b") == "a");
    CHECK(without_escapes("a\x1b[") == "a");
    CHECK(without_escapes("a\x1b]8;;http://x\x1b\\b") == "ab");
}
