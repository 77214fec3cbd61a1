#include "integrations/github/vendor.hpp"

#include "integrations/github/events.hpp"
#include "integrations/hooks/fields.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace pilothouse::github {

namespace {

using hooks::Delivery;
using hooks::Reading;

constexpr std::string_view event_header = "X-GitHub-Event";
constexpr std::string_view delivery_header = "X-GitHub-Delivery";

/// X-Hub-Signature, which is SHA-1, comes along and is not looked at.
constexpr std::array proofs = {hooks::Proof{.header = "X-Hub-Signature-256", .prefix = "sha256="}};

constexpr std::array headers = {event_header, delivery_header};

struct Reader {
    std::string_view event;
    Result<Changes> (*read)(JsonView body);
};

constexpr std::array<Reader, 7> readers = {{
    {"workflow_run", read_workflow_run},
    {"workflow_job", read_workflow_job},
    {"check_run", read_check_run},
    {"check_suite", read_check_suite},
    {"status", read_status},
    {"deployment", read_deployment},
    {"deployment_status", read_deployment_status},
}};

/// The same for all hooks that one event goes to (of the repository, of its organisation, of an app), and when it is
/// delivered again: so it is one piece of news.
std::string key(const Delivery& delivery) {
    return std::string(net::header(delivery.headers, delivery_header));
}

Result<Reading> read(const Delivery& delivery) {
    const auto event = net::header(delivery.headers, event_header);
    Reading reading{.event = hooks::event_name(event, delivery.json.text("action"))};
    if (event == "ping") reading.greeting = greeting(delivery.json);
    const auto* const reader = std::ranges::find(readers, event, &Reader::event);
    if (reader == readers.end()) return reading;
    PILOTHOUSE_TRY(reading.changes, reader->read(delivery.json));
    return reading;
}

constexpr std::string_view setup = R"(In the settings of the repository, or of the organisation: Webhooks, Add webhook.
  Payload URL:   {url}
  Content type:  application/json
  Secret:        {secret}
  Events:        Let me select individual events: Workflow runs, Workflow jobs, Deployments, Deployment statuses;
                 and where another CI reports to GitHub: Check runs, Check suites, Statuses.
GitHub sends a ping at once, which is answered in the channel. By itself it never sends again what could not be
delivered: with catch_up and an api_token (Webhooks: read and write) in the hook it is asked to; else look at Recent
Deliveries there after an outage, and redeliver.)";

} // namespace

const hooks::Vendor& vendor() {
    static const hooks::Vendor github{
        .name = "github",
        .title = "GitHub",
        .proofs = proofs,
        .body_bytes = 26 << 20, // GitHub sends up to 25 MB
        .key = key,
        .read = read,
        .setup = setup,
        .headers = headers,
    };
    return github;
}

} // namespace pilothouse::github
