#include "integrations/generic/vendor.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/mapping.hpp"

#include <array>

namespace pilothouse::generic {

namespace {
// The ways that senders of all kinds have in common; a secret that begins with "whsec_" is for the first alone.
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
    hooks::Proof{.header = "X-Hub-Signature-256", .prefix = "sha256="},
    hooks::Proof{.header = "X-Signature", .prefix = "sha256="},
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    if (!hooks::is_mapped(delivery)) return fail(Errc::bad_input, "this hook has no map", "give it one: map = { … }");
    hooks::Reading reading{.event = hooks::event_name(hooks::mapped_event(delivery))};
    PILOTHOUSE_TRY(reading.changes, hooks::mapped(delivery, delivery.json, delivery.received, "generic"));
    return reading;
}

constexpr std::string_view setup = R"(At the sender:
  URL      {url}
  Method   POST, with JSON as the body
  Header   Authorization: Bearer {secret}
           or a signature with the secret: X-Hub-Signature-256 or X-Signature (sha256= and the HMAC-SHA256 of the body in
           hex), or as Standard Webhooks has it, with a secret that begins with whsec_
What is read is what the hook's map says; docs/hooks.md explains it.
)";

constexpr hooks::Vendor generic_vendor = {
    .name = "generic",
    .title = "Webhook",
    .proofs = proofs,
    .key = hooks::mapped_key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return generic_vendor;
}

} // namespace pilothouse::generic
