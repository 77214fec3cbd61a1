#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "core/secret.hpp"
#include "integrations/hooks/api.hpp"

/// Building a job of Jenkins once more: it can't run a build again, so this is a new one with the same parameters.
namespace pilothouse::jenkins {

/// What each request carries; the token is "user:token".
net::Headers headers(const Secret& token);

/// Queues it once. After a try whose outcome is unknown it is not queued again where one may be there by now.
net::awaitable<commands::Outcome> perform(hooks::Api api, commands::RerunBuild task, commands::Attempt attempt);

} // namespace pilothouse::jenkins
