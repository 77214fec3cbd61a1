#pragma once

#include "storage/deployments.hpp"

#include <array>
#include <optional>

/// The life of a deploy, as a table: state x what happens -> the next state, or a refusal.
namespace pilothouse::commands::deploy {

using storage::DeployState;

enum class Happening {
    ask_approval, ///< the rule wants other people to agree
    line_up,      ///< nothing more is needed: it waits for its turn
    start,        ///< its turn has come
    found,        ///< its program was seen running
    ask_stop,     ///< a person wants the running program stopped
    succeed,
    fail,
    stopped, ///< its program was ended because a person asked for it
    lose,    ///< nothing can be learned of its program any more
    cancel,  ///< a person takes it back before it runs
    reject,  ///< a person says no
    deny,    ///< whoever asked for it may not do so any more
    expire,  ///< too late, or no longer what was agreed to
};

inline constexpr std::array all_happenings{
    Happening::ask_approval, Happening::line_up, Happening::start,   Happening::found, Happening::ask_stop,
    Happening::succeed,      Happening::fail,    Happening::stopped, Happening::lose,  Happening::cancel,
    Happening::reject,       Happening::deny,    Happening::expire,
};

/// The state that follows, or nothing where it can't happen.
std::optional<DeployState> next(DeployState state, Happening happening);

/// Nothing follows any more.
bool ended(DeployState state);
/// It holds its place: no other rollout of that service and environment may run.
bool holds_place(DeployState state);
/// How people say it: "waiting for approval".
const char* words(DeployState state);

} // namespace pilothouse::commands::deploy
