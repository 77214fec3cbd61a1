#include "integrations/datadog/vendor.hpp"

#include "integrations/hooks/body_key.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/incident.hpp"
#include "integrations/hooks/links.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::datadog {

namespace {
// Datadog can't sign, but it can send a header.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

/// What $ALERT_TRANSITION may be, and the severity that it stands for where the monitor has no priority.
struct Transition {
    std::string_view name;
    bool firing;
    std::string_view severity;
};

constexpr std::array transitions = {
    Transition{"Triggered", true, "error"},  Transition{"Re-Triggered", true, "error"},
    Transition{"Warn", true, "warning"},     Transition{"Re-Warn", true, "warning"},
    Transition{"No Data", true, "no data"},  Transition{"Re-No Data", true, "no data"},
    Transition{"Renotify", true, ""},        Transition{"Recovered", false, ""},
    Transition{"Warn Recovered", false, ""}, Transition{"No Data Recovered", false, ""},
};

/// A variable that Datadog has no value for stays as it was written: "$ALERT_PRIORITY".
std::string_view told(JsonView body, std::string_view field) {
    const auto text = body.text(field);
    return text.starts_with('$') || text == "null" ? std::string_view{} : text;
}

std::string_view without_space(std::string_view text) {
    const auto begin = text.find_first_not_of(' ');
    return begin == std::string_view::npos ? std::string_view{} : text.substr(begin);
}

/// "[P2] [Triggered on {host:web-1}] Load is high" is about "Load is high", and stays so when it recovers. Brackets of
/// the monitor's own name ("[prod] Load") stay.
std::string_view name_in(std::string_view title) {
    while (title.starts_with('[')) {
        const auto end = title.find(']');
        if (end == std::string_view::npos) break;
        const auto inside = title.substr(1, end - 1);
        const bool priority = inside.size() == 2 && inside[0] == 'P' && inside[1] >= '1' && inside[1] <= '5';
        const bool state = std::ranges::any_of(transitions, [&](const auto& one) {
            return inside == one.name || inside.starts_with(std::string(one.name) + " on ");
        });
        if (!priority && !state) break;
        title = without_space(title.substr(end + 1));
    }
    return title;
}

/// The first line of the message that says something: not the "%%%" around Markdown, and without whom it notifies.
std::string first_words(std::string_view message) {
    while (!message.empty()) {
        const auto end = message.find('\n');
        const auto line = hooks::first_line(message.substr(0, end));
        message = end == std::string_view::npos ? std::string_view{} : message.substr(end + 1);
        std::string words;
        for (std::string_view rest = line; !(rest = without_space(rest)).empty();) {
            const auto word = rest.substr(0, rest.find(' '));
            rest.remove_prefix(word.size());
            if (word != "%%%" && !word.starts_with('@')) words.append(words.empty() ? "" : " ").append(word);
        }
        if (!words.empty()) return words;
    }
    return {};
}

/// "env:prod,service:checkout"
std::vector<std::pair<std::string, std::string>> labels_of(std::string_view tags) {
    std::vector<std::pair<std::string, std::string>> labels;
    while (!tags.empty()) {
        const auto tag = without_space(tags.substr(0, tags.find(',')));
        tags.remove_prefix(std::min(tags.find(','), tags.size() - 1) + 1);
        const auto colon = tag.find(':');
        if (tag.empty()) continue;
        if (colon == std::string_view::npos)
            labels.emplace_back("tag", tag);
        else
            labels.emplace_back(tag.substr(0, colon), tag.substr(colon + 1));
    }
    return labels;
}

/// One trouble of one monitor and scope, from its start to its recovery.
Result<std::string> key_of(JsonView body) {
    if (const auto cycle = told(body, "alert_cycle_key"); !cycle.empty())
        return "datadog/" + std::string(told(body, "org_id")).append(1, '/').append(cycle);
    const auto monitor = told(body, "alert_id");
    if (monitor.empty()) return fail(Errc::bad_input, "neither 'alert_cycle_key' nor 'alert_id' is told");
    return "datadog/" + std::string(told(body, "org_id")).append(1, '/').append(monitor).append(1, '/') +
           std::string(told(body, "scope"));
}

commands::Alert alert_of(JsonView body, const Transition& transition, Time at) {
    commands::Alert alert{.id = {}, .name = hooks::first_line(name_in(told(body, "title")))};
    if (const auto scope = told(body, "scope"); !scope.empty() && scope != "*") alert.name.append(": ").append(scope);
    alert.firing = transition.firing;
    if (alert.firing) alert.severity = hooks::first_text({told(body, "alert_priority"), transition.severity});
    alert.description = first_words(told(body, "body"));
    alert.summary = hooks::first_line(told(body, "alert_status"));
    if (alert.summary.empty()) alert.summary = alert.description;
    alert.labels = labels_of(told(body, "tags"));
    alert.url = hooks::web_link(told(body, "link"));
    (alert.firing ? alert.began : alert.ended.emplace()) = at;
    return alert;
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto body = delivery.json;
    // Datadog's own payload has no such field: then `setup` was not followed, and no end of an alert could be told.
    PILOTHOUSE_TRY(const auto name, hooks::needed_text(body, "alert_transition", "alert_transition"));
    const auto* transition = std::ranges::find(transitions, name, &Transition::name);
    if (transition == transitions.end()) return hooks::Reading{.event = hooks::event_name(name)};
    PILOTHOUSE_TRY(auto key, key_of(body));
    const auto at = hooks::unix_time(body["date_ms"], 1'000).value_or(delivery.received);
    auto change = hooks::incident(std::move(key), alert_of(body, *transition, at), at);
    return hooks::Reading{.changes = {std::move(change)}, .event = name};
}

/// Datadog sends again what met an error of ours; the id of the event stays.
std::string key(const hooks::Delivery& delivery) {
    const auto id = told(delivery.json, "event_id");
    return id.empty() ? hooks::body_key(delivery) : std::string(id);
}

constexpr std::string_view setup = R"(In Datadog, Integrations, Webhooks, New:
  Name            pilothouse
  URL             {url}
  Custom headers  {"Authorization": "Bearer {secret}"}
  Payload         {"alert_id": "$ALERT_ID", "alert_cycle_key": "$ALERT_CYCLE_KEY",
                   "alert_transition": "$ALERT_TRANSITION", "alert_priority": "$ALERT_PRIORITY",
                   "alert_status": "$ALERT_STATUS", "scope": "$ALERT_SCOPE", "title": "$EVENT_TITLE",
                   "body": "$EVENT_MSG", "link": "$LINK", "tags": "$TAGS", "org_id": "$ORG_ID",
                   "event_id": "$ID", "date_ms": "$DATE"}
and "Encode as form" off. Then write @webhook-pilothouse into the messages of the monitors, outside of all
conditions, so that a recovery is told of too.
)";

constexpr hooks::Vendor datadog_vendor = {
    .name = "datadog",
    .title = "Datadog",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return datadog_vendor;
}

} // namespace pilothouse::datadog
