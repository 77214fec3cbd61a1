#include "storage/inbox.hpp"
#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::storage;
using namespace std::chrono_literals;

namespace {
const Time noon = from_unix_ms(1'800'000'000'000);

std::int64_t count(Connection& store) {
    std::int64_t n = 0;
    store.each("SELECT count(*) FROM inbox", {}, [&](const Row& row) { n = row.integer(0); });
    return n;
}
} // namespace

TEST_CASE("an event is received once") {
    auto store = open_in_memory();
    CHECK(receive(*store, "event:Ev1", "slack", noon));
    CHECK(!receive(*store, "event:Ev1", "slack", noon + 25h));
    CHECK(receive(*store, "event:Ev2", "slack", noon));
}

TEST_CASE("what could not be decided is kept with its error") {
    auto store = open_in_memory();
    receive(*store, "event:Ev1", "slack", noon);
    keep_failed(*store, "event:Ev1", "boom", "said by U1");
    std::string error, body;
    store->each("SELECT error, body FROM inbox", {}, [&](const Row& row) {
        error = row.text(0);
        body = row.text(1);
    });
    CHECK(error == "boom");
    CHECK(body == "said by U1");
}

TEST_CASE("keys are forgotten after a week, in slices, and never before") {
    auto store = open_in_memory();
    const auto later = noon + inbox_kept_for;
    for (int i = 0; i < 100; ++i) {
        receive(*store, "old" + std::to_string(i), "slack", noon - 1ms);
        receive(*store, "young" + std::to_string(i), "slack", noon);
    }
    InboxPruning pruning;
    int gone = 0;
    for (int slice = 0; slice < 30; ++slice) { // more than enough to walk the table and begin again
        const int went = pruning.step(*store, later, 15);
        CHECK(went <= 15);
        gone += went;
    }
    CHECK(gone == 100);
    CHECK(count(*store) == 100);
}
