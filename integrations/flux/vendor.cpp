#include "integrations/flux/vendor.hpp"

#include "integrations/flux/objects.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"

#include <array>

namespace pilothouse::flux {

namespace {
constexpr std::array proofs = {
    hooks::Proof{.header = "X-Signature", .prefix = "sha256="},
};

/// Deploys are what brings a revision to the cluster; of all else only troubles are told, and their end.
Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    hooks::Reading reading{.event = hooks::event_name(body["involvedObject"].text("kind"), body.text("reason"))};
    if (!body["involvedObject"]) return reading;
    PILOTHOUSE_TRY(const auto object, object_of(body));
    auto deploy = deploy_of(object, body, delivery.received);
    auto trouble =
        deploy && body.text("severity") == "error" ? std::nullopt : trouble_of(object, body, delivery.received);
    auto drift = deploy ? end_of_drift(object, body, delivery.received) : std::nullopt;
    for (auto* change : {&deploy, &trouble, &drift})
        if (*change) reading.changes.push_back(std::move(**change));
    return reading;
}

constexpr std::string_view setup = R"(In the cluster, with kubectl apply:
  apiVersion: v1
  kind: Secret
  metadata: { name: pilothouse, namespace: flux-system }
  stringData:
    token: "{secret}"
  ---
  apiVersion: notification.toolkit.fluxcd.io/v1beta3
  kind: Provider
  metadata: { name: pilothouse, namespace: flux-system }
  spec:
    type: generic-hmac
    address: {url}
    secretRef: { name: pilothouse }
  ---
  apiVersion: notification.toolkit.fluxcd.io/v1beta3
  kind: Alert
  metadata: { name: pilothouse, namespace: flux-system }
  spec:
    providerRef: { name: pilothouse }
    eventSeverity: info
    eventMetadata:
      cluster: production       # a name of its own for each cluster that sends here
      environment: production   # as people type it; without it the namespace stands for it
    eventSources:               # one more of each kind for each namespace that has some
      - { kind: Kustomization, name: "*" }
      - { kind: HelmRelease, name: "*" }
      - { kind: GitRepository, name: "*" }
      - { kind: OCIRepository, name: "*" }
      - { kind: HelmRepository, name: "*" }
      - { kind: HelmChart, name: "*" }
The type must be generic-hmac: plain generic signs nothing.
)";

constexpr hooks::Vendor flux_vendor = {
    .name = "flux",
    .title = "Flux",
    .proofs = proofs,
    .key = hooks::body_key, // no delivery has an id; what is sent again after an error is the same body
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return flux_vendor;
}

} // namespace pilothouse::flux
