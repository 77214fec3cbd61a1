#include "commands/facts.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>

using pilothouse::commands::Facts;

TEST_CASE("facts: a newer message wins, whichever comes first; nothing is told by nothing") {
    Facts there;
    there.tell("phase", "running", {1, 2, 0});
    there.tell("phase", "failed", {1, 5, 0});
    there.tell("branch", "main", {1, 0, 0});
    there.tell("branch", "", {9, 0, 0});
    Facts back;
    back.tell("branch", "main", {1, 0, 0});
    back.tell("phase", "failed", {1, 5, 0});
    back.tell("phase", "running", {1, 2, 0});
    CHECK(there.get("phase") == "failed");
    CHECK(there.get("branch") == "main");
    CHECK(there.get("name").empty());
    CHECK(there.text() == back.text());
}

TEST_CASE("facts: of two that are as new the same one stays in either order") {
    Facts there, back;
    there.tell("name", "a", {1, 0, 0});
    there.tell("name", "b", {1, 0, 0});
    back.tell("name", "b", {1, 0, 0});
    back.tell("name", "a", {1, 0, 0});
    CHECK(there.text() == back.text());
}

TEST_CASE("facts: what is stored is read back, whatever stands in it") {
    Facts facts;
    facts.tell("1/excerpt", "line 1\nline 2 5 5 1 1 1\n\"{}\"", {-7, 3, 1'900'000'000'000});
    facts.tell("shown/#a b", "yes", {});
    facts.tell("number", "812", {1, 1, 1});
    const auto text = facts.text();
    const auto read = Facts::in(text);
    CHECK(read.text() == text);
    CHECK(read.get("1/excerpt") == "line 1\nline 2 5 5 1 1 1\n\"{}\"");
    CHECK(read.number("number") == 812);
    CHECK(read.number("shown/#a b") == 0);
    CHECK(read.below("shown/") == std::vector<std::string>{"#a b"});
    CHECK(read.below("z").empty());
    CHECK(Facts::in("").text().empty());
}

TEST_CASE("facts: a stored text that is cut off, or another's, is refused") {
    Facts facts;
    facts.tell("phase", "failed", {1, 5, 0});
    facts.tell("branch", "main", {1, 5, 0});
    const auto text = facts.text();
    const auto one = text.find('\n', text.find('\n') + 1) + 1; // the end of the first
    for (std::size_t size = 1; size < text.size(); ++size)
        if (size != one) CHECK_THROWS_AS(Facts::in(text.substr(0, size)), std::runtime_error);
    CHECK_THROWS_AS(Facts::in("{}"), std::runtime_error);
    CHECK_THROWS_AS(Facts::in("5 -1 0 0 0\nphase\n"), std::runtime_error);
}
