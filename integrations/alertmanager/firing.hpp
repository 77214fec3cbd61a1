#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "integrations/hooks/api.hpp"

/// What fires, by the interface v2 of an Alertmanager.
namespace pilothouse::alertmanager {

/// Says which of the alerts it does not know any more. Unavailable while it has only just started: it forgets what
/// fires when it ends, and knows it again only when it is told again.
net::awaitable<commands::Outcome> perform(hooks::Api api, commands::CheckAlerts task, commands::Attempt attempt);

} // namespace pilothouse::alertmanager
