#include "commands/deploy/buttons.hpp"

#include <array>

namespace pilothouse::commands::deploy {

namespace {
using storage::DeployState;

struct Offer {
    DeployState state;
    const char* action;
    const char* label;
    ButtonStyle style;
    const char* confirm;
};

constexpr std::array offers{
    Offer{DeployState::waiting_approval, "deploy.approve", "Approve", ButtonStyle::primary, ""},
    Offer{DeployState::waiting_approval, "deploy.reject", "Reject", ButtonStyle::danger, ""},
    Offer{DeployState::waiting_approval, "deploy.cancel", "Cancel", ButtonStyle::plain, ""},
    Offer{DeployState::queued, "deploy.cancel", "Cancel", ButtonStyle::plain, ""},
    Offer{DeployState::running, "deploy.cancel", "Cancel", ButtonStyle::danger, "Stop the program that is running?"},
    Offer{DeployState::running, "deploy.log", "Log", ButtonStyle::plain, ""},
    Offer{DeployState::succeeded, "deploy.rollback", "Roll back", ButtonStyle::plain, ""},
    Offer{DeployState::succeeded, "deploy.log", "Log", ButtonStyle::plain, ""},
    Offer{DeployState::failed, "deploy.rollback", "Roll back", ButtonStyle::danger, ""},
    Offer{DeployState::failed, "deploy.again", "Run again", ButtonStyle::plain, "Run the same deploy again?"},
    Offer{DeployState::failed, "deploy.log", "Log", ButtonStyle::plain, ""},
    Offer{DeployState::cancelled, "deploy.rollback", "Roll back", ButtonStyle::plain, ""},
    Offer{DeployState::cancelled, "deploy.log", "Log", ButtonStyle::plain, ""},
    Offer{DeployState::unknown, "deploy.settle_succeeded", "It succeeded", ButtonStyle::primary, "Did it really?"},
    Offer{DeployState::unknown, "deploy.settle_failed", "It failed", ButtonStyle::danger, "Did it really?"},
    Offer{
        DeployState::unknown, "deploy.again", "Start again", ButtonStyle::plain,
        "The program may have run already, or may still be running. Start it again?"
    },
    Offer{DeployState::unknown, "deploy.log", "Log", ButtonStyle::plain, ""},
    Offer{DeployState::rejected, "deploy.again", "Ask again", ButtonStyle::plain, ""},
    Offer{DeployState::expired, "deploy.again", "Ask again", ButtonStyle::plain, ""},
};
} // namespace

std::vector<Button> buttons_of(const storage::Deployment& deploy) {
    std::vector<Button> buttons;
    // What never ran changed nothing and wrote nothing.
    const bool never_ran = deploy.state == DeployState::cancelled && !deploy.started_at;
    if (never_ran || (deploy.state == DeployState::running && !deploy.stop_by.empty())) return buttons;
    const auto value = std::to_string(deploy.id.value) + ":" + deploy.nonce;
    for (const auto& offer : offers)
        if (offer.state == deploy.state)
            buttons.push_back({offer.action, value, offer.label, offer.style, offer.confirm});
    return buttons;
}

} // namespace pilothouse::commands::deploy
