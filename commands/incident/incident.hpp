#pragma once

#include "commands/desk.hpp"
#include "storage/incidents.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Incidents: what happens to one, whoever or whatever brings it about.
namespace pilothouse::commands::incident {

using storage::IncidentRow;

/// Moments in the course of an incident, from which its numbers are derived.
namespace milestone {
inline constexpr std::string_view started = "started", detected = "detected", acknowledged = "acknowledged",
                                  mitigated = "mitigated", resolved = "resolved";
} // namespace milestone

/// "incident 7".
std::string name_of(const IncidentRow& incident);

/// The severity of that name, in whatever case; nullptr: there is none.
const config::Severity* severity_named(const config::Settings& settings, std::string_view name);

/// Writes a line into the timeline.
void note(
    Desk& desk, const IncidentRow& incident, std::string_view kind, const PersonId& who, std::string text,
    std::optional<Time> at = {}
);

/// A milestone is reached now, or then. One that is known already stays as it is.
void reach(Desk& desk, const IncidentRow& incident, std::string_view name, std::optional<Time> at = {});

/// Keeps what has changed; its messages are drawn again when the event is decided.
void keep(Desk& desk, IncidentRow& incident);

/// The incident that is run in the channel where somebody speaks, or what to say where there is none.
struct Here {
    std::optional<IncidentRow> incident{};
    Reply otherwise{};
};

Here find_here(Desk& desk, const Place& where);
/// The same, and it is open.
Here find_open_here(Desk& desk, const Place& where);

/// Where people are told of an incident: its own channel, or where it was declared as long as it has none.
const ChannelId& place_of(const IncidentRow& incident);

} // namespace pilothouse::commands::incident
