#pragma once

#include <string_view>

namespace pilothouse::argocd {

/// What to enter in Argo CD: its webhook has no body of its own, so the template is here. Each value goes through
/// toJson, so that a message with quotes stays JSON. A sync is told once for each of its stages (oncePer), however
/// often its health changes afterwards.
constexpr std::string_view setup =
    R"(In Argo CD's namespace, the ConfigMap argocd-notifications-cm (with kubectl edit, beside what is there):
  data:
    service.webhook.pilothouse: |
      url: {url}
      headers:
        - { name: Authorization, value: Bearer $pilothouse-token }
        - { name: Content-Type, value: application/json }
    template.pilothouse-sync: |
      webhook:
        pilothouse:
          method: POST
          body: |
            {
              "event": "sync",
              "app": {{toJson .app.metadata.name}},
              "namespace": {{toJson .app.metadata.namespace}},
              "project": {{toJson .app.spec.project}},
              "cluster": {{toJson .app.spec.destination.server}},
              "dest_namespace": {{toJson .app.spec.destination.namespace}},
              {{with .app.status.operationState}}
              "phase": {{toJson .phase}},
              "message": {{toJson .message}},
              "started_at": {{toJson .startedAt}},
              "finished_at": {{toJson .finishedAt}},
              "info": {{toJson .operation.info}},
              {{with .operation.initiatedBy}}"initiated_by": {{toJson .username}},{{end}}
              {{with .syncResult}}"revision": {{toJson .revision}},{{end}}
              {{end}}
              {{with .app.status.health}}
              "health": {{toJson .status}},
              "health_since": {{toJson .lastTransitionTime}},
              {{end}}
              "url": {{toJson (printf "%s/applications/%s/%s" .context.argocdUrl .app.metadata.namespace .app.metadata.name)}}
            }
    template.pilothouse-health: |
      webhook:
        pilothouse:
          method: POST
          body: |
            {
              "event": "health",
              "app": {{toJson .app.metadata.name}},
              "namespace": {{toJson .app.metadata.namespace}},
              "project": {{toJson .app.spec.project}},
              "cluster": {{toJson .app.spec.destination.server}},
              "dest_namespace": {{toJson .app.spec.destination.namespace}},
              "health": {{toJson .app.status.health.status}},
              "health_since": {{toJson .app.status.health.lastTransitionTime}},
              "url": {{toJson (printf "%s/applications/%s/%s" .context.argocdUrl .app.metadata.namespace .app.metadata.name)}}
            }
    trigger.pilothouse: |
      - when: app.status.operationState != nil and app.status.operationState.phase == 'Running'
        oncePer: app.status.operationState.startedAt
        send: [pilothouse-sync]
      - when: app.status.operationState != nil and app.status.operationState.phase in ['Succeeded', 'Failed', 'Error']
        oncePer: app.status.operationState.startedAt
        send: [pilothouse-sync]
      - when: app.status.operationState != nil and app.status.operationState.phase == 'Succeeded' and app.status.health.status == 'Healthy'
        oncePer: app.status.operationState.startedAt
        send: [pilothouse-sync]
      - when: app.status.health.status == 'Degraded'
        send: [pilothouse-health]
      - when: app.status.health.status == 'Healthy'
        send: [pilothouse-health]
    subscriptions: |
      - recipients: [pilothouse]
        triggers: [pilothouse]
and the Secret argocd-notifications-secret:
  stringData:
    pilothouse-token: "{secret}"
In place of the subscription of all applications, single ones can be annotated:
  notifications.argoproj.io/subscribe.pilothouse.pilothouse: ""
)";

} // namespace pilothouse::argocd
