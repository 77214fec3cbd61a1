#include "integrations/argocd/vendor.hpp"

#include "core/commit.hpp"
#include "integrations/argocd/setup.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace pilothouse::argocd {

namespace {
using commands::Phase;

// What Argo CD sends is a template of whoever runs it, with headers of choice; it can't sign.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

/// The last part of a deploy: the sync went well, and the health of the application decides.
constexpr std::array healths = {
    hooks::PhaseName{"Healthy", Phase::succeeded}, hooks::PhaseName{"Degraded", Phase::failed},
    hooks::PhaseName{"Suspended", Phase::waiting}, // a rollout that waits for a person
};

constexpr std::array operations = {
    hooks::PhaseName{"Running", Phase::running},
    hooks::PhaseName{"Terminating", Phase::running},
    hooks::PhaseName{"Failed", Phase::failed},
    hooks::PhaseName{"Error", Phase::failed},
};

/// None for an operation that is in no phase of ours.
std::optional<Phase> phase_of(JsonView body) {
    if (body.text("phase") != "Succeeded") return hooks::phase_named(operations, body.text("phase"));
    return hooks::phase_named(healths, body.text("health")).value_or(Phase::running);
}

/// "argocd/argocd.example.com/argocd/checkout-prod": one application of one Argo CD.
std::string address_of(JsonView body, std::string_view app) {
    auto address = hooks::installation("argocd", "", body.text("url"));
    for (const auto part : {body.text("namespace"), app})
        if (!part.empty()) address.append(1, '/').append(part);
    return address;
}

std::string our_number(JsonView body) {
    for (const auto one : body["info"].elements())
        if (one.text("name") == "bot_deploy_id") return hooks::id_text(one["value"]);
    return {};
}

/// Why a deploy is where it is. Argo CD's message of a sync that went well says only so.
std::string reason_of(JsonView body, Phase phase) {
    if (body.text("phase") == "Succeeded")
        return phase == Phase::succeeded ? std::string()
                                         : "synced; its health is " + hooks::first_line(body.text("health"));
    return commands::broken(phase) ? hooks::first_line(body.text("message")) : std::string();
}

/// An operation is named by its start; it has no id.
Result<hooks::Reading> read_sync(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    PILOTHOUSE_TRY(const auto app, hooks::needed_text(body, "app", "app"));
    PILOTHOUSE_TRY(const auto start, hooks::needed_text(body, "started_at", "started_at"));
    hooks::Reading reading{.event = "sync"};
    const auto phase = phase_of(body);
    if (!phase) return reading;
    const auto revision = body.text("revision");
    commands::DeployChanged change{.deploy = address_of(body, app) + "/" + start, .phase = *phase};
    change.at = hooks::first_time(body, {"finished_at", "started_at"}).value_or(delivery.received);
    if (body.text("phase") == "Succeeded")
        change.at = std::max(change.at, hooks::time_at(body, "health_since").value_or(change.at));
    change.project = app;
    change.environment = hooks::first_line(body.text("dest_namespace"));
    change.version = revision;
    if (is_commit(revision)) change.sha = revision;
    change.reason = reason_of(body, *phase);
    change.url = hooks::web_link(body.text("url"));
    change.ours = our_number(body);
    change.actor.login = body.text("initiated_by");
    reading.changes.emplace_back(std::move(change));
    return reading;
}

/// "app" is what a service is known by; the environment is the same as that of its deploys.
std::vector<std::pair<std::string, std::string>> labels_of(JsonView body, const std::string& app) {
    std::vector<std::pair<std::string, std::string>> labels{{"app", app}};
    const auto add = [&](const char* name, std::string_view value) {
        if (!value.empty()) labels.emplace_back(name, value);
    };
    add("project", body.text("project"));
    add("cluster", body.text("cluster"));
    add("namespace", body.text("dest_namespace"));
    add("environment", body.text("dest_namespace"));
    return labels;
}

/// An application that is degraded fires until it is healthy; what is between says neither.
Result<hooks::Reading> read_health(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    PILOTHOUSE_TRY(const auto app, hooks::needed_text(body, "app", "app"));
    PILOTHOUSE_TRY(const auto health, hooks::needed_text(body, "health", "health"));
    hooks::Reading reading{.event = "health"};
    if (health != "Degraded" && health != "Healthy") return reading;
    commands::AlertChanged change{.group = address_of(body, app) + "/health", .title = "Health of " + app};
    change.url = hooks::web_link(body.text("url"));
    change.at = hooks::time_at(body, "health_since").value_or(delivery.received);
    change.reopens = true;
    commands::Alert alert{.id = "health", .name = "Degraded", .firing = health == "Degraded"};
    alert.severity = "error";
    alert.summary = app + " is " + (alert.firing ? "degraded" : "healthy");
    alert.labels = labels_of(body, app);
    alert.url = change.url;
    if (alert.firing)
        alert.began = change.at;
    else
        alert.ended = change.at;
    change.alerts.push_back(std::move(alert));
    reading.changes.emplace_back(std::move(change));
    return reading;
}

/// Beside the events of our own template, the triggers of Argo CD's catalogue by their names.
Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    static constexpr std::array<std::string_view, 5> syncs = {
        "sync", "on-sync-running", "on-sync-succeeded", "on-sync-failed", "on-deployed"
    };
    const auto event = delivery.json.text("event");
    if (event == "health" || event == "on-health-degraded") return read_health(delivery);
    if (std::ranges::find(syncs, event) != syncs.end()) return read_sync(delivery);
    return hooks::Reading{.event = hooks::event_name(event)};
}

constexpr hooks::Vendor argocd_vendor = {
    .name = "argocd",
    .title = "Argo CD",
    .proofs = proofs,
    .key = hooks::body_key, // no delivery has an id; what is sent again after an error is the same body
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return argocd_vendor;
}

} // namespace pilothouse::argocd
