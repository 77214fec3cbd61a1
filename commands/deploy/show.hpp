#pragma once

#include "commands/card.hpp"
#include "commands/desk.hpp"
#include "commands/event.hpp"
#include "storage/deployments.hpp"

#include <string>
#include <vector>

/// How deploys are shown.
namespace pilothouse::commands::deploy {

/// The name of a deploy's message.
MessageKey card_key(DeployId deploy);

/// The card of a deploy as it stands: what, who, state, progress, approvals, and the buttons that do something now.
Card card_of(Desk& desk, const storage::Deployment& deploy);

/// Plans that the card of a deploy is said, or edited.
void show(Desk& desk, const storage::Deployment& deploy);

/// Plans the last lines of a rollout's output, in the thread of its card, with how it ended.
void show_tail(Desk& desk, const storage::Deployment& deploy, const std::string& tail);

/// "deploy 812 (api v1.4.2 to production)"
std::string title_of(const storage::Deployment& deploy);

/// Where a deploy stands, in one sentence, with who and since when: the answer to what can't be done now.
std::string standing_of(Desk& desk, const storage::Deployment& deploy);

/// The stored form of steps, and back. Unreadable text gives no steps.
std::string steps_text(const std::vector<RolloutProgressed::Step>& steps);
std::vector<RolloutProgressed::Step> steps_in(const std::string& text);

} // namespace pilothouse::commands::deploy
