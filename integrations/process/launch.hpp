#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "integrations/net/async.hpp"

#include <string>
#include <vector>

namespace pilothouse::process {

/// Starts the supervisor for a run directory and waits, for at most `limit`, until it has begun (or found that
/// another one has). It gets, of our environment, only the variables in `pass_env`.
/// Errors: rejected when it can't be run at all, unavailable when it could not begin now (nothing was started),
/// unknown_outcome when it said nothing within `limit`, cancelled.
net::awaitable<Result<void>>
launch(std::string supervisor, std::string run_directory, std::vector<std::string> pass_env, Duration limit);

} // namespace pilothouse::process
