#include "core/commit.hpp"

#include <catch2/catch.hpp>

#include <string>

using pilothouse::is_commit;

TEST_CASE("a commit is named by 40 hexadecimal digits") {
    const std::string commit = "0123456789abcdef0123456789abcdef01234567";
    CHECK(is_commit(commit));
    CHECK_FALSE(is_commit(commit + "0"));
    CHECK_FALSE(is_commit(commit.substr(1)));
    CHECK_FALSE(is_commit(commit.substr(1) + "g"));
    CHECK_FALSE(is_commit(commit.substr(1) + "A"));
    CHECK_FALSE(is_commit(""));
}
