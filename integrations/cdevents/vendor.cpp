#include "integrations/cdevents/vendor.hpp"

#include "integrations/cdevents/subjects.hpp"
#include "integrations/hooks/cloud_event.hpp"
#include "integrations/hooks/fields.hpp"

#include <array>

namespace pilothouse::cdevents {

namespace {
// The specification has no signature of its own; what carries the events may add either.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "webhook-signature",
        .prefix = "v1,",
        .separator = ' ',
        .encoding = hooks::Encoding::base64,
        .key_is_base64 = true,
        .text = "{id}.{time}.{body}",
        .id_header = "webhook-id",
        .time_header = "webhook-timestamp",
        .tolerance = std::chrono::minutes(5),
    },
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

/// Some senders post the CDEvent as it is, without a CloudEvent around it.
bool is_bare(const hooks::Delivery& delivery) {
    return delivery.json["context"].is_object() && net::header(delivery.headers, "ce-specversion").empty();
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    std::vector<JsonView> bodies;
    if (is_bare(delivery)) {
        bodies.push_back(delivery.json);
    } else {
        PILOTHOUSE_TRY(const auto events, hooks::cloud_events(delivery));
        for (const auto& event : events)
            bodies.push_back(event.data);
    }
    hooks::Reading reading;
    for (const auto body : bodies) {
        reading.event = hooks::event_name(short_type(body["context"].text("type")));
        PILOTHOUSE_TRY(auto change, read_event(body, delivery.received));
        if (change) reading.changes.push_back(*std::move(change));
    }
    if (bodies.size() > 1) reading.event = "batch";
    return reading;
}

std::string key(const hooks::Delivery& delivery) {
    if (!is_bare(delivery)) return hooks::cloud_event_key(delivery);
    const auto context = delivery.json["context"];
    const auto id = hooks::id_text(context["id"]);
    if (id.empty()) return {};
    return std::string(context.text("source")).append(1, ' ').append(context.text("type")).append(1, ' ').append(id);
}

constexpr std::string_view setup = R"(Whatever sends CDEvents (Tekton, Jenkins, Spinnaker, a broker) gets this sink:
  URL      {url}
  Header   Authorization: Bearer {secret}
           (or a signature as Standard Webhooks has it, with a secret that begins with whsec_)
  Mode     CloudEvents over HTTP, structured or binary, or the CDEvent as it is
Shown are pipelinerun and taskrun, service deployed, upgraded, rolledback and removed, and incidents.
)";

constexpr hooks::Vendor cdevents_vendor = {
    .name = "cdevents",
    .title = "CDEvents",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return cdevents_vendor;
}

} // namespace pilothouse::cdevents
