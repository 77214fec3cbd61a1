#include "delivered.hpp"
#include "integrations/hooks/proof.hpp"
#include "integrations/terraform/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const hooks::Vendor& vendor() {
    return terraform::vendor();
}

std::string run() {
    return payload("terraform/run.needs_attention.synthetic.json");
}

PipelineChanged in_state(const std::string& status, const std::string& trigger) {
    const auto body = changed(run(), "/notifications/0/run_status", '"' + status + '"');
    return nth<PipelineChanged>(reading(vendor(), changed(body, "/notifications/0/trigger", '"' + trigger + '"')), 0);
}
} // namespace

TEST_CASE("Terraform: the verification is greeted, for it must be answered before anything is sent", "[terraform]") {
    const auto read = reading(vendor(), payload("terraform/verification.synthetic.json"));
    CHECK(read.event == "verification");
    CHECK_FALSE(read.greeting.empty());
    CHECK(read.changes.empty());
}

TEST_CASE("Terraform: a run that needs attention waits for a person", "[terraform]") {
    const auto change = only<PipelineChanged>(reading(vendor(), run()));
    CHECK(change.run == "terraform/run-CCCC3333DDDD4444");
    CHECK(change.phase == Phase::waiting);
    CHECK(change.reopens);
    CHECK(change.project == "acme/checkout-prod");
    CHECK(change.title == "Scale workers to 5");
    CHECK(change.reason == "Run Needs Attention");
    CHECK(change.actor.login == "alice");
    CHECK(change.at == parse_time("2026-11-20T18:36:10Z"));
    CHECK(change.began == parse_time("2026-11-20T18:34:00Z"));
    CHECK_FALSE(change.ended);
}

TEST_CASE("Terraform: the status says more than the trigger", "[terraform]") {
    CHECK(in_state("pending", "run:created").phase == Phase::queued);
    CHECK(in_state("planned", "run:planning").phase == Phase::running);
    CHECK(in_state("planned", "run:needs_attention").phase == Phase::waiting);
    CHECK(in_state("policy_override", "run:needs_attention").phase == Phase::waiting);
    CHECK(in_state("applying", "run:applying").phase == Phase::running);
    CHECK(in_state("errored", "run:errored").phase == Phase::failed);
    CHECK(in_state("canceled", "run:errored").phase == Phase::cancelled);
    CHECK(in_state("discarded", "run:completed").phase == Phase::cancelled);
    CHECK(in_state("force_canceled", "run:errored").phase == Phase::cancelled);
    CHECK(in_state("policy_soft_failed", "run:completed").phase == Phase::failed);
    CHECK(in_state("discarded", "run:needs_attention").phase == Phase::cancelled);
    CHECK(in_state("of tomorrow", "run:errored").phase == Phase::failed);
    CHECK(in_state("of tomorrow", "run:needs_attention").phase == Phase::waiting);
}

TEST_CASE("Terraform: a run that has put things right ends the drift of its workspace", "[terraform]") {
    const auto drift = only<AlertChanged>(reading(vendor(), payload("terraform/assessment.drifted.synthetic.json")));
    const auto read = reading(vendor(), payload("terraform/run.applied.synthetic.json"));
    REQUIRE(read.changes.size() == 2);
    const auto ended = nth<AlertChanged>(read, 1);
    CHECK(ended.group == drift.group);
    CHECK_FALSE(ended.alerts.at(0).firing);
    CHECK(drift.alerts.at(0).firing);
    CHECK(drift.alerts.at(0).summary == "4 resources are not as configured");
    CHECK(drift.url == "https://app.terraform.io/app/acme/workspaces/checkout-prod");
    CHECK(reading(vendor(), payload("terraform/run.errored.synthetic.json")).changes.size() == 1);
}

TEST_CASE("Terraform: failed checks and assessments are groups of their own", "[terraform]") {
    const auto body = payload("terraform/assessment.check_failure.synthetic.json");
    const auto checks = only<AlertChanged>(reading(vendor(), body));
    CHECK(checks.group == "terraform/ws-EEEE5555FFFF6666/check_failure");
    CHECK(checks.alerts.at(0).summary == "2 checks fail");
    const auto failed = only<AlertChanged>(reading(vendor(), changed(body, "/trigger", R"("assessment:failed")")));
    CHECK(failed.group == "terraform/ws-EEEE5555FFFF6666/failed");
    CHECK(failed.alerts.at(0).summary == "Check Failed");
}

TEST_CASE("Terraform: runs of another installation are others", "[terraform]") {
    const auto body = changed(run(), "/run_url", R"("https://tfe.acme.example/app/acme/x/runs/run-1")");
    CHECK(only<PipelineChanged>(reading(vendor(), body)).run == "terraform/tfe.acme.example/run-CCCC3333DDDD4444");
}

TEST_CASE("Terraform: what is not known is counted, and an id that is missing is named", "[terraform]") {
    const auto other = reading(vendor(), R"({"payload_version":"2","trigger":"workspace:auto_destroy_reminder"})");
    CHECK(other.event == "workspace:auto_destroy_reminder");
    CHECK(other.changes.empty());
    CHECK(read(vendor(), changed(run(), "/run_id", "null")).error().message.contains("run_id"));
    const auto drift = payload("terraform/assessment.drifted.synthetic.json");
    CHECK(
        read(vendor(), changed(drift, "/details/workspace_id", "null")).error().message.contains("details.workspace_id")
    );
}

TEST_CASE("Terraform: each state of a run is a delivery of its own, sent again it is the same", "[terraform]") {
    CHECK(key(vendor(), run()) == key(vendor(), run()));
    CHECK(key(vendor(), run()) != key(vendor(), payload("terraform/run.applied.synthetic.json")));
    CHECK(key(vendor(), payload("terraform/verification.synthetic.json")).empty());
}

TEST_CASE("Terraform: the signature is HMAC-SHA512, without a prefix", "[terraform][proofs]") {
    const auto all = nlohmann::json::parse(payload("signature-vectors.json"));
    for (const auto& one : all) {
        if (one["name"] != "terraform (own)") continue;
        const std::vector<Secret> secrets = {Secret(one["secret"].get<std::string>())};
        const auto body = one["body"].get<std::string>();
        const net::Headers headers = {{one["header"], one["value"]}};
        CHECK(hooks::check_proof(vendor().proofs, secrets, headers, body, {}));
        CHECK_FALSE(hooks::check_proof(vendor().proofs, secrets, headers, body + " ", {}));
        return;
    }
    FAIL("no vector");
}
