#include "integrations/net/http_server.hpp"

#include "core/log.hpp"
#include "integrations/net/bell.hpp"
#include "integrations/net/http_session.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <list>
#include <string_view>
#include <utility>
#include <vector>

namespace pilothouse::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Out of file descriptors: taking the next connection at once would only fail again.
constexpr Duration pause_when_exhausted{100};

/// How long aborted connections may take to unwind.
constexpr Duration after_abort{1000};

struct Connection {
    std::shared_ptr<HttpSession> session;
    asio::cancellation_signal signal;
    bool ending = false; ///< closed for another; unwinds in the next turns of the loop
};

awaitable<void> run_session(std::shared_ptr<HttpSession> session) {
    co_await session->run();
}

void report(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        if (error.code() != asio::error::operation_aborted)
            log::error("http.connection_failed", {{"error", error.what()}});
    } catch (const std::exception& error) {
        log::error("http.connection_failed", {{"error", error.what()}});
    }
}

std::string address_of(const tcp::socket& socket) {
    error_code error;
    const auto end = socket.remote_endpoint(error);
    return error ? std::string("unknown") : end.address().to_string();
}

} // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
    State(executor on, std::optional<TlsServer> with)
        : loop(on), acceptor(on), tls(std::move(with)), service(std::make_shared<HttpService>()), ended(std::move(on)) {
    }

    awaitable<void> accept();
    /// False when connections are left after `limit`, or the wait was cancelled.
    awaitable<bool> wait_until_empty(Duration limit);
    void take(tcp::socket socket);
    /// False when there is none: all are being answered, or known and sending.
    bool make_place();
    void free_memory();
    /// Those that aren't ending, and how each stands.
    [[nodiscard]] std::pair<std::vector<Connection*>, std::vector<Standing>> standings();
    void end(Connection& connection, const char* why);
    void stop_accepting();
    void abort_all();

    executor loop;
    tcp::acceptor acceptor;
    std::optional<TlsServer> tls;
    std::shared_ptr<HttpService> service;
    std::list<Connection> connections;
    std::size_t ending = 0; ///< of the connections
    Bell ended;             ///< a connection ended
    std::uint16_t port = 0;
};

awaitable<void> HttpServer::State::accept() {
    while (acceptor.is_open()) {
        tcp::socket socket(loop);
        const auto [error] = co_await acceptor.async_accept(socket, as_result);
        if (error == asio::error::operation_aborted) co_return;
        if (!error) {
            take(std::move(socket));
            continue;
        }
        // A connection that was reset before it was taken is gone; for anything else, time may help.
        if (error == asio::error::connection_aborted) continue;
        log::warn("http.accept_failed", {{"port", port}, {"error", error.message()}});
        if (!co_await ended.wait(std::chrono::steady_clock::now() + pause_when_exhausted)) co_return;
    }
}

void HttpServer::State::take(tcp::socket socket) {
    tune(socket);
    Peer peer{address_of(socket)};
    if (connections.size() - ending >= service->limits.connections && !make_place()) {
        log::warn("http.too_many_connections", {{"peer", peer.address}, {"limit", service->limits.connections}});
        error_code ignored; // whether the answer arrives or not, the connection is not served
        constexpr std::string_view busy =
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        if (!tls) socket.write_some(asio::buffer(busy), ignored);
        return;
    }
    StreamPtr stream = tls ? tls_stream(std::move(socket), *tls) : plain_stream(std::move(socket));
    auto session = std::make_shared<HttpSession>(service, std::move(stream), std::move(peer));
    const auto place = connections.emplace(connections.end());
    place->session = session;
    auto done = [self = shared_from_this(), place](const std::exception_ptr& failure) {
        if (place->ending) --self->ending;
        self->connections.erase(place);
        if (failure) report(failure);
        self->ended.ring();
    };
    asio::co_spawn(
        loop, run_session(std::move(session)), asio::bind_cancellation_slot(place->signal.slot(), std::move(done))
    );
}

std::pair<std::vector<Connection*>, std::vector<Standing>> HttpServer::State::standings() {
    std::vector<Connection*> who;
    std::vector<Standing> how;
    for (auto& connection : connections) {
        if (connection.ending) continue;
        who.push_back(&connection);
        how.push_back(connection.session->standing());
    }
    return {std::move(who), std::move(how)};
}

bool HttpServer::State::make_place() {
    const auto [who, how] = standings();
    const auto chosen = to_make_place(how, std::chrono::steady_clock::now(), service->limits.grace);
    if (chosen) end(*who[*chosen], "its place was needed");
    return chosen.has_value();
}

void HttpServer::State::free_memory() {
    const auto [who, how] = standings();
    if (const auto chosen = to_free_memory(how)) end(*who[*chosen], "its memory was needed");
}

void HttpServer::State::end(Connection& connection, const char* why) {
    log::debug("http.closed_for_another", {{"peer", connection.session->peer()}, {"why", why}});
    connection.ending = true;
    ++ending;
    connection.session->abort();
}

void HttpServer::State::stop_accepting() {
    if (std::exchange(service->stopping, true)) return;
    error_code ignored; // it is closed either way
    acceptor.close(ignored);
    ended.ring();
}

void HttpServer::State::abort_all() {
    for (auto next = connections.begin(); next != connections.end();) {
        Connection& connection = *next++;
        connection.session->abort();
        connection.signal.emit(asio::cancellation_type::terminal);
    }
}

awaitable<bool> HttpServer::State::wait_until_empty(Duration limit) {
    const SteadyTime until = std::chrono::steady_clock::now() + limit;
    while (!connections.empty() && std::chrono::steady_clock::now() < until)
        if (!co_await ended.wait(until)) break;
    co_return connections.empty();
}

HttpServer::HttpServer(std::shared_ptr<State> state) : state_(std::move(state)) {}

HttpServer::HttpServer(HttpServer&&) noexcept = default;

HttpServer::~HttpServer() {
    if (!state_) return;
    state_->stop_accepting();
    state_->abort_all();
}

Result<HttpServer> HttpServer::listen(
    executor loop, const std::string& address, std::uint16_t port, std::optional<TlsServer> tls, Handler handler,
    HttpServerLimits limits
) {
    error_code error;
    const auto where = asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, error);
    if (error) return fail(Errc::bad_input, "'" + address + "' is not an IP address to listen on");
    auto state = std::make_shared<State>(std::move(loop), std::move(tls));
    state->service->handler = std::move(handler);
    state->service->limits = limits;
    state->service->free_memory = [weak = std::weak_ptr(state)] {
        if (const auto self = weak.lock()) self->free_memory();
    };

    const tcp::endpoint end(where, port);
    state->acceptor.open(end.protocol(), error);
    if (!error) state->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) state->acceptor.bind(end, error);
    if (!error) state->acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        return fail(
            Errc::unavailable, "can't listen on " + address + ":" + std::to_string(port) + ": " + error.message(),
            "Choose another address or port, or stop the program that uses it."
        );
    state->port = state->acceptor.local_endpoint().port();
    asio::co_spawn(state->loop, state->accept(), [state](const std::exception_ptr& failure) {
        if (failure) report(failure);
    });
    return HttpServer(std::move(state));
}

void HttpServer::on_upgrade(Upgrade upgrade, WebSocketLimits limits) {
    state_->service->upgrade = std::move(upgrade);
    state_->service->websocket = limits;
}

void HttpServer::on_body(Room room) {
    state_->service->room = std::move(room);
}

void HttpServer::on_fault(Fault fault) {
    state_->service->fault = std::move(fault);
}

std::uint16_t HttpServer::port() const {
    return state_->port;
}

awaitable<void> HttpServer::stop(Duration limit) {
    const auto state = state_;
    state->stop_accepting();
    for (auto next = state->connections.begin(); next != state->connections.end();)
        (next++)->session->hurry();
    co_await state->wait_until_empty(limit);
    state->abort_all();
    if (co_await state->wait_until_empty(after_abort)) co_return;
    // A handler that takes no notice of its cancellation; it goes on, and its answer goes nowhere.
    log::error("http.handler_stuck", {{"connections", state->connections.size()}});
}

} // namespace pilothouse::net
