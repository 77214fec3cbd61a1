#include "integrations/flux/objects.hpp"

#include "core/commit.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/net/url.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::flux {

namespace {
using commands::Phase;

// What an error is not told by: its severity comes first.
constexpr std::array reasons = {
    hooks::PhaseName{"Progressing", Phase::running},
    hooks::PhaseName{"ProgressingWithRetry", Phase::running},
    hooks::PhaseName{"DependencyNotReady", Phase::waiting},
    hooks::PhaseName{"ReconciliationSucceeded", Phase::succeeded},
    hooks::PhaseName{"InstallSucceeded", Phase::succeeded},
    hooks::PhaseName{"UpgradeSucceeded", Phase::succeeded},
    hooks::PhaseName{"TestSucceeded", Phase::succeeded},
};

// An error of these is none of the revision that they name.
constexpr std::array<std::string_view, 8> beside = {"UninstallFailed",       "UninstallSucceeded", "RollbackFailed",
                                                    "RollbackSucceeded",     "PruneFailed",        "DriftDetected",
                                                    "DriftCorrectionFailed", "DriftCorrected"};

bool is_error(JsonView body) {
    return body.text("severity") == "error";
}

/// Controllers write "kustomize.toolkit.fluxcd.io/revision"; what is sent has "revision", or both in older versions.
std::string_view metadata(JsonView body, std::string_view key) {
    const auto all = body["metadata"];
    if (const auto plain = all.text(key); !plain.empty()) return plain;
    for (const auto& [name, value] : all.members())
        if (name.size() > key.size() && name.ends_with(key) && name[name.size() - key.size() - 1] == '/')
            return value.text();
    return {};
}

/// "main@sha1:731f…", "sha1:731f…", "main/731f…" of older versions; "6.5.0", "6.5.0@sha256:…" of charts and images.
void tell_revision(commands::DeployChanged& change, std::string_view revision) {
    const auto at = revision.rfind('@');
    const auto digest = at == std::string_view::npos ? revision : revision.substr(at + 1);
    auto version = revision.substr(0, at);
    if (digest.starts_with("sha1:")) {
        change.sha = digest.substr(5);
        if (at == std::string_view::npos) version = change.sha;
    } else if (const auto slash = revision.rfind('/');
               slash != std::string_view::npos && is_commit(revision.substr(slash + 1))) {
        change.sha = revision.substr(slash + 1);
        version = revision.substr(0, slash);
    }
    change.version = hooks::first_line(version);
}

std::optional<Phase> phase_of(JsonView body) {
    const auto reason = body.text("reason");
    if (std::ranges::find(beside, reason) != beside.end()) return std::nullopt;
    return is_error(body) ? Phase::failed : hooks::phase_named(reasons, reason);
}

bool is_deployer(const Object& object) {
    return object.kind == "Kustomization" || object.kind == "HelmRelease";
}

/// The first line, and where that only announces the next ("… has drifted from the desired state:"), that one too.
std::string words_of(std::string_view message) {
    auto words = hooks::first_line(message);
    const auto end = message.find(words) + words.size();
    if (!words.ends_with(':') || end >= message.size()) return words;
    const auto next = hooks::first_line(message.substr(end));
    return hooks::first_line(next.empty() ? words : words + " " + next);
}

std::string_view environment_of(const Object& object, JsonView body) {
    return hooks::first_text({metadata(body, "environment"), metadata(body, "env"), object.space});
}

commands::AlertChanged alert_group(const Object& object, JsonView body, std::string_view what, Time at) {
    commands::AlertChanged change{.group = object.address + std::string(what), .at = at};
    change.title = object.kind + " " + object.space + (object.space.empty() ? "" : "/") + object.name;
    change.reopens = true;
    commands::Alert alert{.id = "object"};
    alert.severity = "error";
    alert.summary = words_of(body.text("message"));
    if (is_deployer(object)) alert.labels.emplace_back("app", object.name);
    for (const auto& [name, value] :
         {std::pair("namespace", std::string_view(object.space)), std::pair("cluster", metadata(body, "cluster")),
          std::pair("environment", environment_of(object, body))})
        if (!value.empty()) alert.labels.emplace_back(name, value);
    change.alerts.push_back(std::move(alert));
    return change;
}
} // namespace

Result<Object> object_of(JsonView body) {
    const auto told = body["involvedObject"];
    PILOTHOUSE_TRY(auto kind, hooks::needed_text(told, "kind", "involvedObject.kind"));
    PILOTHOUSE_TRY(auto name, hooks::needed_text(told, "name", "involvedObject.name"));
    Object object{.kind = std::move(kind), .space = std::string(told.text("namespace")), .name = std::move(name)};
    object.address = "flux";
    for (const auto part :
         {metadata(body, "cluster"), std::string_view(object.kind), std::string_view(object.space),
          std::string_view(object.name)})
        if (!part.empty()) object.address.append(1, '/').append(net::percent_encoded(part));
    return object;
}

std::optional<commands::Change> deploy_of(const Object& object, JsonView body, Time received) {
    const auto revision = metadata(body, "revision");
    const auto phase = phase_of(body);
    if (!is_deployer(object) || revision.empty() || !phase) return std::nullopt;
    commands::DeployChanged change{.deploy = object.address + "/" + std::string(revision), .phase = *phase};
    change.at = hooks::time_at(body, "timestamp").value_or(received);
    change.project = object.name;
    change.environment = hooks::first_line(environment_of(object, body));
    tell_revision(change, revision);
    if (commands::broken(*phase) || *phase == Phase::waiting) change.reason = words_of(body.text("message"));
    return change;
}

std::optional<commands::Change> trouble_of(const Object& object, JsonView body, Time received) {
    const auto reason = body.text("reason");
    const bool error = is_error(body);
    const bool drift = reason.starts_with("Drift");
    // A deploy that goes well ends what was wrong with the object that makes it.
    const bool well = is_deployer(object) ? phase_of(body) == Phase::succeeded : body.text("severity") == "info";
    if (!drift && !error && !well) return std::nullopt;
    const auto at = hooks::time_at(body, "timestamp").value_or(received);
    auto change = alert_group(object, body, drift ? "/drift" : "/trouble", at);
    auto& alert = change.alerts.front();
    if (drift) change.title = "Drift: " + change.title;
    alert.firing = drift ? reason != "DriftCorrected" : error;
    if (alert.firing) {
        alert.began = at;
        alert.name = hooks::first_line(reason); // which it keeps when it ends
    } else {
        alert.ended = at;
    }
    return change;
}

std::optional<commands::Change> end_of_drift(const Object& object, JsonView body, Time received) {
    if (object.kind != "HelmRelease" || phase_of(body) != Phase::succeeded) return std::nullopt;
    const auto at = hooks::time_at(body, "timestamp").value_or(received);
    auto change = alert_group(object, body, "/drift", at);
    change.title = "Drift: " + change.title;
    change.alerts.front().firing = false;
    change.alerts.front().ended = at;
    return change;
}

} // namespace pilothouse::flux
