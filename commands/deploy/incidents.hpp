#pragma once

#include "commands/desk.hpp"
#include "config/settings.hpp"
#include "storage/deployments.hpp"

#include <optional>
#include <string>

/// What open incidents mean for deploys of their services.
namespace pilothouse::commands::deploy {

/// What an incident makes of a deploy.
struct Held {
    bool named = false; ///< the deploy's reason names the incident, so it goes on
    std::string words;
};

/// The open incident that holds deploys of this service to this environment; nothing: none does. Environments that
/// another one comes after are never held: the mend has to go through them. A drill holds nothing.
std::optional<Held>
held(Desk& desk, const config::Service& service, const config::Environment& environment, const std::string& reason);

/// Writes into the timelines of the service's open incidents that its deploy has begun or ended.
void tell_incidents(Desk& desk, const storage::Deployment& deploy);

} // namespace pilothouse::commands::deploy
