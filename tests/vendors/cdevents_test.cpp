#include "delivered.hpp"
#include "integrations/cdevents/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using commands::DeployChanged;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return cdevents::vendor();
}

std::string file(const std::string& name) {
    return payload("cdevents/" + name + ".json");
}

PipelineChanged run_in(const std::string& body) {
    return only<PipelineChanged>(reading(vendor(), body));
}

Phase with_outcome(const std::string& outcome) {
    return run_in(changed(file("pipelinerun_finished"), "/subject/content/outcome", '"' + outcome + '"')).phase;
}

const net::Headers binary = {
    {"Ce-Specversion", "1.0"},
    {"Ce-Id", "a-1"},
    {"Ce-Source", "/event/source/123"},
    {"Ce-Type", "dev.cdevents.pipelinerun.finished.0.3.0"},
    {"Content-Type", "application/cdevents+json; charset=utf-8"},
};
} // namespace

TEST_CASE("CDEvents: a run of a pipeline from its queue to its end", "[cdevents]") {
    const auto end = run_in(file("pipelinerun_finished"));
    CHECK(end.run.starts_with("cdevents/"));
    CHECK(end.phase == Phase::failed);
    CHECK(end.name == "myPipeline");
    CHECK(end.url == "https://www.example.com/mySubject123");
    CHECK(end.reason == "Something went wrong");
    CHECK(end.excerpt == "Something went wrong\nWith some more details");
    CHECK(end.at == parse_time("2023-03-20T14:27:05.315384Z"));
    CHECK(run_in(file("pipelinerun_queued")).phase == Phase::queued);
    CHECK(run_in(file("pipelinerun_started")).phase == Phase::running);
    CHECK(run_in(file("pipelinerun_queued")).run == end.run);

    CHECK(with_outcome("success") == Phase::succeeded);
    CHECK(with_outcome("error") == Phase::failed);
    CHECK(with_outcome("cancel") == Phase::cancelled);
    CHECK(with_outcome("of tomorrow") == Phase::neutral);
}

TEST_CASE("CDEvents: the envelope may be structured, binary, a batch or none", "[cdevents]") {
    const auto bare = run_in(file("pipelinerun_finished"));
    CHECK(run_in(file("structured.pipelinerun_finished.assembled")) == bare);
    CHECK(only<PipelineChanged>(reading(vendor(), file("pipelinerun_finished"), {}, binary)) == bare);
    const auto batch = reading(vendor(), file("batch.assembled"));
    CHECK(batch.changes.size() == 2);
    CHECK(batch.event == "batch");
    CHECK(run_in(file("pipelinerun_finished.0.4.1")) == bare);
}

TEST_CASE("CDEvents: a task belongs to its pipeline's run, or is one", "[cdevents]") {
    const auto task = run_in(file("taskrun_finished"));
    CHECK(task.run == run_in(file("pipelinerun_finished")).run);
    CHECK(task.job == "mySubject123");
    CHECK(task.name == "myTask");
    const auto alone = run_in(changed(file("taskrun_started"), "/subject/content/pipelineRun", ""));
    CHECK(alone.job.empty());
    CHECK(alone.phase == Phase::running);
}

TEST_CASE("CDEvents: a service that was deployed, upgraded, rolled back or removed", "[cdevents]") {
    for (const auto* name : {"service_deployed", "service_upgraded", "service_rolledback", "service_removed"}) {
        const auto change = only<DeployChanged>(reading(vendor(), file(name)));
        CHECK(change.phase == Phase::succeeded);
        CHECK(change.project == "mySubject123");
        CHECK(change.environment == "test123");
    }
    CHECK(only<DeployChanged>(reading(vendor(), file("service_deployed"))).version.starts_with("sha256:0b31b1c0"));
    CHECK(only<DeployChanged>(reading(vendor(), file("service_rolledback"))).reason == "rolled back");
    const auto tagged = changed(
        file("service_deployed"), "/subject/content/artifactId", R"("pkg:oci/myapp@sha256%3A0b31?tag=v1.2%2B3&x=y")"
    );
    CHECK(only<DeployChanged>(reading(vendor(), tagged)).version == "v1.2+3");
}

TEST_CASE("CDEvents: an incident fires until it is resolved", "[cdevents]") {
    const auto begun = only<AlertChanged>(reading(vendor(), file("incident_detected")));
    const auto over = only<AlertChanged>(reading(vendor(), file("incident_resolved")));
    CHECK(begun.group == over.group);
    CHECK(begun.alerts.at(0).id == over.alerts.at(0).id);
    CHECK(begun.alerts.at(0).firing);
    CHECK_FALSE(over.alerts.at(0).firing);
    CHECK(begun.title == "Incident incident-123: myApp");
}

TEST_CASE("CDEvents: what is not known is counted, what is missing is named", "[cdevents]") {
    const auto merged = reading(vendor(), file("change_merged"));
    CHECK(merged.event == "change.merged");
    CHECK(merged.changes.empty());
    CHECK(read(vendor(), changed(file("pipelinerun_started"), "/subject/id", "")).error().message.contains("subject.id")
    );
    CHECK(read(vendor(), "{}").error().message.contains("specversion"));
}

TEST_CASE("CDEvents: a delivery is named by source, type and id", "[cdevents]") {
    const auto& one = file("structured.pipelinerun_finished.assembled");
    CHECK(key(vendor(), one) == key(vendor(), one));
    CHECK(key(vendor(), one) != key(vendor(), changed(one, "/id", R"("other")")));
    CHECK(key(vendor(), file("pipelinerun_started")) != key(vendor(), file("pipelinerun_finished")));
}
