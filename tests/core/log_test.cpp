#include "core/json.hpp"
#include "core/log.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <functional>
#include <limits>
#include <memory>
#include <sstream>

using namespace pilothouse;

namespace {

/// What `work` writes to the standard error stream.
std::string written(const std::function<void()>& work) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::tmpfile(), &std::fclose);
    REQUIRE(file);
    std::fflush(stderr);
    const int kept = dup(STDERR_FILENO);
    REQUIRE(dup2(fileno(file.get()), STDERR_FILENO) >= 0);
    work();
    std::fflush(stderr);
    dup2(kept, STDERR_FILENO);
    close(kept);
    std::rewind(file.get());
    std::string text;
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), file.get())) > 0;)
        text.append(buffer.data(), n);
    return text;
}

std::size_t lines_in(const std::string& text) {
    return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

} // namespace

TEST_CASE("a line is one fact as key=value") {
    log::configure(log::Level::info, log::Format::key_value);
    const auto line = written([] {
        log::debug("test.hidden", {{"a", 1}});
        log::info("test.shown", {{"n", 42}, {"yes", true}, {"part", 0.5}, {"word", "api"}, {"text", "two words"}});
    });
    CHECK(lines_in(line) == 1);
    CHECK_THAT(line, Catch::EndsWith(" info  test.shown n=42 yes=true part=0.5 word=api text=\"two words\"\n"));
    CHECK(line.find('T') == 10);
}

TEST_CASE("a value can't forge a line and shows no secret") {
    log::configure(log::Level::info, log::Format::key_value);
    const auto token = std::string("xoxb-") + "1234567890-abcdef";
    const auto line = written([&] {
        log::info(
            "test.forged",
            {{"a", "x\n2026 error made.up \x1B[31m\t\"q\" \\"}, {"b", token}, {"c", "\u202Eabc\xFF"}, {"d", ""}}
        );
    });
    CHECK(lines_in(line) == 1);
    CHECK_THAT(line, Catch::Contains(R"(a="x\n2026 error made.up \u001b[31m\t\"q\" \\")"));
    CHECK_THAT(line, Catch::Contains("b=[redacted]") && !Catch::Contains("abcdef"));
    CHECK_THAT(line, Catch::Contains("c=\"abc\uFFFD\" d=\"\""));
}

TEST_CASE("a line as JSON is JSON") {
    log::configure(log::Level::debug, log::Format::json);
    const auto line = written([] {
        log::error(
            "test.json",
            {{"a", "x\"\n\x01\x7F \xFF"}, {"n", -1}, {"f", std::numeric_limits<double>::infinity()}, {"b", false}}
        );
    });
    log::configure(log::Level::info, log::Format::key_value);
    const auto parsed = parse_json(line);
    REQUIRE(parsed);
    CHECK(string_at(*parsed, "event") == "test.json");
    CHECK(string_at(*parsed, "level") == "error");
    CHECK((*parsed)["n"] == -1);
    CHECK((*parsed)["b"] == false);
    CHECK(string_at(*parsed, "f") == "inf");
}

TEST_CASE("a storm of one warning is held to powers of two a second, and counted") {
    log::configure(log::Level::info, log::Format::key_value);
    constexpr std::size_t storm = 10'000;
    const auto text = written([] {
        for (std::size_t i = 0; i < storm; ++i)
            log::warn("test.storm", {{"i", i}});
        for (int i = 0; i < 50; ++i)
            log::info("test.calm");
    });
    std::istringstream lines(text);
    std::size_t warnings = 0, calm = 0, accounted = 0;
    for (std::string line; std::getline(lines, line);) {
        calm += line.find("test.calm") != std::string::npos ? 1 : 0;
        if (line.find("test.storm") == std::string::npos) continue;
        ++warnings;
        const auto held = line.find("held_back=");
        accounted += 1 + (held == std::string::npos ? 0 : std::stoul(line.substr(held + 10)));
    }
    CHECK(calm == 50);
    // 14 lines a second; a slow machine may take several seconds over the loop.
    CHECK(warnings >= 14);
    CHECK(warnings < storm / 4);
    CHECK(accounted <= storm);
    CHECK(accounted >= storm / 2);
}
