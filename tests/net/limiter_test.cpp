#include "integrations/net/limiter.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <set>

namespace pilothouse::net {

using namespace std::chrono_literals;

TEST_CASE("A token bucket lets a burst through, then one each interval", "[limiter]") {
    const SteadyTime start{1h};
    TokenBucket bucket(1s, 3);
    CHECK(bucket.take(start) == 0ms);
    CHECK(bucket.take(start) == 0ms);
    CHECK(bucket.take(start) == 0ms);
    CHECK(bucket.take(start) == 1s);
    CHECK(bucket.take(start) == 2s);
    CHECK(bucket.take(start + 10s) == 0ms);
}

TEST_CASE("A token bucket never gives more than its burst after a long rest", "[limiter]") {
    TokenBucket bucket(100ms, 2);
    const SteadyTime later{48h};
    CHECK(bucket.take(later) == 0ms);
    CHECK(bucket.take(later) == 0ms);
    CHECK(bucket.take(later) == 100ms);
}

TEST_CASE("A held bucket gives nothing before its time, and no burst at once after it", "[limiter]") {
    const SteadyTime start{1h};
    TokenBucket bucket(1s, 5);
    bucket.hold(start + 30s);
    CHECK(bucket.take(start) == 30s);
    CHECK(bucket.take(start) == 31s);
    bucket.hold(start + 1s); // an earlier hold takes nothing back
    CHECK(bucket.take(start) == 32s);
}

TEST_CASE("Waiting times are rounded up, so nothing leaves early", "[limiter]") {
    const SteadyTime start{1h};
    TokenBucket bucket(1s, 1);
    CHECK(bucket.take(start) == 0ms);
    CHECK(bucket.take(start + 1us) == 1s);
}

TEST_CASE("Backoff grows to its cap, jitters over the whole span, and starts again", "[limiter]") {
    Backoff backoff(500ms, 30s, 7);
    Duration ceiling = 500ms;
    for (int i = 0; i < 200; ++i) {
        const Duration pause = backoff.next();
        CHECK(pause >= 0ms);
        CHECK(pause <= ceiling);
        ceiling = std::min<Duration>(ceiling * 2, 30s);
    }
    CHECK(backoff.failures() == 200);
    backoff.reset();
    CHECK(backoff.failures() == 0);
    CHECK(backoff.next() <= 500ms);
}

TEST_CASE("Backoffs of two clients differ", "[limiter]") {
    std::set<Duration> seen;
    for (std::uint64_t seed = 0; seed < 100; ++seed)
        seen.insert(Backoff(10s, 10s, seed).next());
    CHECK(seen.size() > 95);
    CHECK(*seen.begin() < 1s);
    CHECK(*seen.rbegin() > 9s);
}

} // namespace pilothouse::net
