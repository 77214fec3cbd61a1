#include "delivered.hpp"
#include "integrations/argocd/vendor.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using commands::DeployChanged;
using commands::Phase;

namespace {
const hooks::Vendor& vendor() {
    return argocd::vendor();
}

std::string synced() {
    return payload("argocd/sync.healthy.synthetic.json");
}

DeployChanged told(const std::string& body) {
    return only<DeployChanged>(reading(vendor(), body));
}

Phase with_health(const std::string& health) {
    return told(changed(synced(), "/health", '"' + health + '"')).phase;
}
} // namespace

TEST_CASE("Argo CD: a sync is a deploy that ends when the application is healthy", "[argocd]") {
    const auto change = told(synced());
    CHECK(change.deploy == "argocd/argocd.example.com/argocd/checkout-prod/2026-11-20T10:00:00Z");
    CHECK(change.phase == Phase::succeeded);
    CHECK(change.project == "checkout-prod");
    CHECK(change.environment == "checkout");
    CHECK(change.sha == "3f1c0de9a1b2c3d4e5f60718293a4b5c6d7e8f90");
    CHECK(change.ours == "812");
    CHECK(change.actor.login == "alice");
    CHECK(change.at == parse_time("2026-11-20T10:01:02Z"));
    CHECK(change.reason.empty());

    CHECK(with_health("Progressing") == Phase::running);
    CHECK(with_health("Suspended") == Phase::waiting);
    CHECK(with_health("Degraded") == Phase::failed);
    CHECK(with_health("Missing") == Phase::running);
}

TEST_CASE("Argo CD: all that is told of one sync has one name", "[argocd]") {
    CHECK(told(payload("argocd/sync.running.synthetic.json")).deploy == told(synced()).deploy);
    CHECK(told(payload("argocd/sync.running.synthetic.json")).phase == Phase::running);
    CHECK(told(changed(synced(), "/started_at", R"("2026-11-20T11:00:00Z")")).deploy != told(synced()).deploy);
}

TEST_CASE("Argo CD: a sync that failed says why, whatever the health", "[argocd]") {
    const auto change = told(payload("argocd/on-sync-failed.synthetic.json"));
    CHECK(change.phase == Phase::failed);
    CHECK(change.reason == "one or more objects failed to apply");
    CHECK(told(changed(synced(), "/phase", R"("Error")")).phase == Phase::failed);
}

TEST_CASE("Argo CD: what is degraded fires until it is healthy", "[argocd]") {
    const auto bad = only<AlertChanged>(reading(vendor(), payload("argocd/health.degraded.synthetic.json")));
    const auto good = only<AlertChanged>(reading(vendor(), payload("argocd/health.healthy.synthetic.json")));
    CHECK(bad.group == "argocd/argocd.example.com/argocd/checkout-prod/health");
    CHECK(bad.group == good.group);
    CHECK(bad.alerts.at(0).firing);
    CHECK_FALSE(good.alerts.at(0).firing);
    CHECK(bad.alerts.at(0).id == good.alerts.at(0).id);
    CHECK(bad.reopens);
    CHECK(good.alerts.at(0).name == bad.alerts.at(0).name);
    const auto between = changed(payload("argocd/health.degraded.synthetic.json"), "/health", R"("Progressing")");
    CHECK(reading(vendor(), between).changes.empty());
}

TEST_CASE(
    "Argo CD: an application that is degraded is known as a service, in the environment of its deploys", "[argocd]"
) {
    const auto labels = only<AlertChanged>(reading(vendor(), payload("argocd/health.degraded.synthetic.json"))).alerts;
    const auto says = [&](const char* name, const char* value) {
        return std::ranges::count(labels.at(0).labels, std::pair<std::string, std::string>(name, value)) == 1;
    };
    CHECK(says("app", "checkout-prod"));
    CHECK(says("environment", told(synced()).environment.c_str()));
}

TEST_CASE("Argo CD: what is needed is named when it is missing, what is not known is counted", "[argocd]") {
    CHECK(read(vendor(), changed(synced(), "/app", "")).error().message.contains("app"));
    CHECK(read(vendor(), changed(synced(), "/started_at", "null")).error().message.contains("started_at"));
    CHECK(reading(vendor(), changed(synced(), "/phase", R"("Unheard")")).changes.empty());
    CHECK(reading(vendor(), changed(synced(), "/event", R"("on-created")")).event == "on-created");
}

TEST_CASE("Argo CD: the template that people are given renders the events that are read", "[argocd]") {
    for (const std::string_view text :
         {R"("event": "sync")", R"("event": "health")", R"("started_at": {{toJson .startedAt}})",
          "Authorization, value: Bearer $pilothouse-token", "pilothouse-token: \"{secret}\"", "url: {url}"})
        CHECK(vendor().setup.contains(text));
}
