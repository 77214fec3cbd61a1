#include "config/load.hpp"
#include "config/schema.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace pilothouse::config;

TEST_CASE("The reference names every setting, with type and default") {
    const std::string text = reference_markdown();
    for (const auto& [key, where] : known_keys()) {
        CAPTURE(key, where);
        CHECK(text.find(std::string(key)) != std::string::npos);
        CHECK(text.find(where) != std::string::npos);
    }
    CHECK(text.find("| `sockets` | number, 1 to 4 | `2` |") != std::string::npos);
    CHECK(text.find("| `timeout` | span, `\"1s\"` to `\"1d\"` | `\"30m\"` |") != std::string::npos);
    CHECK(text.find("| `members` | list of e-mail addresses or member ids | required |") != std::string::npos);
    CHECK(text.find("`SLACK_BOT_TOKEN` wins over it") != std::string::npos);
}

TEST_CASE("The example file shows every setting") {
    std::ifstream stream(PILOTHOUSE_SOURCE "/config/pilothouse.example.toml");
    const std::string example{std::istreambuf_iterator<char>(stream), {}};
    for (const auto& [key, where] : known_keys()) {
        CAPTURE(key, where);
        CHECK(example.find(key) != std::string::npos);
    }
}
