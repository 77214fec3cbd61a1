#include "commands/deploy/life.hpp"

#include <algorithm>

namespace pilothouse::commands::deploy {

namespace {
struct Rule {
    DeployState from;
    Happening happening;
    DeployState to;
};

constexpr std::array rules{
    Rule{DeployState::requested, Happening::ask_approval, DeployState::waiting_approval},
    Rule{DeployState::requested, Happening::line_up, DeployState::queued},
    Rule{DeployState::requested, Happening::cancel, DeployState::cancelled},
    Rule{DeployState::waiting_approval, Happening::line_up, DeployState::queued},
    Rule{DeployState::waiting_approval, Happening::cancel, DeployState::cancelled},
    Rule{DeployState::waiting_approval, Happening::reject, DeployState::rejected},
    Rule{DeployState::waiting_approval, Happening::expire, DeployState::expired},
    Rule{DeployState::queued, Happening::start, DeployState::running},
    Rule{DeployState::queued, Happening::cancel, DeployState::cancelled},
    Rule{DeployState::queued, Happening::deny, DeployState::rejected},
    Rule{DeployState::queued, Happening::expire, DeployState::expired},
    Rule{DeployState::running, Happening::found, DeployState::running},
    Rule{DeployState::running, Happening::ask_stop, DeployState::running},
    Rule{DeployState::running, Happening::succeed, DeployState::succeeded},
    Rule{DeployState::running, Happening::fail, DeployState::failed},
    Rule{DeployState::running, Happening::stopped, DeployState::cancelled},
    Rule{DeployState::running, Happening::lose, DeployState::unknown},
    Rule{DeployState::unknown, Happening::found, DeployState::running},
    Rule{DeployState::unknown, Happening::succeed, DeployState::succeeded},
    Rule{DeployState::unknown, Happening::fail, DeployState::failed},
    Rule{DeployState::unknown, Happening::stopped, DeployState::cancelled},
};
} // namespace

std::optional<DeployState> next(DeployState state, Happening happening) {
    const auto rule = std::ranges::find_if(rules, [&](const Rule& candidate) {
        return candidate.from == state && candidate.happening == happening;
    });
    if (rule == rules.end()) return std::nullopt;
    return rule->to;
}

bool ended(DeployState state) {
    return std::ranges::none_of(rules, [&](const Rule& rule) { return rule.from == state; });
}

bool holds_place(DeployState state) {
    return state == DeployState::running || state == DeployState::unknown;
}

const char* words(DeployState state) {
    switch (state) {
    case DeployState::requested:
        return "asked for";
    case DeployState::waiting_approval:
        return "waiting for approval";
    case DeployState::queued:
        return "waiting in line";
    default:
        return storage::name(state);
    }
}

} // namespace pilothouse::commands::deploy
