#include "real_buildbot.hpp"
#include "real_channel.hpp"

#include <catch2/catch.hpp>

/// A real Buildbot, master and worker, by the configuration of docs/examples: a build breaks, stays broken, is fixed.

namespace pilothouse::tests {

namespace {

constexpr const char* hook = R"([[hook]]
name = "acme-builds"
vendor = "buildbot"
secret = { env = "HOOK_SECRET" }
channel = "#deploys"
)";

net::awaitable<void> breaks_and_is_fixed(Stage& stage, RealBuildbot& buildbot) {
    buildbot.let_pass(false);
    co_await buildbot.change(stage, "Ana <ana@example.com>", "5f1c09ab");
    REQUIRE(co_await missing(stage, "acme/checkout: unit #1 broke on main") == "");
    auto card = words_of(co_await card_with(stage, "unit #1"));
    CHECK_THAT(card, Catch::Contains("5f1c09ab") && Catch::Contains("<@UANA>"));
    CHECK_THAT(card, Catch::Contains("https://builds.example.com/#"));
    CHECK(co_await count(stage) == 1);

    co_await buildbot.change(stage, "Ben <ben@example.com>", "b7d2e410");
    REQUIRE(co_await missing(stage, "acme/checkout: unit #2 is still broken on main, 2 runs in a row") == "");
    card = words_of(co_await card_with(stage, "unit #2"));
    CHECK_THAT(card, !Catch::Contains("<@"));
    CHECK(co_await count(stage) == 2);

    buildbot.let_pass(true);
    co_await buildbot.change(stage, "Ana <ana@example.com>", "08c3aa91");
    REQUIRE(co_await missing(stage, "acme/checkout: unit #3 is fixed on main") == "");
    CHECK(co_await stage.rest());
    CHECK(co_await count(stage) == 3);
    CHECK(co_await count(stage, "broke on main") == 1);
    CHECK(co_await count(stage, "is still broken") == 1);
    CHECK(co_await count(stage, "is fixed") == 1);
}

} // namespace

TEST_CASE("a real Buildbot breaks, stays broken and is fixed, each said once", "[hooks]") {
    RealBuildbot buildbot;
    run([&](net::executor loop) -> net::awaitable<void> {
        StageOptions options;
        options.tables = hook;
        Stage stage(loop, std::move(options));
        stage.start_bot();
        co_await buildbot.create(stage, stage.address(), "hook-secret");
        buildbot.start();
        CHECK(co_await stage.ready());
        REQUIRE(co_await buildbot.ready(stage));
        co_await breaks_and_is_fixed(stage, buildbot);
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
