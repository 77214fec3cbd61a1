#pragma once

#include "core/json_view.hpp"
#include "integrations/hooks/vendor.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

/// Bodies handed to the reader of a vendor, as the receiver does it.
namespace pilothouse::vendor_tests {

/// tests/payloads/<path>.
std::string payload(std::string_view path);

/// What the vendor reads from a body that came at `received`. Fails the test when the body is no JSON.
Result<hooks::Reading> read(const hooks::Vendor& vendor, const std::string& body, Time received = {});

/// The same, for a body that has to be understood.
hooks::Reading reading(const hooks::Vendor& vendor, const std::string& body, Time received = {});

/// The key of a body that came at `received`.
std::string key(const hooks::Vendor& vendor, const std::string& body, Time received = {});

/// The body with the value at `pointer` ("/build/number") replaced by `json`, or taken out when that is empty.
std::string changed(const std::string& body, const std::string& pointer, const std::string& json);

/// Reads the body with each of its values taken out, made null, and made of each other kind in turn. Whatever comes
/// of it must be changes that name what they are about, or bad_input with words. Returns how many were read.
int read_every_mutation(const hooks::Vendor& vendor, const std::string& body);

/// The only change of a reading, which must be of this kind.
template <class Change>
Change only(const hooks::Reading& reading) {
    if (reading.changes.size() != 1) throw std::logic_error("not one change");
    return std::get<Change>(reading.changes.front());
}

} // namespace pilothouse::vendor_tests
