#include "storage/database.hpp"
#include "storage/packed.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace pilothouse::storage;

TEST_CASE("what is packed comes out the same, and JSON takes a fraction of its room") {
    std::string json = "[";
    for (int i = 0; i < 500; ++i)
        json += R"({"url":"https://api.github.com/repos/acme/api/actions/runs/)" + std::to_string(i) + R"(","id":1},)";
    json += "0]";
    std::mt19937_64 random(7);
    std::string noise;
    for (int i = 0; i < 100'000; ++i)
        noise += static_cast<char>(random());
    for (const auto& text : {std::string(), std::string("x"), std::string("\0\0", 2), json, noise}) {
        const auto bytes = packed(text);
        CHECK(unpacked(bytes, text.size()) == text);
    }
    CHECK(packed(json).size() * 4 < json.size());
}

TEST_CASE("packed bytes that are cut off, changed, or of another size are no text") {
    const std::string text(10'000, 'a');
    const auto bytes = packed(text);
    CHECK_THROWS_AS(unpacked(bytes.substr(0, bytes.size() / 2), text.size()), Failure);
    CHECK_THROWS_AS(unpacked(bytes, text.size() + 1), Failure);
    CHECK_THROWS_AS(unpacked(bytes, text.size() - 1), Failure);
    CHECK_THROWS_AS(unpacked("no such thing", 5), Failure);
    CHECK_THROWS_AS(unpacked("", 5), Failure);
}
