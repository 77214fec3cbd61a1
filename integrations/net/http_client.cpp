#include "integrations/net/http_client.hpp"

#include "integrations/net/http_exchange.hpp"
#include "integrations/net/limiter.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <list>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::net {

namespace asio = boost::asio;

namespace {

/// More requests than this waiting for one host means that something is wrong with it.
constexpr std::size_t most_waiting = 1024;

/// A connection used so recently is not asked whether it still lives; a server that closed it shows in the answer.
constexpr Duration fresh{1000};

SteadyTime steady_now() {
    return std::chrono::steady_clock::now();
}

/// A request that waits until fewer than `open_per_host` are under way.
struct Turn {
    asio::steady_timer timer;
    bool granted = false;
};

/// The connections to one (host, port, tls).
struct Host {
    std::string name;
    std::uint16_t port = 0;
    bool tls = false;
    std::size_t active = 0;
    std::list<Turn> queue;
    std::vector<std::unique_ptr<HttpConnection>> idle; ///< the last one used is the first one used again
};

} // namespace

struct HttpClient::State : std::enable_shared_from_this<HttpClient::State> {
    State(executor on, TlsClient with, HttpClientLimits within)
        : loop(std::move(on)), tls(std::move(with)), limits(within) {}

    std::shared_ptr<Host> host_of(const Url& url) {
        for (const auto& host : hosts)
            if (host->port == url.port && host->tls == url.tls && host->name == url.host) return host;
        auto host = std::make_shared<Host>();
        host->name = url.host;
        host->port = url.port;
        host->tls = url.tls;
        return hosts.emplace_back(std::move(host));
    }

    void forget_if_unused(const std::shared_ptr<Host>& host) {
        if (host->active == 0 && host->idle.empty() && host->queue.empty()) std::erase(hosts, host);
    }

    /// A request ended: the next in line goes on, or there is room for one more.
    void release(const std::shared_ptr<Host>& host) {
        for (Turn& turn : host->queue) {
            if (turn.granted) continue;
            turn.granted = true;
            turn.timer.cancel();
            return;
        }
        --host->active;
        forget_if_unused(host);
    }

    std::unique_ptr<HttpConnection> take_idle(Host& host) const {
        const SteadyTime now = steady_now();
        while (!host.idle.empty()) {
            auto connection = std::move(host.idle.back());
            host.idle.pop_back();
            const auto idle = now - connection->idle_since();
            if (idle < limits.idle && (idle < fresh || !connection->is_closed_by_peer())) return connection;
        }
        return nullptr;
    }

    void park(const std::shared_ptr<Host>& host, std::unique_ptr<HttpConnection> connection) {
        if (closed || host->idle.size() >= limits.idle_per_host) return;
        connection->park(limits.idle, [weak = weak_from_this(), host, it = connection.get()] {
            std::erase_if(host->idle, [it](const auto& kept) { return kept.get() == it; });
            if (const auto self = weak.lock()) self->forget_if_unused(host);
        });
        host->idle.push_back(std::move(connection));
    }

    awaitable<Result<void>> take_turn(std::shared_ptr<Host> host, SteadyTime until);
    awaitable<Result<std::unique_ptr<HttpConnection>>> connect(const Url& url, SteadyTime until);
    awaitable<Result<HttpResponse>> send(std::shared_ptr<Host> host, Url url, HttpRequest request, SteadyTime until);

    executor loop;
    TlsClient tls;
    HttpClientLimits limits;
    std::vector<std::shared_ptr<Host>> hosts;
    bool closed = false;
};

namespace {

/// Stands in line, and leaves it however the wait ends.
struct InLine {
    Host& host;
    std::list<Turn>::iterator turn;

    InLine(Host& at, asio::steady_timer timer) : host(at), turn(at.queue.emplace(at.queue.end(), std::move(timer))) {}

    InLine(const InLine&) = delete;
    InLine& operator=(const InLine&) = delete;

    ~InLine() { host.queue.erase(turn); }
};

template <class F>
struct Finally {
    F run;

    explicit Finally(F what) : run(std::move(what)) {}

    Finally(const Finally&) = delete;
    Finally& operator=(const Finally&) = delete;

    ~Finally() { run(); }
};

} // namespace

awaitable<Result<void>> HttpClient::State::take_turn(std::shared_ptr<Host> host, SteadyTime until) {
    if (host->queue.size() >= most_waiting)
        co_return fail(Errc::unavailable, "1,024 requests wait for " + host->name + " already");
    const InLine line(*host, asio::steady_timer(loop, until));
    // What was granted must not get lost when this coroutine is destroyed while it sleeps.
    bool taken = false;
    const Finally give_back([&] {
        if (line.turn->granted && !taken) release(host);
    });
    const auto [error] = co_await line.turn->timer.async_wait(as_result);
    taken = line.turn->granted;
    if (taken) co_return Result<void>{};
    if (error) co_return fail(Errc::cancelled, "the request to " + host->name + " was cancelled while it waited");
    co_return fail(Errc::timeout, "the request to " + host->name + " waited too long for a free connection");
}

awaitable<Result<std::unique_ptr<HttpConnection>>> HttpClient::State::connect(const Url& url, SteadyTime until) {
    auto stream = co_await connect_to(loop, tls, url, std::min(until, steady_now() + limits.connect));
    if (stream) co_return std::make_unique<HttpConnection>(*std::move(stream), limits.response_bytes);
    if (stream.error().code == Errc::unavailable && steady_now() >= until)
        stream.error().code = Errc::timeout; // nothing was sent, and no time is left to try again
    co_return std::unexpected(std::move(stream).error());
}

awaitable<Result<HttpResponse>>
HttpClient::State::send(std::shared_ptr<Host> host, Url url, HttpRequest request, SteadyTime until) {
    auto connection = take_idle(*host);
    if (connection) {
        auto outcome = co_await connection->exchange(url, request, until);
        if (outcome.reusable) park(host, std::move(connection));
        if (!outcome.unseen) co_return std::move(outcome.answer);
        // The server closed this connection before it saw the request; the others have likely gone the same way.
        host->idle.clear();
    }
    PILOTHOUSE_CO_TRY(connection, co_await connect(url, until));
    auto outcome = co_await connection->exchange(url, request, until);
    if (outcome.reusable) park(host, std::move(connection));
    co_return std::move(outcome.answer);
}

HttpClient::HttpClient(executor loop, TlsClient tls, HttpClientLimits limits)
    : state_(std::make_shared<State>(std::move(loop), std::move(tls), limits)) {}

HttpClient::HttpClient(HttpClient&&) noexcept = default;

HttpClient::~HttpClient() {
    if (state_) close();
}

awaitable<Result<HttpResponse>> HttpClient::send(Url url, HttpRequest request, Duration deadline) {
    const auto state = state_;
    if (state->closed) co_return fail(Errc::unavailable, "the HTTP client is closed");
    const SteadyTime until = steady_now() + deadline;
    const auto host = state->host_of(url);
    if (host->active < state->limits.open_per_host)
        ++host->active;
    else if (const auto turn = co_await state->take_turn(host, until); !turn)
        co_return std::unexpected(turn.error());
    const Finally done([&] { state->release(host); });
    co_return co_await state->send(host, std::move(url), std::move(request), until);
}

void HttpClient::close() {
    state_->closed = true;
    const auto hosts = state_->hosts;
    for (const auto& host : hosts) {
        host->idle.clear();
        state_->forget_if_unused(host);
    }
}

} // namespace pilothouse::net
