#include "integrations/terraform/vendor.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/terraform/assessments.hpp"
#include "integrations/terraform/runs.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::terraform {

namespace {
// 128 digits, without a prefix.
constexpr std::array proofs = {
    hooks::Proof{.header = "X-TFE-Notification-Signature", .algorithm = hooks::Algorithm::hmac_sha512},
};

bool is_verification(JsonView body) {
    return std::ranges::any_of(body["notifications"].elements(), [](JsonView one) {
        return one.text("trigger") == "verification";
    });
}

/// Bodies of version 2 have one trigger at the top; those of version 1 a list of what happened to one run.
Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    if (is_verification(body))
        return hooks::Reading{.event = "verification", .greeting = "Terraform's notifications have made contact"};
    if (body["notifications"].is_array()) return read_run(body, delivery.received);
    const auto trigger = body.text("trigger");
    if (is_assessment(trigger)) return read_assessment(body, delivery.received);
    return hooks::Reading{.event = hooks::event_name(trigger)};
}

/// Empty for what is of no run: then the body names it.
std::string key(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    std::string key = hooks::id_text(body["run_id"]);
    if (key.empty()) return key;
    for (const auto one : body["notifications"].elements())
        for (const auto* field : {"trigger", "run_status", "run_updated_at"})
            key.append(1, '/').append(one.text(field));
    return key;
}

constexpr std::string_view setup =
    R"(In HCP Terraform or Terraform Enterprise, workspace Settings, Notifications, Create a notification:
  Destination       Webhook
  Webhook URL       {url}
  Token             {secret}
  Events            all events of runs; where health assessments are on, those of health as well
Creating it sends a verification, which shows a greeting here; without an answer to it nothing is ever sent.
Speculative plans, and workspaces that run Terraform locally, are not told of.
)";

constexpr hooks::Vendor terraform_vendor = {
    .name = "terraform",
    .title = "Terraform",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return terraform_vendor;
}

} // namespace pilothouse::terraform
