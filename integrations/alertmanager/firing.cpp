#include "integrations/alertmanager/firing.hpp"

#include "core/json_view.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/net/url.hpp"

#include <set>
#include <utility>

namespace pilothouse::alertmanager {

namespace {

using commands::CheckAlerts;
using commands::Outcome;

/// Prometheus tells it of what fires each minute; other senders may take some minutes.
constexpr Duration settling = std::chrono::minutes{10};
constexpr JsonLimits many_alerts{.bytes = 8 << 20, .depth = 16, .nodes = 1'000'000};

/// alertname="a \"b\"", percent-encoded.
std::string filter_of(const std::string& label, const std::string& value) {
    std::string quoted;
    for (const char letter : value) {
        if (letter == '"' || letter == '\\') quoted += '\\';
        quoted += letter;
    }
    return "filter=" + net::percent_encoded(label + "=\"" + quoted + "\"");
}

std::string path_of(const CheckAlerts& task) {
    std::string path = "api/v2/alerts";
    for (const auto& [label, value] : task.matchers)
        path += (path.ends_with("alerts") ? "?" : "&") + filter_of(label, value);
    return path;
}

net::awaitable<Result<void>> settled(const hooks::Api& api) {
    PILOTHOUSE_CO_TRY(const auto answer, co_await hooks::read(api, "api/v2/status"));
    const auto document = JsonDocument::read(answer.body, many_alerts);
    const auto since = document ? hooks::time_at(document->root(), "uptime") : std::nullopt;
    if (!since) co_return fail(Errc::rejected, "the Alertmanager does not say since when it runs");
    const auto left = *since + settling - now();
    if (left <= Duration::zero()) co_return Result<void>{};
    co_return std::unexpected(
        Error{.code = Errc::unavailable, .message = "the Alertmanager has only just started", .retry_after = left}
    );
}

net::awaitable<Result<std::set<std::string>>> firing(const hooks::Api& api, const CheckAlerts& task) {
    PILOTHOUSE_CO_TRY(const auto answer, co_await hooks::read(api, path_of(task)));
    const auto document = JsonDocument::read(answer.body, many_alerts);
    if (!document || !document->root().is_array())
        co_return fail(Errc::rejected, "the Alertmanager's list of alerts could not be read");
    std::set<std::string> fingerprints;
    for (const auto alert : document->root().elements())
        fingerprints.emplace(alert.text("fingerprint"));
    co_return fingerprints;
}

} // namespace

net::awaitable<Outcome> perform(hooks::Api api, CheckAlerts task, commands::Attempt) {
    if (const auto ready = co_await settled(api); !ready) {
        if (ready.error().code == Errc::unavailable) co_return commands::TryAgain{ready.error()};
        co_return hooks::outcome_of(ready.error());
    }
    const auto known = co_await firing(api, task);
    if (!known) co_return hooks::outcome_of(known.error());
    commands::AlertsChecked checked{.group = task.group, .ended = {}};
    for (const auto& id : task.ids) // a fingerprint and a start
        if (!known->contains(id.substr(0, id.find('/')))) checked.ended.push_back(id);
    co_return commands::Done{.event = std::move(checked)};
}

} // namespace pilothouse::alertmanager
