#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/http_client.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <utility>
#include <vector>

namespace pilothouse::tests {

/// The sandbox, from outside: its control API, and its Web API where that shows more. Whatever it can't do throws
/// std::runtime_error.
class SandboxControl {
public:
    SandboxControl(net::HttpClient& http, std::string base_url) : http_(http), base_(std::move(base_url)) {}

    net::awaitable<nlohmann::json> get(std::string path);
    net::awaitable<nlohmann::json> post(std::string path, const nlohmann::json& body);
    /// Every message of a channel with its metadata, through the Web API, page after page.
    net::awaitable<std::vector<nlohmann::json>> history(std::string channel);

private:
    net::awaitable<nlohmann::json> send(net::HttpRequest request);

    net::HttpClient& http_;
    std::string base_;
};

} // namespace pilothouse::tests
