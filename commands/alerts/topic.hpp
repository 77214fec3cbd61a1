#pragma once

#include "commands/alerts/group.hpp"
#include "commands/audience.hpp"

namespace pilothouse::commands::alerts {

/// What filters can ask of a group, as it stands: each of its alerts is a part.
Topic topic_of(const Group& group);

} // namespace pilothouse::commands::alerts
