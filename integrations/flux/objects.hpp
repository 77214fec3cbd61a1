#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>

namespace pilothouse::flux {

/// What an event is about.
struct Object {
    std::string kind;
    std::string space; ///< its namespace
    std::string name;
    std::string address{}; ///< "flux/production/Kustomization/apps/webapp": unique in the world
};

/// Errors: bad_input, when kind or name are missing.
Result<Object> object_of(JsonView body);

/// How far a revision is that a Kustomization or a HelmRelease brings to the cluster; none for other kinds, for events
/// without a revision, and for those that say nothing of it (an uninstall, a rollback, a drift).
std::optional<commands::Change> deploy_of(const Object& object, JsonView body, Time received);

/// An object that is in trouble, until it is told to be well; and the drift of a HelmRelease. An error that deploy_of
/// tells already is not asked for here.
std::optional<commands::Change> trouble_of(const Object& object, JsonView body, Time received);

/// A release that was installed or upgraded is as its chart says, so its drift is over; none of other events. Where
/// drift is only looked for and not corrected, nothing else tells its end.
std::optional<commands::Change> end_of_drift(const Object& object, JsonView body, Time received);

} // namespace pilothouse::flux
