#pragma once

#include "integrations/net/http_client.hpp"
#include "integrations/net/websocket.hpp"
#include "sandbox/slack/sandbox.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pilothouse::sandbox::tests {

using Json = nlohmann::json;

/// Options with limits off, on a free port.
Options quiet();

/// A sandbox on a loop that runs only while a test waits for something.
class Stage {
public:
    explicit Stage(Options options = quiet());
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// Runs the loop until `work` is done.
    template <class T>
    T wait(net::awaitable<T> work) {
        std::optional<T> result;
        std::exception_ptr failure;
        bool ended = false;
        boost::asio::co_spawn(io_, keep(std::move(work), result), [&](std::exception_ptr thrown) {
            failure = thrown;
            ended = true;
        });
        until([&] { return ended; });
        if (failure) std::rethrow_exception(failure);
        return std::move(*result);
    }

    /// Runs the loop until `reached` holds; throws after 20 s.
    void until(const std::function<bool()>& reached);
    void spawn(net::awaitable<void> work);

    net::HttpResponse send(net::HttpRequest request);
    Result<net::HttpResponse> try_send(net::HttpRequest request);
    /// POST /api/<method> with a JSON body.
    Json api(const std::string& method, const Json& arguments, const std::string& token = "xoxb-sandbox");
    net::HttpRequest
    api_request(const std::string& method, const Json& arguments, const std::string& token = "xoxb-sandbox");
    Json form(const std::string& method, const std::string& body, const std::string& token = "xoxb-sandbox");
    Json get(const std::string& path);
    Json sim(const std::string& path, const Json& body);
    /// The journal's entries of one kind.
    std::vector<Json> journal(const std::string& kind);
    std::uint64_t counter(const std::string& name);
    /// A socket URL from apps.connections.open.
    std::string socket_url();

    boost::asio::io_context& loop() { return io_; }

    [[nodiscard]] std::uint16_t port() const { return sandbox_->port(); }

private:
    boost::asio::io_context io_{};
    std::optional<Sandbox> sandbox_{};
    std::optional<net::HttpClient> client_{};

    /// co_spawn wants results that can be made from nothing; a websocket can't.
    template <class T>
    static net::awaitable<void> keep(net::awaitable<T> work, std::optional<T>& into) {
        into.emplace(co_await std::move(work));
    }
};

/// An app on one socket. `answer` gives the payload of the ack; an ack without payload for null, no ack at all for
/// nullopt.
class App {
public:
    using Behaviour = std::function<std::optional<Json>(const Json& frame)>;

    explicit App(Stage& stage, Behaviour answer = {}, const std::string& more_query = {});
    ~App();
    App(const App&) = delete;
    App& operator=(const App&) = delete;

    /// Waits for the first frame (from `from` on) whose `key` is `value`.
    Json frame(const std::string& key, const std::string& value, std::size_t from = 0);
    /// Waits for the n-th events_api envelope (from 0) whose inner event has that type.
    Json event(const std::string& type, std::size_t nth = 0);
    void write(std::string text);
    void close();
    void wait_end();
    [[nodiscard]] const std::vector<Json>& frames() const;
    [[nodiscard]] bool ended() const;
    [[nodiscard]] std::uint16_t close_code() const;

private:
    struct State;
    Stage& stage_;
    std::shared_ptr<State> state_;
};

} // namespace pilothouse::sandbox::tests
