#pragma once

#include "integrations/net/http_client.hpp"
#include "integrations/net/http_server.hpp"
#include "integrations/net/websocket.hpp"
#include "integrations/slack/call_error.hpp"

#include <boost/asio/steady_timer.hpp>

#include <nlohmann/json_fwd.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pilothouse::tests {

/// Made once: reading the system's authorities takes longer than most tests.
net::TlsClient tls_for_tests();

/// One answer of the scripted Slack.
struct Reply {
    int status = 200;
    std::string body = R"({"ok":true})";
    net::Headers headers{};
    enum class Fate { answered, lost, cut } fate = Fate::answered;
};

Reply ok(std::string body = R"({"ok":true})");
Reply refusal(const std::string& reason);
Reply too_many(std::optional<int> retry_after);
/// The request was carried out, but its answer is lost.
Reply lost();

struct Heard {
    std::string method;
    net::HttpRequest request;
    [[nodiscard]] nlohmann::json json() const;
    /// One field of a form.
    [[nodiscard]] std::string field(const std::string& name) const;
};

/// A server on loopback that answers from a script, and keeps what it was asked.
class FakeSlack {
public:
    explicit FakeSlack(net::executor loop);

    /// The next answer of a method; the last one of its script is given again and again.
    void script(const std::string& method, Reply reply);
    /// Answers of a method by a function instead.
    void answer(const std::string& method, std::function<Reply(const Heard&)> by);

    [[nodiscard]] std::string api() const { return address() + "/api/"; }

    [[nodiscard]] std::string address() const;
    [[nodiscard]] std::vector<Heard> heard(const std::string& method) const;

    [[nodiscard]] std::size_t times(const std::string& method) const { return heard(method).size(); }

    net::HttpServer server;
    std::vector<Heard> all;

private:
    Reply reply_to(const Heard& heard);

    std::map<std::string, std::deque<Reply>> scripts_;
    std::map<std::string, std::function<Reply(const Heard&)>> functions_;
};

} // namespace pilothouse::tests
