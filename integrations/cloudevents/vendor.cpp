#include "integrations/cloudevents/vendor.hpp"

#include "integrations/cloudevents/tekton.hpp"
#include "integrations/hooks/cloud_event.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/mapping.hpp"

#include <array>

namespace pilothouse::cloudevents {

namespace {
// The specification leaves proofs to the transport: a bearer's secret (its webhook part), or a signature beside it.
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

/// A type is known by its sender's own words, or its data by the hook's map; of all others there is nothing to know.
Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    PILOTHOUSE_TRY(const auto events, hooks::cloud_events(delivery));
    hooks::Reading reading;
    for (const auto& event : events) {
        reading.event = hooks::event_name(event.type);
        if (is_tekton(event.type)) {
            PILOTHOUSE_TRY(auto change, read_tekton(event, delivery.received));
            if (change) reading.changes.emplace_back(*std::move(change));
        } else if (hooks::is_mapped(delivery)) {
            PILOTHOUSE_TRY(
                auto changes, hooks::mapped(delivery, event.data, event.time.value_or(delivery.received), "cloudevents")
            );
            std::ranges::move(changes, std::back_inserter(reading.changes));
        }
    }
    if (events.size() != 1) reading.event = "batch";
    return reading;
}

constexpr std::string_view setup =
    R"(Whatever sends CloudEvents over HTTP (a Knative trigger, Tekton, a broker) gets this sink:
  URL      {url}
  Header   Authorization: Bearer {secret}
           (or a signature as Standard Webhooks has it, with a secret that begins with whsec_)
  Mode     structured, binary or batch, with JSON as the data
Tekton's runs are shown as they are. Other events need a map in the hook, whose places are those of the data; without
one they are counted only. CDEvents have a vendor of their own: cdevents.
)";

constexpr hooks::Vendor cloudevents_vendor = {
    .name = "cloudevents",
    .title = "CloudEvents",
    .proofs = proofs,
    .key = hooks::cloud_event_key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return cloudevents_vendor;
}

} // namespace pilothouse::cloudevents
