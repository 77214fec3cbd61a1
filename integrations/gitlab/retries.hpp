#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "core/secret.hpp"
#include "integrations/hooks/api.hpp"

/// Starting the failed jobs of a pipeline again, by GitLab's interface.
namespace pilothouse::gitlab {

/// What each request carries.
net::Headers headers(const Secret& token);

/// Starts them once: the pipeline is read first. After a try whose outcome is unknown, one that has changed since is
/// not started again.
net::awaitable<commands::Outcome> perform(hooks::Api api, commands::RerunBuild task, commands::Attempt attempt);

} // namespace pilothouse::gitlab
