#pragma once

#include "core/json_view.hpp"
#include "core/result.hpp"
#include "integrations/hooks/vendor.hpp"

#include <optional>
#include <string>
#include <vector>

/// CloudEvents 1.0 over HTTP: in headers with the data as the body (binary), as one JSON object (structured), or as an
/// array of those (batch).
namespace pilothouse::hooks {

struct CloudEvent {
    std::string id;
    std::string source;
    std::string type;
    std::string subject{};
    std::optional<Time> time{};
    JsonView data{}; ///< none, where it is not JSON
};

/// The events of a delivery, in their order. Errors: bad_input, naming the attribute, when one that each event must
/// have is missing, or a header's value is not UTF-8; when the version is not 1.0; when there are more than 1,000.
Result<std::vector<CloudEvent>> cloud_events(const Delivery& delivery);

/// Names a delivery by its events: id and source are the same when one is sent again. Empty for what are no events.
std::string cloud_event_key(const Delivery& delivery);

} // namespace pilothouse::hooks
