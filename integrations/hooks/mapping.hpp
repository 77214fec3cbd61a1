#pragma once

#include "commands/change.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string>
#include <string_view>
#include <vector>

/// JSON of any shape, read by the map in the hook's configuration.
namespace pilothouse::hooks {

/// Whether the delivery's hook has a map.
bool is_mapped(const Delivery& delivery);

/// What the map finds in `body`. `at` stands where the map names no time, or none is there. Ids begin with `vendor` and
/// the hook's name, for they are the sender's own. Errors: bad_input, naming the place, when an id or the phase is
/// missing, when the phase is in no row of `phases`, and when the list that `each` names is none or has more than 500
/// items.
Result<std::vector<commands::Change>> mapped(const Delivery& delivery, JsonView body, Time at, std::string_view vendor);

/// The sender's name of the event, by the map; empty where it names none.
std::string mapped_event(const Delivery& delivery);

/// Names the delivery by the map; empty where it does not say how.
std::string mapped_key(const Delivery& delivery);

} // namespace pilothouse::hooks
