#pragma once

#include "commands/decide.hpp"
#include "commands/desk.hpp"

namespace pilothouse::commands {

/// What gathered at a desk, with the cards of all deploys and incidents that changed drawn once each, before everything
/// else.
Decision finish(Desk& desk);
/// The same with an answer to whoever asked.
Decision finish(Desk& desk, Reply reply);

} // namespace pilothouse::commands
