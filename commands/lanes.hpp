#pragma once

#include "core/ids.hpp"

#include <string>

/// The names of lanes, in one place: tasks of one lane run one at a time, in order.
namespace pilothouse::commands::lanes {

/// Everything said in a channel, so that it appears in the order it was decided.
inline Lane say(const ChannelId& channel) {
    return Lane{"say/" + channel.value};
}

/// What a storm holds, in the thread of its message, beside what is said in the channel.
inline Lane below(const ChannelId& channel) {
    return Lane{"below/" + channel.value};
}

/// The alerts of big groups, one by one: in a storm there are so many that nothing else may wait behind them.
inline Lane list(const ChannelId& channel) {
    return Lane{"list/" + channel.value};
}

/// Start, watch and stop of the rollouts of one place.
inline Lane rollout(const ServiceName& service, const EnvironmentName& environment) {
    return Lane{"rollout/" + service.value + "/" + environment.value};
}

/// Forms: whoever asked waits, and the trigger lives 3 s.
inline Lane form(const PersonId& person) {
    return Lane{"form/" + person.value};
}

/// Each timer has a lane of its own, so that a far one does not hold up a near one.
inline Lane timer(const std::string& name) {
    return Lane{"timer/" + name};
}

/// Looking up what fires, one group after the other.
inline Lane check(const HookName& hook) {
    return Lane{"check/" + hook.value};
}

/// What buttons ask of another system about one thing ("alerts/7", "run/12").
inline Lane button(const std::string& thing) {
    return Lane{"button/" + thing};
}

/// The channel of an incident: made, filled with people.
inline Lane room(std::int64_t incident) {
    return Lane{"room/" + std::to_string(incident)};
}

/// What stands above it: nobody waits outside for that.
inline Lane topic(std::int64_t incident) {
    return Lane{"topic/" + std::to_string(incident)};
}

inline Lane channels() {
    return Lane{"channels"};
}

inline Lane people() {
    return Lane{"people"};
}

} // namespace pilothouse::commands::lanes
