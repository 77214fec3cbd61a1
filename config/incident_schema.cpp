#include "config/schema.hpp"

#include <array>

namespace pilothouse::config {

namespace {
constexpr std::int64_t minute = 60'000;
constexpr std::int64_t day = 24 * 60 * minute;
} // namespace

/// The cadence: at least every 30 minutes for what is grave (PagerDuty's incident response documentation), less often
/// for what can wait.
std::vector<Severity> usual_severities() {
    using std::chrono::hours;
    using std::chrono::minutes;
    return {
        {"sev1", "Everybody is hurt", minutes{30}, true, true},
        {"sev2", "Many are hurt, or a part is down", hours{1}, true, true},
        {"sev3", "Some are hurt, and can help themselves", hours{4}},
        {"sev4", "Nobody is hurt yet", Duration{0}},
    };
}

Table<IncidentSettings> incident_settings() {
    using S = IncidentSettings;
    static const std::array<Setting<S>, 6> table = {{
        {"channel",
         &S::channel,
         "Where every incident has its headline, edited as it goes. Not given: where it was declared. Private "
         "incidents have none.",
         "\"#incidents\"",
         {.kind = kinds::channel}},
        {"room",
         &S::room,
         "The name of an incident's own channel; `{number}`, `{title}`, `{severity}` and `{date}` are filled in. "
         "`{number}` must be in it, so that each name is a new one.",
         "\"inc-{number}-{title}\"",
         {.kind = kinds::text, .required = true}},
        {"roles",
         &S::roles,
         "What people can take on. The first one leads.",
         "[\"lead\", \"communications\", \"scribe\"]",
         {.kind = kinds::name, .required = true}},
        {"statuses",
         &S::statuses,
         "In their order: the first is that of a new incident, the last one ends it.",
         "[\"investigating\", \"identified\", \"monitoring\", \"resolved\"]",
         {.kind = kinds::name, .required = true}},
        {"mitigated",
         &S::mitigated,
         "The status from which on people are not hurt any more, one of `statuses`.",
         "\"monitoring\"",
         {.kind = kinds::name, .required = true}},
        {"reminders",
         &S::reminders,
         "How often an overdue update is asked for. 0: never.",
         "3",
         {.least = 0, .most = 20}},
    }};
    return table;
}

Table<Severity> severity_settings() {
    using S = Severity;
    static const std::array<Setting<S>, 5> table = {{
        {"name",
         &S::name,
         "What people type: `incident declare sev1 …`.",
         "\"sev1\"",
         {.kind = kinds::name, .required = true}},
        {"meaning", &S::meaning, "When it is this one, in a few words.", "\"Everybody is hurt\"", {.kind = kinds::text}
        },
        {"update_every",
         &S::update_every,
         "How often people are to be told how it stands. `\"0s\"`: whenever there is news.",
         "\"30m\"",
         {.most = 30 * day}},
        {"announced", &S::announced, "Whether it has a headline in the channel of all incidents.", "true"},
        {"holds_deploys", &S::holds_deploys,
         "While one is open, its service is not deployed to the environments that no other comes after, but for "
         "rollbacks and deploys whose reason names it.",
         "true"},
    }};
    return table;
}

} // namespace pilothouse::config
