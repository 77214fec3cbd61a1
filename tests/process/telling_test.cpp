#include "integrations/process/telling.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::process;
using namespace std::chrono_literals;
using How = commands::RolloutEnded::How;

namespace {
const Time noon = from_unix_ms(1'000'000);

std::string key(std::optional<Telling::Offer> offer) {
    return offer ? offer->key : "";
}

commands::RolloutEnded end(How how) {
    return {.deploy = DeployId{7}, .how = how, .code = 0, .detail = {}, .tail = {}, .at = noon};
}
} // namespace

TEST_CASE("Start, progress, end: one at a time, in order") {
    Telling telling(DeployId{7}, 1s);
    CHECK(key(telling.next(noon)).empty());
    telling.saw_begun(noon);
    telling.saw_progress({.deploy = {}, .steps = {}, .percent = 10}, 100);
    CHECK(key(telling.next(noon)) == "run/7/started");
    CHECK(key(telling.next(noon)).empty());
    telling.answered(true, noon);
    CHECK(key(telling.next(noon)) == "run/7/p100");
    telling.saw_progress({.deploy = {}, .steps = {}, .percent = 20}, 200);
    telling.answered(true, noon);
    CHECK(key(telling.next(noon + 999ms)).empty());
    CHECK(key(telling.next(noon + 1s)) == "run/7/p200");
    telling.answered(true, noon + 1s);
    CHECK(key(telling.next(noon + 9s)).empty());
    telling.saw_ended(end(How::exited));
    telling.saw_progress({.deploy = {}, .steps = {}, .percent = 100}, 300);
    CHECK(key(telling.next(noon + 9s)) == "run/7/p300"); // the last steps, before the end
    telling.answered(true, noon + 9s);
    CHECK(key(telling.next(noon + 9s)) == "run/7/ended");
    CHECK(!telling.done());
    telling.answered(true, noon + 9s);
    CHECK(telling.done());
    CHECK(key(telling.next(noon + 99s)).empty());
}

TEST_CASE("What was not kept is offered again, after a pause") {
    Telling telling(DeployId{7}, 1s);
    telling.saw_begun(noon);
    CHECK(key(telling.next(noon)) == "run/7/started");
    telling.answered(false, noon);
    CHECK(key(telling.next(noon + 500ms)).empty());
    CHECK(key(telling.next(noon + 1s)) == "run/7/started");
    telling.answered(true, noon + 1s);
    telling.saw_ended(end(How::lost));
    CHECK(key(telling.next(noon + 1s)) == "run/7/ended");
    telling.answered(false, noon + 1s);
    CHECK(!telling.done());
    CHECK(key(telling.next(noon + 2s)) == "run/7/ended");
}

TEST_CASE("A program that never started is not told as started") {
    Telling telling(DeployId{7}, 1s);
    telling.saw_begun(noon);
    telling.saw_ended(end(How::never_started));
    CHECK(key(telling.next(noon)) == "run/7/ended");
}
