#pragma once

#include "core/clock.hpp"
#include "core/json_view.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Places in JSON, as the map of a hook names them (see config::HookMap).
namespace pilothouse::hooks {

/// One item of a body, or all of it, to look places up in.
struct Source {
    JsonView item;
    JsonView body; ///< where places behind a "$" are

    /// The value at a pointer or a path with dots; none where there is none, and of an empty place.
    [[nodiscard]] JsonView value(std::string_view path) const;
    /// What stands at a place, as text: of a string its text, of a number, true and false what is written. Empty where
    /// nothing stands, or a list or an object.
    [[nodiscard]] std::string text(std::string_view place) const;
    /// The time at a place: ISO 8601 with a zone, or seconds or milliseconds since 1970, by their size.
    [[nodiscard]] std::optional<Time> time(std::string_view place) const;
};

} // namespace pilothouse::hooks
