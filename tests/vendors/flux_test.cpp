#include "delivered.hpp"
#include "integrations/flux/vendor.hpp"
#include "integrations/hooks/proof.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using commands::DeployChanged;
using commands::Phase;

namespace {
const hooks::Vendor& vendor() {
    return flux::vendor();
}

std::string succeeded() {
    return payload("flux/kustomization.succeeded.synthetic.json");
}

DeployChanged told(const std::string& body) {
    return nth<DeployChanged>(reading(vendor(), body), 0);
}

DeployChanged with_revision(const std::string& revision) {
    return told(changed(succeeded(), "/metadata/revision", '"' + revision + '"'));
}
} // namespace

TEST_CASE("Flux: a Kustomization brings a revision to the cluster", "[flux]") {
    const auto change = told(succeeded());
    CHECK(change.deploy.starts_with("flux/production/Kustomization/apps/webapp/main@sha1:731f7eaddfb6"));
    CHECK(change.phase == Phase::succeeded);
    CHECK(change.project == "webapp");
    CHECK(change.environment == "prod");
    CHECK(change.version == "main");
    CHECK(change.sha == "731f7eaddfb6af01cb2173e18f0f75b0ba780ef1");
    CHECK(change.at == parse_time("2026-11-20T07:26:19Z"));

    const auto failed = told(payload("flux/kustomization.health-failed.synthetic.json"));
    CHECK(failed.deploy == change.deploy);
    CHECK(failed.phase == Phase::failed);
    CHECK(failed.reason.starts_with("health check failed after 5m0s"));
    CHECK(told(payload("flux/kustomization.waiting.synthetic.json")).phase == Phase::waiting);
}

TEST_CASE("Flux: revisions are written in several ways", "[flux]") {
    CHECK(with_revision("main/731f7eaddfb6af01cb2173e18f0f75b0ba780ef1").version == "main");
    CHECK(with_revision("main/731f7eaddfb6af01cb2173e18f0f75b0ba780ef1").sha.starts_with("731f7ea"));
    CHECK(with_revision("sha1:731f7ea").version == "731f7ea");
    CHECK(with_revision("6.5.0@sha256:dbdb").version == "6.5.0");
    CHECK(with_revision("6.5.0@sha256:dbdb").sha.empty());
    CHECK(with_revision("6.5.0+1").version == "6.5.0+1");
    const auto prefixed = changed(succeeded(), "/metadata", R"({"kustomize.toolkit.fluxcd.io/revision":"v1@sha1:ab"})");
    CHECK(told(prefixed).version == "v1");
    CHECK(told(prefixed).environment == "apps");
}

TEST_CASE("Flux: an error of no revision is a trouble, until the object is told to be well", "[flux]") {
    const auto trouble =
        only<AlertChanged>(reading(vendor(), payload("flux/kustomization.artifact-failed.synthetic.json")));
    CHECK(trouble.alerts.at(0).firing);
    const auto end = nth<AlertChanged>(reading(vendor(), succeeded()), 1);
    CHECK(end.group == trouble.group);
    CHECK_FALSE(end.alerts.at(0).firing);

    const auto source = only<AlertChanged>(reading(vendor(), payload("flux/gitrepository.failed.synthetic.json")));
    const auto well = only<AlertChanged>(reading(vendor(), payload("flux/gitrepository.new-artifact.synthetic.json")));
    CHECK(source.alerts.at(0).firing);
    CHECK_FALSE(well.alerts.at(0).firing);
    CHECK(source.group == well.group);
    CHECK(source.alerts.at(0).name == "GitOperationFailed");
    CHECK(well.alerts.at(0).name.empty()); // so it keeps the one that it began with
}

TEST_CASE("Flux: an alert says of which service, cluster and environment it is", "[flux]") {
    const auto body = payload("flux/kustomization.artifact-failed.synthetic.json");
    const std::vector<std::pair<std::string, std::string>> expected{
        {"app", "webapp"}, {"namespace", "apps"}, {"cluster", "production"}, {"environment", "prod"}
    };
    CHECK(only<AlertChanged>(reading(vendor(), body)).alerts.at(0).labels == expected);
}

TEST_CASE("Flux: drift of a release is an alert, and none of its deploy", "[flux]") {
    const auto body = payload("flux/helmrelease.drift.synthetic.json");
    const auto drift = only<AlertChanged>(reading(vendor(), body));
    CHECK(drift.group == "flux/HelmRelease/apps/podinfo/drift");
    CHECK(drift.alerts.at(0).firing);
    CHECK(drift.alerts.at(0).summary.ends_with(
        "state: Deployment/apps/podinfo changed (0 additions, 1 changes, 0 removals)"
    ));
    const auto corrected = changed(changed(body, "/reason", R"("DriftCorrected")"), "/severity", R"("info")");
    CHECK_FALSE(only<AlertChanged>(reading(vendor(), corrected)).alerts.at(0).firing);
}

TEST_CASE("Flux: a release that was upgraded is not adrift any more", "[flux]") {
    const auto failed = payload("flux/helmrelease.upgrade-failed.synthetic.json");
    CHECK(reading(vendor(), failed).changes.size() == 1);
    const auto upgraded = changed(changed(failed, "/reason", R"("UpgradeSucceeded")"), "/severity", R"("info")");
    const auto end = nth<AlertChanged>(reading(vendor(), upgraded), 2);
    CHECK(end.group == only<AlertChanged>(reading(vendor(), payload("flux/helmrelease.drift.synthetic.json"))).group);
    CHECK_FALSE(end.alerts.at(0).firing);
}

TEST_CASE("Flux: what an uninstall or a rollback says is none of a deploy", "[flux]") {
    for (const auto* reason : {"UninstallSucceeded", "RollbackSucceeded"}) {
        const auto read = reading(vendor(), changed(succeeded(), "/reason", std::string("\"") + reason + '"'));
        CHECK(read.changes.empty());
        CHECK(read.event == std::string("Kustomization ") + reason);
    }
}

TEST_CASE("Flux: what is needed is named when it is missing", "[flux]") {
    CHECK(
        read(vendor(), changed(succeeded(), "/involvedObject/kind", "")).error().message.contains("involvedObject.kind")
    );
    CHECK(read(vendor(), changed(succeeded(), "/involvedObject/name", "1"))
              .error()
              .message.contains("involvedObject.name"));
    CHECK(reading(vendor(), "{}").changes.empty());
}

TEST_CASE("Flux: generic-hmac signs the body", "[flux][proofs]") {
    const auto all = nlohmann::json::parse(payload("signature-vectors.json"));
    for (const auto& one : all) {
        if (one["name"] != "flux generic-hmac (own)") continue;
        const std::vector<Secret> secrets = {Secret(one["secret"].get<std::string>())};
        const auto body = one["body"].get<std::string>();
        const net::Headers headers = {{one["header"], one["value"]}};
        CHECK(hooks::check_proof(vendor().proofs, secrets, headers, body, {}));
        CHECK_FALSE(hooks::check_proof(vendor().proofs, secrets, headers, body + " ", {}));
        return;
    }
    FAIL("no vector");
}
