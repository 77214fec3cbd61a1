#include "integrations/alertmanager/vendor.hpp"

#include "integrations/hooks/alert_group.hpp"
#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/links.hpp"
#include "integrations/net/url.hpp"

#include <array>

namespace pilothouse::alertmanager {

namespace {
// Alertmanager can't sign what it sends.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    PILOTHOUSE_TRY(auto group, hooks::read_alert_group(delivery, "alertmanager"));
    const auto base = hooks::web_link(delivery.json.text("externalURL"));
    group.change.url = hooks::joined(base, "#/alerts?receiver=" + net::percent_encoded(delivery.json.text("receiver")));
    return hooks::reading_of(std::move(group));
}

constexpr std::string_view setup = R"(In alertmanager.yml:
  receivers:
    - name: pilothouse
      webhook_configs:
        - url: {url}
          send_resolved: true
          http_config:
            authorization: { type: Bearer, credentials: "{secret}" }
and name the receiver in a route. Leave max_alerts at 0: what it cuts off is never told of again, resolved or not.
)";

// A body holds every alert of its group, at some 700 bytes each; the sender has no other way to tell of a storm.
constexpr std::size_t body_bytes = 8 << 20;

constexpr hooks::Vendor alertmanager_vendor = {
    .name = "alertmanager",
    .title = "Alertmanager",
    .proofs = proofs,
    .body_bytes = body_bytes,
    // No delivery has an id, and at each repeat_interval the very same body comes again. Two equal bodies say the
    // same: what fires afresh or resolves has another startsAt or endsAt.
    .key = hooks::body_key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return alertmanager_vendor;
}

} // namespace pilothouse::alertmanager
