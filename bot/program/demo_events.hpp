#pragma once

#include "core/result.hpp"
#include "integrations/net/async.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the other systems of the demo tell: a forge whose builds break and are mended, and a monitoring that fires.
/// Their requests are those of the real ones, signed, through the bot's own door.
namespace pilothouse::program {

inline constexpr std::array<std::string_view, 4> demo_events{"break-build", "fix-build", "fire", "resolve"};

/// The secrets of the demo's hooks, as variables for the bot.
std::vector<std::pair<std::string, std::string>> demo_secrets();

/// Notes in the demo's folder where its bot listens, for send_demo_event. Errors: unavailable.
Result<void> note_demo_port(const std::string& folder, std::uint16_t port);

/// Tells the demo in that folder that one of demo_events has happened; what happened before is remembered there.
/// Errors: not_found (no demo was started there), unavailable or internal (it can't be reached, it refuses), conflict
/// (nothing fires that could end), bad_input (no such event).
net::awaitable<Result<void>> send_demo_event(net::executor loop, std::string folder, std::string event);

} // namespace pilothouse::program
