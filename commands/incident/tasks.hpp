#pragma once

#include "commands/incident/incident.hpp"

#include <string>

/// The timeline, and what is to be done, during an incident or after it.
namespace pilothouse::commands::incident {

/// Writes what somebody says into the timeline.
Reply write_down(Desk& desk, const IncidentRow& incident, const PersonId& who, const std::string& words);
/// The latest entries, oldest of them first.
Reply show_timeline(Desk& desk, const IncidentRow& incident, std::int64_t count);

struct Wanted {
    std::string words{};
    PersonId person{};  ///< none: nobody yet
    bool after = false; ///< for after the incident's end
    Duration in{0};     ///< due after so long; 0: no date
};

Reply add_task(Desk& desk, const IncidentRow& incident, const PersonId& who, const Wanted& wanted);
Reply show_tasks(Desk& desk, const IncidentRow& incident);
/// `ending` is "done", or why it is not done after all.
Reply end_task(
    Desk& desk, const IncidentRow& incident, const PersonId& who, std::int64_t number, const std::string& ending
);

} // namespace pilothouse::commands::incident
