#pragma once

#include "commands/change.hpp"
#include "commands/desk.hpp"

#include <optional>
#include <string>

/// Deploys that others make: each is one message that follows it to its end.
namespace pilothouse::commands::elsewhere {

/// A deploy has changed: what was told is kept, and its card is drawn again. One that is ours (the sender tells the
/// number we gave it) has a card already and is let be.
void heard(Desk& desk, const std::string& route, const DeployChanged& change);

/// What others brought to a place of ours, which other systems know by the projects of the service.
struct Live {
    std::string version{};
    std::string by{};
    Time at{};
};

/// The latest of them, of all projects of the service.
std::optional<Live> live_at(Desk& desk, const config::Service& service, const EnvironmentName& environment);

} // namespace pilothouse::commands::elsewhere
