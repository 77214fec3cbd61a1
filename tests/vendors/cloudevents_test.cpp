#include "delivered.hpp"
#include "integrations/cloudevents/vendor.hpp"
#include "integrations/hooks/cloud_event.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return cloudevents::vendor();
}

Result<std::vector<hooks::CloudEvent>> events(const net::Headers& headers, const std::string& body) {
    const auto document = JsonDocument::read(body);
    REQUIRE(document);
    auto found = hooks::cloud_events({.headers = headers, .body = body, .json = document->root()});
    if (found)
        for (auto& event : *found)
            event.data = {}; // does not outlive the document
    return found;
}

net::Headers binary(const std::string& subject) {
    return {
        {"ce-specversion", "1.0"}, {"ce-id", "1"}, {"ce-source", "/s"}, {"ce-type", "a.b"}, {"ce-subject", subject}
    };
}
} // namespace

TEST_CASE("CloudEvents: headers are decoded once, quotes and escapes apart", "[cloudevents]") {
    CHECK(events(binary("Euro%20%E2%82%AC%20%F0%9F%98%80"), "{}")->at(0).subject == "Euro € 😀");
    CHECK(events(binary(R"("a \"quoted\" b")"), "{}")->at(0).subject == R"(a "quoted" b)");
    CHECK(events(binary("100%"), "{}")->at(0).subject == "100%");
    CHECK_FALSE(events(binary("%FF"), "{}"));
}

TEST_CASE("CloudEvents: each attribute that must be there is named when it is not", "[cloudevents]") {
    for (const auto* name : {"ce-id", "ce-source", "ce-type"}) {
        auto headers = binary("x");
        std::erase_if(headers, [&](const auto& one) { return one.first == name; });
        const auto found = events(headers, "{}");
        REQUIRE_FALSE(found);
        CHECK(found.error().message.contains(name));
    }
    CHECK_FALSE(events({}, R"({"specversion":"0.3","id":"1","source":"/s","type":"t"})"));
    CHECK(events({}, R"({"specversion":"1.0","id":"1","type":"t"})").error().message.contains("source"));
}

TEST_CASE("CloudEvents: a structured event is one, whatever headers it has besides", "[cloudevents]") {
    auto headers = binary("x");
    headers.emplace_back("Content-Type", "application/cloudevents+json; charset=utf-8");
    const auto found = events(headers, R"({"specversion":"1.0","id":"2","source":"/s","type":"t"})");
    REQUIRE(found);
    CHECK(found->at(0).id == "2");
}

TEST_CASE("CloudEvents: of a type that nobody explains only the name is counted", "[cloudevents]") {
    const auto read = reading(vendor(), payload("cloudevents/structured.synthetic.json"));
    CHECK(read.event == "com.example.deploy.finished");
    CHECK(read.changes.empty());
    CHECK(reading(vendor(), payload("cloudevents/batch.synthetic.json")).event == "batch");
}

TEST_CASE("CloudEvents: Tekton's runs and their tasks", "[cloudevents]") {
    auto headers = binary("x");
    headers.at(3).second = "dev.tekton.event.pipelinerun.failed.v1";
    const auto body = payload("cloudevents/binary.tekton-pipelinerun.synthetic.json");
    const auto run = only<PipelineChanged>(reading(vendor(), body, {}, headers));
    CHECK(run.run == "tekton/62c3b02e-f12b-416c-9771-c02af518f6d4");
    CHECK(run.phase == Phase::failed);
    CHECK(run.name == "echo");
    CHECK(run.reason == "Tasks Completed: 2 (Failed: 1, Cancelled 0), Skipped: 0");
    const auto task =
        only<PipelineChanged>(reading(vendor(), payload("cloudevents/structured.tekton-taskrun.synthetic.json")));
    CHECK(task.run == run.run);
    CHECK(task.job == "0e3c1f7a-5a0c-4a52-9a55-6f1e7b1f9d10");
    CHECK(task.name == "test");
    CHECK(task.phase == Phase::timed_out);

    headers.at(3).second = "dev.tekton.event.pipelinerun.unknown.v1";
    CHECK(only<PipelineChanged>(reading(vendor(), body, {}, headers)).phase == Phase::running);
    headers.at(3).second = "dev.tekton.event.customrun.failed.v1";
    CHECK(reading(vendor(), body, {}, headers).changes.empty());
}

TEST_CASE("CloudEvents: the same source and id are one delivery, in any mode", "[cloudevents]") {
    const auto structured = R"({"specversion":"1.0","id":"1","source":"/s","type":"a.b","data":{}})";
    CHECK(key(vendor(), structured) == key(vendor(), "{}", {}, binary("x")));
    CHECK(key(vendor(), "[]").empty());
}
