#include "integrations/github/undelivered.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

/// What is asked for again, of the tries that GitHub lists. A row is one state of the list.

using namespace pilothouse;
using namespace pilothouse::github;
using namespace std::chrono_literals;

namespace {

const Time start = from_unix_ms(1'795'000'000'000);

DeliveryTry tried(std::int64_t id, std::string guid, Duration at, int status) {
    return {.id = id, .guid = std::move(guid), .at = start + at, .status = status};
}

std::vector<std::int64_t> ids(const std::vector<Undelivered::Wanted>& wanted) {
    std::vector<std::int64_t> all;
    for (const auto& one : wanted)
        all.push_back(one.id);
    return all;
}

using Ids = std::vector<std::int64_t>;

struct Row {
    std::string what;
    std::vector<DeliveryTry> tries;
    Duration now;
    Ids expected;
};

const std::vector<Row>& rows() {
    static const std::vector<Row> all{
        {"nothing failed", {tried(1, "a", 0s, 202), tried(2, "b", 1s, 200)}, 1min, {}},
        {"one failed, at once", {tried(1, "a", 0s, 202), tried(2, "b", 1s, 502)}, 2s, {2}},
        {"no answer at all", {tried(1, "a", 0s, 0)}, 2s, {1}},
        {"in the order they were made, as GitHub lists the newest first",
         {tried(9, "c", 9s, 503), tried(5, "b", 5s, 503), tried(3, "a", 3s, 503)},
         1min,
         {3, 5, 9}},
        {"arrived later, by hand", {tried(1, "a", 0s, 502), tried(2, "a", 1h, 202)}, 2h, {}},
        {"arrived, then sent again in vain", {tried(1, "a", 0s, 202), tried(2, "a", 1h, 502)}, 2h, {}},
        {"failed again: not at once", {tried(1, "a", 0s, 502), tried(2, "a", 1min, 502)}, 10min, {}},
        {"failed again: ten minutes later", {tried(1, "a", 0s, 502), tried(2, "a", 1min, 502)}, 11min, {2}},
        {"the place in the order is that of the first try",
         {tried(1, "a", 0s, 502), tried(2, "b", 1s, 502), tried(3, "a", 1min, 502)},
         11min,
         {3, 2}},
        {"after five more tries no more",
         {tried(1, "a", 0s, 502), tried(2, "a", 1s, 502), tried(3, "a", 10min, 502), tried(4, "a", 1h, 502),
          tried(5, "a", 4h, 502), tried(6, "a", 12h, 502)},
         60h,
         {}},
        {"after four once more",
         {tried(1, "a", 0s, 502), tried(2, "a", 1s, 502), tried(3, "a", 10min, 502), tried(4, "a", 1h, 502),
          tried(5, "a", 4h, 502)},
         60h,
         {5}},
        {"a wrong signature is asked for once", {tried(1, "a", 0s, 401)}, 1s, {1}},
        {"a wrong signature again: no more", {tried(1, "a", 0s, 401), tried(2, "a", 1s, 401)}, 60h, {}},
        {"unknown there, once", {tried(1, "a", 0s, 404)}, 1s, {1}},
        {"what can't be read stays so",
         {tried(1, "a", 0s, 400), tried(2, "b", 0s, 405), tried(3, "c", 0s, 413), tried(4, "d", 0s, 415)},
         60h,
         {}},
        {"too many at once is no refusal", {tried(1, "a", 0s, 429), tried(2, "a", 1s, 429)}, 60h, {2}},
        {"the latest answer counts", {tried(1, "a", 0s, 502), tried(2, "a", 1s, 401)}, 60h, {}},
        {"of one second, the later id's", {tried(2, "a", 0s, 400), tried(1, "a", 0s, 502)}, 60h, {}},
        {"nearly three days", {tried(1, "a", 0s, 502)}, 72h - 1ms, {1}},
        {"three days are too long", {tried(1, "a", 0s, 502)}, 72h, {}},
        {"without a guid nobody knows whose try it is", {tried(1, "", 0s, 502)}, 1s, {}},
    };
    return all;
}

} // namespace

TEST_CASE("what GitHub is asked to send again") {
    for (const auto& row : rows())
        for (const bool turned : {false, true}) {
            Undelivered undelivered;
            auto tries = row.tries;
            if (turned) std::reverse(tries.begin(), tries.end());
            for (const auto& one : tries)
                undelivered.see(one);
            CAPTURE(row.what, turned);
            CHECK(ids(undelivered.wanted(start + row.now, 100)) == row.expected);
            for (const auto& one : tries)
                undelivered.see(one); // the same look again
            CHECK(ids(undelivered.wanted(start + row.now, 100)) == row.expected);
            undelivered.forget(start + row.now);
            CHECK(ids(undelivered.wanted(start + row.now, 100)) == row.expected);
        }
}

TEST_CASE("what was asked for is not asked for at every look, also when GitHub never lists the try") {
    Undelivered undelivered;
    undelivered.see(tried(1, "a", 0s, 502));
    std::size_t times = 0;
    for (auto at = Duration::zero(); at < 80h; at += 5min) {
        for (const auto& one : undelivered.wanted(start + at, 10)) {
            undelivered.asked(one.guid, start + at);
            ++times;
        }
    }
    CHECK(times == 5);
    CHECK(undelivered.size() == 1);
    undelivered.forget(start + 80h);
    CHECK(undelivered.size() == 0);
}

TEST_CASE("a look takes no more than it may, the oldest first, and goes on at the next") {
    Undelivered undelivered;
    for (int i = 0; i < 5; ++i)
        undelivered.see(tried(10 - i, "g" + std::to_string(i), std::chrono::seconds{10 - i}, 503));
    CHECK(undelivered.seen_until() == start + 10s);
    const auto first = undelivered.wanted(start + 1min, 2);
    CHECK(ids(first) == Ids{6, 7});
    for (const auto& one : first)
        undelivered.asked(one.guid, start + 1min);
    CHECK(ids(undelivered.wanted(start + 6min, 2)) == Ids{8, 9});
    undelivered.see(tried(20, "g4", 61s, 202));
    undelivered.forget(start + 6min);
    CHECK(undelivered.size() == 4);
}
