#pragma once

#include "commands/card.hpp"
#include "storage/deployments.hpp"

#include <vector>

namespace pilothouse::commands::deploy {

/// The buttons that do something in the present state. Their value is "<number>:<nonce>"; everything else is read
/// again, and whoever presses is checked, when one is pressed.
std::vector<Button> buttons_of(const storage::Deployment& deploy);

} // namespace pilothouse::commands::deploy
