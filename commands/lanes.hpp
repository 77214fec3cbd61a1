#pragma once

#include "core/ids.hpp"

#include <string>

/// The names of lanes, in one place: tasks of one lane run one at a time, in order.
namespace pilothouse::commands::lanes {

/// Everything said in a channel, so that it appears in the order it was decided.
inline Lane say(const ChannelId& channel) {
    return Lane{"say/" + channel.value};
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

inline Lane people() {
    return Lane{"people"};
}

} // namespace pilothouse::commands::lanes
