#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "core/secret.hpp"
#include "integrations/hooks/api.hpp"

/// Starting the failed jobs of a workflow run again, by GitHub's interface.
namespace pilothouse::github {

/// What each request carries.
net::Headers headers(const Secret& token);

/// Starts them once: the run's attempt is read first, and one that has gone on is not started again.
net::awaitable<commands::Outcome> perform(hooks::Api api, commands::RerunBuild task, commands::Attempt attempt);

} // namespace pilothouse::github
