#pragma once

#include "commands/event.hpp"
#include "commands/task.hpp"
#include "config/settings.hpp"
#include "storage/database.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pilothouse::commands {

/// What is to happen because of an event. The state that goes with it is written already, in the same
/// transaction.
struct Decision {
    std::vector<Planned> tasks{};
    std::optional<Card> answer{};                     ///< rides on the acknowledgement of a slash command
    std::map<std::string, std::string> form_errors{}; ///< question key -> what is wrong; the form stays open
    std::string outcome = "answered";                 ///< for the audit log: answered, accepted, refused, …
    DeployId deploy{};                                ///< for the audit log: which deploy it was about; 0: none
};

/// Turns an event into new state and tasks. No I/O but the transaction it is handed; the time is an argument;
/// knows no vendor. `settings` must outlive the call.
/// Throws storage::Failure when the store fails; everything a person can do wrong is an answer, not an error.
Decision decide(const config::Settings& settings, storage::Connection& store, const Event& event, Time now);

} // namespace pilothouse::commands
