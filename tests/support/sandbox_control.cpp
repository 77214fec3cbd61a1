#include "tests/support/sandbox_control.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <stdexcept>

namespace pilothouse::tests {

net::awaitable<nlohmann::json> SandboxControl::get(std::string path) {
    net::HttpRequest request;
    request.target = std::move(path);
    return send(std::move(request));
}

net::awaitable<nlohmann::json> SandboxControl::post(std::string path, const nlohmann::json& body) {
    net::HttpRequest request;
    request.method = "POST";
    request.target = std::move(path);
    request.headers = {{"Content-Type", "application/json"}};
    request.body = body.dump();
    return send(std::move(request));
}

net::awaitable<std::vector<nlohmann::json>> SandboxControl::history(std::string channel) {
    std::vector<nlohmann::json> all;
    std::string cursor;
    do {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "/api/conversations.history";
        request.headers = {
            {"Content-Type", "application/x-www-form-urlencoded"}, {"Authorization", "Bearer xoxb-sandbox"}
        };
        request.body = net::form_encoded(
            {{"channel", channel}, {"limit", "900"}, {"cursor", cursor}, {"include_all_metadata", "true"}}
        );
        const auto page = co_await send(std::move(request));
        if (!page.value("ok", false)) throw std::runtime_error("conversations.history: " + page.dump());
        for (const auto& message : page["messages"])
            all.push_back(message);
        cursor = page.value("/response_metadata/next_cursor"_json_pointer, std::string());
    } while (!cursor.empty());
    co_return all;
}

net::awaitable<nlohmann::json> SandboxControl::send(net::HttpRequest request) {
    auto url = net::parse_url(base_);
    if (!url) throw std::runtime_error(url.error().text());
    url->target = request.target;
    const auto path = request.target;
    const auto answer = co_await http_.send(*url, std::move(request), std::chrono::minutes{1});
    if (!answer) throw std::runtime_error(path + ": " + answer.error().text());
    co_return nlohmann::json::parse(answer->body);
}

} // namespace pilothouse::tests
