#include "integrations/net/task_group.hpp"
#include "tests/net/support/loop.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

namespace pilothouse::net {

using namespace std::chrono_literals;
using tests::on_loop;

namespace {

awaitable<void> note(std::shared_ptr<std::vector<int>> log, int what) {
    log->push_back(what);
    co_return;
}

awaitable<void> sleep_then_note(std::shared_ptr<std::vector<int>> log, int what, Duration span) {
    const auto slept = co_await pause(span);
    log->push_back(slept ? what : -what);
}

awaitable<void> fail_loudly() {
    throw std::runtime_error("broken on purpose");
    co_return;
}

} // namespace

TEST_CASE("A group runs its tasks and knows when none is left", "[tasks]") {
    on_loop([](executor loop) -> awaitable<void> {
        TaskGroup group(loop);
        auto log = std::make_shared<std::vector<int>>();
        group.spawn("one", note(log, 1));
        group.spawn("two", sleep_then_note(log, 2, 1ms));
        CHECK(group.size() == 2);
        CHECK(co_await group.join(5s));
        CHECK(group.size() == 0);
        CHECK(*log == std::vector<int>{1, 2});
        CHECK(co_await group.join(5s));
    });
}

TEST_CASE("Cancelling wakes a sleeping task; its pause says cancelled", "[tasks]") {
    on_loop([](executor loop) -> awaitable<void> {
        TaskGroup group(loop);
        auto log = std::make_shared<std::vector<int>>();
        group.spawn("sleeper", sleep_then_note(log, 7, 1h));
        group.spawn("other", sleep_then_note(log, 8, 1h));
        co_await pause(1ms);
        group.cancel();
        CHECK(co_await group.join(5s));
        CHECK(*log == std::vector<int>{-7, -8});
    });
}

TEST_CASE("A task that throws is reported and the others go on", "[tasks]") {
    on_loop([](executor loop) -> awaitable<void> {
        TaskGroup group(loop);
        auto log = std::make_shared<std::vector<int>>();
        group.spawn("broken", fail_loudly());
        group.spawn("whole", sleep_then_note(log, 3, 2ms));
        CHECK(co_await group.join(5s));
        CHECK(*log == std::vector<int>{3});
    });
}

TEST_CASE("Joining gives up at its limit", "[tasks]") {
    on_loop([](executor loop) -> awaitable<void> {
        TaskGroup group(loop);
        auto log = std::make_shared<std::vector<int>>();
        group.spawn("long", sleep_then_note(log, 1, 1h));
        CHECK_FALSE(co_await group.join(10ms));
        CHECK(group.size() == 1);
        group.cancel();
        CHECK(co_await group.join(5s));
    });
}

} // namespace pilothouse::net
