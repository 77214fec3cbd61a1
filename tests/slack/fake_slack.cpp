#include "tests/slack/fake_slack.hpp"

#include "integrations/net/url.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace pilothouse::tests {

namespace {

constexpr const char* fate_header = "x-test-fate";

net::HttpServer listen(net::executor loop, net::HttpServer::Handler handler) {
    auto server = net::HttpServer::listen(loop, "127.0.0.1", 0, std::nullopt, std::move(handler));
    REQUIRE(server);
    return *std::move(server);
}

net::HttpServer::Fate fate_of(const net::HttpResponse& response) {
    const auto said = net::header(response.headers, fate_header);
    if (said == "lost") return net::HttpServer::Fate::drop;
    return said == "cut" ? net::HttpServer::Fate::truncate : net::HttpServer::Fate::answer;
}

} // namespace

net::TlsClient tls_for_tests() {
    static const auto tls = net::TlsClient::create();
    REQUIRE(tls);
    return *tls;
}

Reply ok(std::string body) {
    return Reply{.body = std::move(body)};
}

Reply refusal(const std::string& reason) {
    return Reply{.body = R"({"ok":false,"error":")" + reason + "\"}"};
}

Reply too_many(std::optional<int> retry_after) {
    Reply reply{.status = 429, .body = R"({"ok":false,"error":"ratelimited"})"};
    if (retry_after) reply.headers.emplace_back("Retry-After", std::to_string(*retry_after));
    return reply;
}

Reply lost() {
    return Reply{.fate = Reply::Fate::lost};
}

nlohmann::json Heard::json() const {
    return nlohmann::json::parse(request.body);
}

std::string Heard::field(const std::string& name) const {
    const auto fields = net::form_decoded(request.body);
    REQUIRE(fields);
    for (const auto& [key, value] : *fields)
        if (key == name) return value;
    return {};
}

FakeSlack::FakeSlack(net::executor loop)
    : server(listen(loop, [this](net::HttpRequest request, net::Peer) -> net::awaitable<net::HttpResponse> {
          const std::string path(net::path_of(request.target));
          Heard heard{path.starts_with("/api/") ? path.substr(5) : path, std::move(request)};
          all.push_back(heard);
          const Reply reply = reply_to(heard);
          net::HttpResponse response{reply.status, reply.headers, reply.body};
          response.headers.emplace_back("Content-Type", "application/json");
          if (reply.fate == Reply::Fate::lost) response.headers.emplace_back(fate_header, "lost");
          if (reply.fate == Reply::Fate::cut) response.headers.emplace_back(fate_header, "cut");
          co_return response;
      })) {
    server.on_fault([](const net::HttpRequest&, net::HttpResponse& response) { return fate_of(response); });
}

void FakeSlack::script(const std::string& method, Reply reply) {
    scripts_[method].push_back(std::move(reply));
}

void FakeSlack::answer(const std::string& method, std::function<Reply(const Heard&)> by) {
    functions_[method] = std::move(by);
}

std::string FakeSlack::address() const {
    return "http://127.0.0.1:" + std::to_string(server.port());
}

std::vector<Heard> FakeSlack::heard(const std::string& method) const {
    std::vector<Heard> found;
    std::ranges::copy_if(all, std::back_inserter(found), [&](const Heard& one) { return one.method == method; });
    return found;
}

Reply FakeSlack::reply_to(const Heard& heard) {
    if (const auto by = functions_.find(heard.method); by != functions_.end()) return by->second(heard);
    auto& script = scripts_[heard.method];
    if (script.empty()) return refusal("unknown_method");
    Reply reply = script.front();
    if (script.size() > 1) script.pop_front();
    return reply;
}

} // namespace pilothouse::tests
