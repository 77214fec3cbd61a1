#pragma once

#include "integrations/net/http.hpp"
#include "sandbox/slack/world.hpp"

namespace pilothouse::sandbox {

/// A response header by which a handler tells the server to break off: "drop" or "truncate". Never leaves.
inline constexpr std::string_view fate_header = "x-sandbox-fate";

/// Any call to /api/<method>.
net::awaitable<net::HttpResponse> web_api(World& world, net::HttpRequest request);
/// POST to a response_url.
net::awaitable<net::HttpResponse> response_hook(World& world, net::HttpRequest request);
/// A message payload of a response_url or a slash command's ack, shown as Slack would. `original`: the message
/// that replace_original and delete_original mean, may be empty. An error name, empty when all is well.
std::string show_response(World& world, const ResponseUrl& target, const Json& payload);

/// 200 with a JSON body.
net::HttpResponse json_response(const Json& body, int status = 200);

} // namespace pilothouse::sandbox
