#pragma once

#include "commands/desk.hpp"
#include "storage/deployments.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Other people agreeing to a deploy, or not.
namespace pilothouse::commands::deploy {

/// What speaks against this person deciding on this deploy now; nothing: go on. A request that has lapsed is ended.
/// `doing` is said in the answer: "approved".
std::optional<Reply> objection(Desk& desk, const Asker& asker, storage::Deployment& deploy, std::string_view doing);

/// A person agrees. Refused for who asked for it, for who may not approve there, when it is not waiting any more,
/// and when what would run is no longer what was asked for.
Reply approve(Desk& desk, const Asker& asker, storage::Deployment deploy);

/// A person who may approve says no.
Reply reject(Desk& desk, const Asker& asker, storage::Deployment deploy, const std::string& reason);

/// The timer of an approval rang.
void expire(Desk& desk, DeployId id);

/// Asks every waiting deploy whether its approvals can still count, and plans its timer again: after a start, or
/// when the configuration was read again.
void review(Desk& desk, storage::Deployment& deploy);

} // namespace pilothouse::commands::deploy
