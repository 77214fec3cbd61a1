#pragma once

#include "core/result.hpp"
#include "integrations/hooks/vendor.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <variant>

namespace pilothouse::vendors {

/// The change at a place in a reading that must be there, and of that kind.
template <class Change>
Change nth(const Result<hooks::Reading>& reading, std::size_t place) {
    INFO((reading ? "" : reading.error().text()));
    REQUIRE(reading);
    REQUIRE(place < reading->changes.size());
    REQUIRE(std::holds_alternative<Change>(reading->changes[place]));
    return std::get<Change>(reading->changes[place]);
}

/// The one change of a reading.
template <class Change>
Change only(const Result<hooks::Reading>& reading) {
    auto change = nth<Change>(reading, 0);
    REQUIRE(reading->changes.size() == 1);
    return change;
}

} // namespace pilothouse::vendors
