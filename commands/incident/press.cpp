#include "commands/incident/press.hpp"

#include "commands/incident/cadence.hpp"
#include "commands/incident/course.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace pilothouse::commands::incident {

namespace {

/// "7:lead": the incident, and what is meant of it.
struct Reference {
    std::int64_t incident = 0;
    std::string what{};
};

Reference reference_in(std::string_view value) {
    Reference reference;
    const auto colon = std::min(value.find(':'), value.size());
    std::from_chars(value.data(), value.data() + colon, reference.incident);
    reference.what = value.substr(std::min(colon + 1, value.size()));
    return reference;
}

struct Action {
    std::string_view name;
    bool when_over; ///< answered of an incident that is over
    Reply (*answer)(Desk&, IncidentRow, const std::string& what, const Pressed&);
};

constexpr std::array actions{
    Action{
        "incident.take", false,
        [](Desk& desk, IncidentRow incident, const std::string& role, const Pressed& event) {
            return take_role(desk, std::move(incident), event.who, event.who, role);
        }
    },
    Action{
        "incident.status", false,
        [](Desk& desk, IncidentRow incident, const std::string& status, const Pressed& event) {
            return change_status(desk, std::move(incident), event.who, status);
        }
    },
    Action{
        "incident.update", false,
        [](Desk& desk, IncidentRow incident, const std::string&, const Pressed& event) {
            return ask_for_update(desk, event, incident);
        }
    },
    Action{
        "incident.put_off_30", false,
        [](Desk& desk, IncidentRow incident, const std::string&, const Pressed& event) {
            return put_off(desk, std::move(incident), event.who, std::chrono::minutes{30});
        }
    },
    Action{
        "incident.put_off_60", false,
        [](Desk& desk, IncidentRow incident, const std::string&, const Pressed& event) {
            return put_off(desk, std::move(incident), event.who, std::chrono::hours{1});
        }
    },
    Action{
        "incident.reopen", true,
        [](Desk& desk, IncidentRow incident, const std::string&, const Pressed& event) {
            return reopen(desk, std::move(incident), event.who);
        }
    },
    Action{
        "incident.cause", true,
        [](Desk& desk, IncidentRow incident, const std::string& cause, const Pressed& event) {
            return name_cause(desk, std::move(incident), event.who, cause);
        }
    },
};

} // namespace

Reply pressed(Desk& desk, const Pressed& event) {
    const auto reference = reference_in(event.value);
    const auto* const action = std::ranges::find(actions, event.action, &Action::name);
    auto incident = storage::Incidents(desk.store).find(reference.incident);
    const bool fits = action != actions.end() && incident && place_of(*incident) == event.where.channel;
    if (!fits) return refused({}, Text("This button does not fit anything I know; nothing was done"));
    if (!incident->open && !action->when_over) return refused({}, Text("It is over; nothing was done"));
    return action->answer(desk, *std::move(incident), reference.what, event);
}

} // namespace pilothouse::commands::incident
