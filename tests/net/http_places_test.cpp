#include "integrations/net/http_places.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <vector>

namespace pilothouse::net {

namespace {

constexpr SteadyTime noon{std::chrono::hours{12}};

SteadyTime ago(int ms) {
    return noon - Duration{ms};
}

std::optional<std::size_t> place(const std::vector<Standing>& all) {
    return to_make_place(all, noon, Duration{1000});
}

} // namespace

TEST_CASE(
    "The place of one more is that of the slowest stranger, then of an idle one, then of any stranger", "[http_server]"
) {
    const Standing slow{.reading = true, .since = ago(1000)}, slower{.since = ago(9000)};
    const Standing fresh{.reading = true, .since = ago(999)}, newest{.since = ago(1)};
    const Standing idle{.proved = true, .since = ago(5)}, idler{.proved = true, .since = ago(50'000)};
    CHECK(place({idler, fresh, slow, slower, idle}) == 3);
    CHECK(place({idler, fresh, slow, idle}) == 2);
    CHECK(place({idle, fresh, idler, newest}) == 2);
    CHECK(place({newest, fresh}) == 1);
}

TEST_CASE("Nobody goes who is being answered, nor who is known and sending", "[http_server]") {
    const Standing stranger{.answering = true, .reading = true, .since = ago(60'000)};
    const Standing known{.proved = true, .answering = true, .reading = true, .since = ago(60'000)};
    const Standing sending{.proved = true, .reading = true, .since = ago(60'000), .held = 9};
    CHECK(place({stranger, known, sending}) == std::nullopt);
    CHECK(place({}) == std::nullopt);
    CHECK(to_free_memory(std::vector{stranger, known}) == std::nullopt);
}

TEST_CASE("The largest unfinished body of a stranger goes first, then that of a known sender", "[http_server]") {
    const Standing small{.reading = true, .held = 10}, large{.reading = true, .held = 20};
    const Standing known{.proved = true, .reading = true, .held = 99}, nothing{.reading = true};
    CHECK(to_free_memory(std::vector{known, small, large, nothing}) == 2);
    CHECK(to_free_memory(std::vector{nothing, known}) == 1);
    CHECK(to_free_memory(std::vector{nothing, nothing}) == std::nullopt);
}

} // namespace pilothouse::net
