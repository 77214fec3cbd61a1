#pragma once

#include "core/json_view.hpp"
#include "integrations/hooks/vendor.hpp"

#include <string>
#include <string_view>

/// Bodies handed to the reader of a vendor, as the receiver does it.
namespace pilothouse::vendors {

/// tests/payloads/<path>.
std::string payload(std::string_view path);

/// What the vendor reads from a body that came at `received`. Errors: the reader's own, and bad_input for what is no
/// JSON.
Result<hooks::Reading>
read(const hooks::Vendor& vendor, const std::string& body, Time received = {}, const net::Headers& headers = {});

/// The same, for a body that has to be understood.
hooks::Reading
reading(const hooks::Vendor& vendor, const std::string& body, Time received = {}, const net::Headers& headers = {});

/// The key of a body that came at `received`; the test fails when the body is no JSON.
std::string
key(const hooks::Vendor& vendor, const std::string& body, Time received = {}, const net::Headers& headers = {});

/// The body with the value at `pointer` ("/build/number") replaced by `json`, or taken out when that is empty.
std::string changed(const std::string& body, const std::string& pointer, const std::string& json);

} // namespace pilothouse::vendors
