#pragma once

#include "commands/audience.hpp"
#include "commands/desk.hpp"
#include "core/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Runs and groups of alerts alike: what can be shown, held, looked back at and asked about.
namespace pilothouse::commands::subscriptions {

/// How long ago things are looked back at.
inline constexpr Duration look_back = std::chrono::days{7};

struct Thing {
    Topic topic;
    std::string route{};
    std::string title{}; ///< of its card
    std::string url{};   ///< where it can be looked at; may be empty
    Time heard_at{};
    std::int64_t group = 0; ///< of alerts: its number; else 0
    int weight = 0;         ///< in a list: 0 what is wrong still, 1 what broke, 2 what is well again, 3 the rest
};

/// "run/12", "alerts/7". Nothing for what is not kept any more.
std::optional<Thing> thing_named(Desk& desk, std::string_view name);

/// The things of a kind that were heard of in `look_back`, the latest first; `cut` when there are more of them than
/// can be looked at in one go.
struct Recent {
    std::vector<Thing> things{};
    bool cut = false;
};

Recent recent_things(Desk& desk, std::string_view kind);

} // namespace pilothouse::commands::subscriptions
