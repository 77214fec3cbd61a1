#pragma once

#include "commands/event.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"
#include "integrations/hooks/route.hpp"
#include "integrations/net/http.hpp"

#include <string>
#include <string_view>

/// From a delivery, whose signature has been checked, to the event.
namespace pilothouse::hooks {

/// Whether a body of this Content-Type is read: JSON, a form, a CloudEvent, or one that names no type.
bool is_known_type(std::string_view content_type);

/// What a delivery reports. A body that is JSON but that the vendor can't make anything of is a report too, with its
/// `trouble`, so that it can be kept and read again later. A form has its JSON in the field "payload".
/// Errors: bad_input, when there is no JSON in it.
Result<commands::ChangeReported>
reported(const Route& route, const net::Headers& headers, std::string body, Time received);

/// The headers that reading a delivery may need, as the text of a JSON object: what describes the body, what names
/// the event, and what `vendor` asks for; nothing that proves who sent it, and nothing that sounds like a secret.
std::string kept_headers(const Vendor& vendor, const net::Headers& headers);
/// The inverse, for reading a kept delivery again. Errors: bad_input.
Result<net::Headers> headers_from(std::string_view kept);

} // namespace pilothouse::hooks
