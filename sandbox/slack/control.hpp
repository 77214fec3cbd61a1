#pragma once

#include "integrations/net/http.hpp"
#include "sandbox/slack/world.hpp"

namespace pilothouse::sandbox {

/// The control API under /_sim/: docs/sandbox.md lists it.
net::awaitable<net::HttpResponse> control(World& world, net::HttpRequest request);

/// A file of the page folder; a friendly text where there is none.
net::HttpResponse page_file(const std::string& folder, std::string_view path);

} // namespace pilothouse::sandbox
