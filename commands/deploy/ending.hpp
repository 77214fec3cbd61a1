#pragma once

#include "commands/deploy/life.hpp"
#include "commands/desk.hpp"
#include "storage/deployments.hpp"

#include <string>

/// What people do about deploys that run, wait, or can't be seen any more.
namespace pilothouse::commands::deploy {

/// Takes a waiting deploy back, or has a running one stopped: by who asked for it, or whoever may deploy there.
Reply cancel(Desk& desk, const Asker& asker, storage::Deployment deploy);

/// A person says how an unknown deploy ended (`succeed` or `fail`): whoever may deploy there; where the rule wants
/// approvals, whoever may approve, and not the person who asked for it.
Reply settle(Desk& desk, const Asker& asker, storage::Deployment& deploy, Happening how, const std::string& note);

/// The whole output of a rollout, as a file where it was asked for.
Reply share_log(Desk& desk, const Asker& asker, const storage::Deployment& deploy);

} // namespace pilothouse::commands::deploy
