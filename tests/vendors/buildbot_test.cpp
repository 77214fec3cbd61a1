#include "delivered.hpp"
#include "integrations/buildbot/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Author;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return buildbot::vendor();
}

std::string started() {
    return payload("buildbot/real-3.7.0-1-started.json");
}

std::string finished() {
    return payload("buildbot/real-3.7.0-1-finished.json");
}

std::string failed() {
    return payload("buildbot/finished-failure.edited.json");
}

PipelineChanged told(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body, from_unix_ms(1'795'400'999'000)));
}
} // namespace

TEST_CASE("Buildbot: the two messages of a build are one run", "[buildbot]") {
    const auto first = told(started());
    const auto last = told(finished());
    CHECK(first.run == last.run);
    CHECK(first.phase == Phase::running);
    CHECK(last.phase == Phase::succeeded);
    CHECK(last.at > first.at);
    CHECK(last.began == first.at);
    CHECK_FALSE(first.ended);
    CHECK(last.branch == "main");
    CHECK(last.sha == "abc123");
    CHECK(last.authors == std::vector<Author>{{.login = "alice"}});
    CHECK(key(vendor(), started()) != key(vendor(), finished()));
}

TEST_CASE("Buildbot: a master that is made anew counts anew", "[buildbot]") {
    const auto again = changed(started(), "/started_at", "1795499999");
    CHECK(told(again).run != told(started()).run);
    CHECK(key(vendor(), again) != key(vendor(), started()));
}

TEST_CASE("Buildbot: each result has its phase", "[buildbot]") {
    const auto phase = [](const std::string& result) { return told(changed(finished(), "/results", result)).phase; };
    CHECK(phase("0") == Phase::succeeded);
    CHECK(phase("1") == Phase::succeeded); // with warnings
    CHECK(phase("2") == Phase::failed);
    CHECK(phase("3") == Phase::skipped);
    CHECK(phase("4") == Phase::failed);
    CHECK(phase("5") == Phase::neutral); // it runs again as another build
    CHECK(phase("6") == Phase::cancelled);
    for (const auto* odd : {"7", "-1", "null", "9223372036854775807"})
        CHECK(phase(odd) == Phase::neutral);
}

TEST_CASE("Buildbot: a build that failed says how, of which repository, and by whom", "[buildbot]") {
    const auto change = told(failed());
    CHECK(change.phase == Phase::failed);
    CHECK(change.reason == "failed test (failure)");
    CHECK(change.project == "shop/api");
    CHECK(change.branch == "main");
    CHECK(change.actor == Author{.name = "Ana Ruiz", .email = "ana@example.com"});
    CHECK(change.authors == std::vector<Author>{{.name = "Ana Ruiz", .email = "ana@example.com"}, {.login = "ben"}});
}

TEST_CASE("Buildbot: a project that is named comes before the repository, and the builder after it", "[buildbot]") {
    const auto named = changed(failed(), "/buildset/sourcestamps/0/project", R"("shop")");
    CHECK(told(named).project == "shop");
    const auto bare = changed(changed(failed(), "/buildset", ""), "/properties", "");
    CHECK(told(bare).project == "deploy-checkout");
    CHECK(told(bare).branch.empty());
}

TEST_CASE("Buildbot: without an address the builder and the number name the run", "[buildbot]") {
    const auto bare = changed(finished(), "/url", "");
    CHECK(told(bare).run == "buildbot/deploy-checkout/1@1795401083");
    CHECK(told(bare).url.empty());
    CHECK(read(vendor(), changed(bare, "/builder", "")).error().message.contains("builder.name"));
    CHECK(read(vendor(), "{}").error().message.contains("number"));
}
