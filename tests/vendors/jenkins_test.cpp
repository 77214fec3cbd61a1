#include "delivered.hpp"
#include "integrations/jenkins/build_url.hpp"
#include "integrations/jenkins/log_excerpt.hpp"
#include "integrations/jenkins/vendor.hpp"
#include "mutants.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;
using namespace std::chrono_literals;

namespace {
const hooks::Vendor& vendor() {
    return jenkins::vendor();
}

std::string body_of(const std::string& step) {
    return payload("jenkins/notification-plugin." + step + ".synthetic.json");
}

PipelineChanged told(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body));
}

std::string outbound(const std::string& event) {
    return R"({"buildName":"#16","buildUrl":"https://ci.example/job/payments/job/checkout/16/","event":")" + event +
           R"(","projectName":"checkout","buildVars":"{}"})";
}
} // namespace

TEST_CASE("Jenkins: a build that failed is told with its tests and the end of its log", "[jenkins]") {
    const auto read = reading(vendor(), body_of("completed-failure"));
    CHECK(read.event == "build completed");
    const auto change = only<PipelineChanged>(read);
    CHECK(change.run == "jenkins/https://jenkins.example.com/job/payments/job/deploy-checkout/42/#1187");
    CHECK(change.job.empty());
    CHECK(change.phase == Phase::failed);
    CHECK(change.reopens);
    CHECK(change.project == "payments/deploy-checkout");
    CHECK(change.name == "deploy-checkout");
    CHECK(change.number == "42");
    CHECK(change.branch == "main");
    CHECK(change.sha == "3f1c0de9a1b2c3d4e5f60718293a4b5c6d7e8f90");
    CHECK(change.url == "https://jenkins.example.com/job/payments/job/deploy-checkout/42/");
    CHECK(change.reason == "2 of 120 tests failed");
    CHECK(change.excerpt == "line 1\nerror: refund mismatch");
    CHECK(change.failed_tests == std::vector<std::string>{"pay.RefundTest.partial", "pay.RefundTest.full"});
    CHECK(change.authors == std::vector<commands::Author>{{.login = "alice"}});
    CHECK(change.at == from_unix_ms(1'795'400'000'000));
    CHECK(change.ended == change.at);
    CHECK(change.began == change.at - 61'532ms);
}

TEST_CASE("Jenkins: all phases of a build are one run", "[jenkins]") {
    const auto started = told(body_of("started"));
    const auto ended = told(body_of("finalized-success"));
    CHECK(started.run == ended.run);
    CHECK(started.phase == Phase::running);
    CHECK(started.began == started.at);
    CHECK_FALSE(started.ended);
    CHECK(ended.phase == Phase::succeeded);
    CHECK(ended.reason.empty());
    CHECK(ended.excerpt.empty());
    CHECK(told(changed(body_of("started"), "/build/phase", R"("QUEUED")")).phase == Phase::queued);
}

TEST_CASE("Jenkins: each result has its phase, and one that is not known is no verdict", "[jenkins]") {
    const auto phase = [](const std::string& status) {
        return told(changed(body_of("finalized-success"), "/build/status", '"' + status + '"')).phase;
    };
    CHECK(phase("SUCCESS") == Phase::succeeded);
    CHECK(phase("UNSTABLE") == Phase::failed);
    CHECK(phase("FAILURE") == Phase::failed);
    CHECK(phase("ABORTED") == Phase::cancelled);
    CHECK(phase("NOT_BUILT") == Phase::skipped);
    CHECK(phase("SOMETHING") == Phase::neutral);
    CHECK(told(changed(body_of("finalized-success"), "/build/status", "")).phase == Phase::neutral);
}

TEST_CASE("Jenkins: without an address of its own it is known by the path of the job", "[jenkins]") {
    const auto change = told(changed(body_of("started"), "/build/full_url", ""));
    CHECK(change.run == "jenkins/job/payments/job/deploy-checkout/42/#1187");
    CHECK(change.url.empty());
    CHECK(change.project == "payments/deploy-checkout");

    const auto got = read(vendor(), R"({"name":"x","build":{"phase":"STARTED","number":1}})");
    REQUIRE_FALSE(got);
    CHECK(got.error().message.contains("build.url"));
    const auto phaseless = read(vendor(), changed(body_of("started"), "/build/phase", "3"));
    REQUIRE_FALSE(phaseless);
    CHECK(phaseless.error().message.contains("build.phase"));
}

TEST_CASE("Jenkins: a branch that is made anew and counts from 1 again has runs of its own", "[jenkins]") {
    const auto again = told(changed(body_of("started"), "/build/queue_id", "2201"));
    CHECK(again.run != told(body_of("started")).run);
}

TEST_CASE("Jenkins: the same phase is one delivery however often it is sent", "[jenkins]") {
    const auto noon = parse_time("2026-11-23T12:00:00Z").value();
    const auto body = body_of("completed-failure");
    CHECK(key(vendor(), body, noon) == key(vendor(), body, noon + 24h));
    CHECK(key(vendor(), body) != key(vendor(), changed(body, "/build/phase", R"("FINALIZED")")));
    CHECK(key(vendor(), outbound("start"), noon) != key(vendor(), outbound("failure"), noon));
    CHECK(key(vendor(), outbound("start"), noon) != key(vendor(), outbound("start"), noon + 24h));
}

TEST_CASE("Jenkins: the outbound webhook plugin tells of the same with less", "[jenkins]") {
    const auto received = parse_time("2026-11-23T12:00:00Z").value();
    const auto read = reading(vendor(), outbound("unstable"), received);
    CHECK(read.event == "build unstable");
    const auto change = only<PipelineChanged>(read);
    CHECK(change.run == "jenkins/https://ci.example/job/payments/job/checkout/16/");
    CHECK(change.phase == Phase::failed);
    CHECK(change.reason == "unstable");
    CHECK(change.project == "payments/checkout");
    CHECK(change.name == "checkout");
    CHECK(change.number == "16");
    CHECK(change.at == received);
    CHECK(told(outbound("start")).phase == Phase::running);
    CHECK(told(outbound("success")).phase == Phase::succeeded);
    CHECK(told(outbound("failure")).phase == Phase::failed);
}

TEST_CASE("Jenkins: other events are counted and say nothing", "[jenkins]") {
    CHECK(reading(vendor(), R"({"event":"deleted"})").event == "deleted");
    CHECK(reading(vendor(), "{}").changes.empty());
    const auto odd = reading(vendor(), changed(body_of("started"), "/build/phase", R"("DREAMING")"));
    CHECK(odd.event == "build DREAMING");
    CHECK(odd.changes.empty());
}

TEST_CASE("Jenkins: the address of a build names the job, its folders and its branch", "[jenkins]") {
    CHECK(jenkins::job_path("job/payments/job/checkout/42/") == "payments/checkout");
    CHECK(jenkins::job_path("https://h/jenkins/job/a/job/fix%252Fx/1/") == "a/fix/x");
    CHECK(jenkins::job_path("https://h/job/job/job/job/3/") == "job/job");
    CHECK(jenkins::job_path("https://h/view/all").empty());
    CHECK(jenkins::job_path("job/50%/1") == "50%");
    CHECK(jenkins::build_number("job/a/7/") == "7");
    CHECK(jenkins::build_number("job/a").empty());
    CHECK(jenkins::build_number("").empty());
}

TEST_CASE("Jenkins: of a long log the last lines are kept, whole, and never many", "[jenkins]") {
    std::string log;
    for (int i = 1; i <= 100; ++i)
        log += "line " + std::to_string(i) + "\r\n";
    const auto excerpt = jenkins::log_excerpt(log + "\n\n");
    CHECK(excerpt.starts_with("line 81\n"));
    CHECK(excerpt.ends_with("line 100"));
    CHECK(std::ranges::count(excerpt, '\n') == 19);
    CHECK(jenkins::log_excerpt("").empty());
    CHECK(jenkins::log_excerpt("\n\n").empty());
    CHECK(jenkins::log_excerpt("one") == "one");
    const auto wide = jenkins::log_excerpt(std::string(100'000, 'x') + "\nlast");
    CHECK(wide.size() < 2'100);
    CHECK(wide.ends_with("\nlast"));
}

TEST_CASE("Jenkins: no number is too odd", "[jenkins]") {
    for (const auto* field : {"/build/timestamp", "/build/duration", "/build/number", "/build/queue_id"})
        for (const auto* value : {"-9223372036854775808", "9223372036854775807", "253402300799999", "1e30", "\"\""})
            CHECK(read(vendor(), changed(body_of("completed-failure"), field, value)));
}

TEST_CASE("Jenkins: a time that no clock shows is none", "[jenkins]") {
    for (const auto* value : {"-1", "0", "253402300800000", "9223372036854775807"}) {
        const auto change = told(changed(body_of("completed-failure"), "/build/timestamp", value));
        CHECK(change.at == Time{});
        CHECK_FALSE(change.ended);
        CHECK_FALSE(change.began);
    }
    const auto change = told(changed(body_of("completed-failure"), "/build/duration", "1795400000000"));
    CHECK(change.ended);
    CHECK_FALSE(change.began);
}

TEST_CASE("Jenkins: nothing of the outbound webhook plugin is trusted", "[jenkins]") {
    CHECK(read_every_mutation(vendor(), outbound("failure")) > 20);
}
