#include "core/edit_distance.hpp"

#include <catch2/catch.hpp>

#include <string>

using pilothouse::edit_distance;

TEST_CASE("how far words are apart") {
    CHECK(edit_distance("deploy", "deplyo", 3) == 1);
    CHECK(edit_distance("Deploy", "deploy", 3) == 0);
    CHECK(edit_distance("kitten", "sitting", 3) == 3);
    CHECK(edit_distance("a", "abcdef", 3) == 4);
    CHECK(edit_distance("", "ab", 3) == 2);
    CHECK(edit_distance(std::string(64, 'a'), std::string(64, 'a'), 3) == 0);
    CHECK(edit_distance(std::string(65, 'a'), std::string(65, 'a'), 3) == 4);
}
