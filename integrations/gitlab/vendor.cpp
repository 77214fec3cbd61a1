#include "integrations/gitlab/vendor.hpp"

#include "integrations/gitlab/events.hpp"
#include "integrations/hooks/fields.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <utility>

namespace pilothouse::gitlab {

namespace {

using hooks::Delivery;
using hooks::Reading;

constexpr std::string_view id_header = "webhook-id";
constexpr std::string_view repeat_header = "Idempotency-Key";

/// The signing token (GitLab 19.0 and later) covers body and time; the secret token is sent along as it is.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "webhook-signature",
        .prefix = "v1,",
        .separator = ' ',
        .encoding = hooks::Encoding::base64,
        .key_is_base64 = true,
        .text = "{id}.{time}.{body}",
        .id_header = id_header,
        .time_header = "webhook-timestamp",
        .tolerance = std::chrono::seconds(300),
    },
    hooks::Proof{
        .header = "X-Gitlab-Token", .algorithm = hooks::Algorithm::equality, .encoding = hooks::Encoding::plain
    },
};

constexpr std::array headers = {id_header, repeat_header};

struct Reader {
    std::string_view kind;
    Result<Changes> (*read)(JsonView body);
};

/// A Job Hook is called "build" in its body.
constexpr std::array<Reader, 3> readers = {{
    {"pipeline", read_pipeline},
    {"build", read_job},
    {"deployment", read_deployment},
}};

/// X-Gitlab-Webhook-UUID and X-Gitlab-Event-UUID do not serve: the one is new in each request, the other is shared by
/// different events. Before GitLab 17.4 there is nothing, and the body names the delivery.
std::string key(const Delivery& delivery) {
    return std::string(
        hooks::first_text({net::header(delivery.headers, id_header), net::header(delivery.headers, repeat_header)})
    );
}

Result<Reading> read(const Delivery& delivery) {
    const auto& body = delivery.json;
    const auto kind = hooks::first_text({body.text("object_kind"), body.text("event_name")});
    const auto action = hooks::first_text({body["object_attributes"].text("action"), body.text("action")});
    Reading reading{.event = hooks::event_name(kind, action)};
    const auto* const reader = std::ranges::find(readers, kind, &Reader::kind);
    if (reader == readers.end()) return reading;
    PILOTHOUSE_TRY(reading.changes, reader->read(body));
    return reading;
}

constexpr std::string_view setup = R"(In the settings of the project, or of the group: Webhooks, Add new webhook.
  URL:            {url}
  Signing token:  {secret}
                  (GitLab 19.0 and later; a token begins with "whsec_". In older ones enter it as the secret token.)
  Trigger:        Pipeline events, Job events, Deployment events
  Leave the custom webhook template empty.
GitLab never sends again what could not be delivered, and stops sending after repeated failures: after an outage look
at the recent events of the webhook, and resend.)";

} // namespace

const hooks::Vendor& vendor() {
    static const hooks::Vendor gitlab{
        .name = "gitlab",
        .title = "GitLab",
        .proofs = proofs,
        .body_bytes = 26 << 20, // GitLab sends up to 25 MiB
        .key = key,
        .read = read,
        .setup = setup,
        .headers = headers,
    };
    return gitlab;
}

} // namespace pilothouse::gitlab
