#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "integrations/hooks/api.hpp"

/// Silences of an Alertmanager, by its interface v2.
namespace pilothouse::alertmanager {

/// Makes the silence, once: after a try whose outcome is unknown it is looked for by its mark first.
net::awaitable<commands::Outcome> perform(hooks::Api api, commands::MakeSilence task, commands::Attempt attempt);

} // namespace pilothouse::alertmanager
