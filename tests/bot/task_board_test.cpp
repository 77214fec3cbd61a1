#include "bot/task_board.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::bot;
using namespace std::chrono_literals;

namespace {
const Time noon = from_unix_ms(1'800'000'000'000);

TaskBoard::Entry task(std::int64_t id, std::string lane, Time due = noon, std::string merge_key = {}) {
    return {.id = TaskId{id}, .lane = std::move(lane), .due = due, .merge_key = std::move(merge_key)};
}
} // namespace

TEST_CASE("one lane begins one at a time, in order; lanes go side by side") {
    TaskBoard board;
    board.add(task(1, "a"), noon);
    board.add(task(2, "a"), noon);
    board.add(task(3, "b"), noon);
    CHECK(board.begin_next(noon) == TaskId{1});
    CHECK(board.begin_next(noon) == TaskId{3});
    CHECK(!board.begin_next(noon));
    CHECK(board.running() == 2);
    board.ended(TaskId{1});
    CHECK(board.begin_next(noon) == TaskId{2});
    board.ended(TaskId{2});
    board.ended(TaskId{3});
    CHECK(board.size() == 0);
    CHECK(board.free("a", noon, noon));
}

TEST_CASE("a task that is not due lets later ones pass") {
    TaskBoard board;
    board.add(task(1, "a", noon + 10s), noon);
    board.add(task(2, "a"), noon);
    CHECK(board.next_due() == noon + 10s);
    CHECK(board.begin_next(noon) == TaskId{2});
    board.ended(TaskId{2});
    CHECK(!board.begin_next(noon + 9s));
    CHECK(board.begin_next(noon + 10s) == TaskId{1});
}

TEST_CASE("a task that is tried again holds up its lane and keeps its place") {
    TaskBoard board;
    board.add(task(1, "a"), noon);
    board.add(task(2, "a"), noon);
    REQUIRE(board.begin_next(noon) == TaskId{1});
    board.again(TaskId{1}, noon + 5s, true, noon);
    CHECK(!board.begin_next(noon + 4s));
    CHECK(!board.free("a", noon, noon));
    CHECK(board.next_due() == noon + 5s);
    CHECK(board.begin_next(noon + 5s) == TaskId{1});
    CHECK(board.at(TaskId{1}).uncertain);
    board.again(TaskId{1}, noon + 6s, false, noon + 5s);
    CHECK(board.at(TaskId{1}).uncertain); // once uncertain, uncertain until it is done
}

TEST_CASE("only a task that has not begun can be replaced") {
    TaskBoard board;
    board.add(task(1, "a", noon, "card"), noon);
    CHECK(board.replaceable("card") == TaskId{1});
    CHECK(!board.replaceable(""));
    REQUIRE(board.begin_next(noon) == TaskId{1});
    CHECK(!board.replaceable("card"));
    board.add(task(2, "a", noon + 2s, "card"), noon);
    CHECK(board.replaceable("card") == TaskId{2});
    board.ended(TaskId{1});
    board.replaced(TaskId{2}, noon, noon);
    CHECK(board.begin_next(noon) == TaskId{2});
}

TEST_CASE("a task that begins as it is added takes its lane") {
    TaskBoard board;
    REQUIRE(board.free("a", noon, noon));
    CHECK(!board.free("a", noon + 1s, noon));
    board.add_begun(task(1, "a"));
    CHECK(!board.free("a", noon, noon));
    board.add(task(2, "a"), noon);
    CHECK(!board.begin_next(noon));
    board.ended(TaskId{1});
    CHECK(board.begin_next(noon) == TaskId{2});
}
