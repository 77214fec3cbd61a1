#include "integrations/net/connect.hpp"

#include "integrations/net/token.hpp"
#include "integrations/net/watchdog.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <vector>

namespace pilothouse::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::unexpected<Error> unreachable(const Url& url, const std::string& why) {
    return fail(Errc::unavailable, "can't reach " + url.authority() + ": " + why);
}

/// Whose fault an ended operation is: ours, when the watchdog or a cancellation ended it.
std::unexpected<Error> ended(const Url& url, const error_code& error, bool late, const std::string& what) {
    if (late) return unreachable(url, what + " took too long");
    if (error == asio::error::operation_aborted)
        return fail(Errc::cancelled, "connecting to " + url.authority() + " was cancelled");
    return unreachable(url, error.message());
}

/// What the connection attempt works on, so that the watchdog can end whatever is under way.
struct Attempt {
    explicit Attempt(const executor& loop) : resolver(loop) {}

    void give_up() {
        late = true;
        resolver.cancel();
        if (stream) stream->close();
    }

    tcp::resolver resolver;
    StreamPtr stream;
    bool late = false;
};

awaitable<Result<std::vector<tcp::endpoint>>> addresses_of(Attempt& attempt, const Url& url) {
    std::vector<tcp::endpoint> found;
    error_code not_literal;
    const auto literal = asio::ip::make_address(url.host, not_literal);
    if (!not_literal) {
        found.emplace_back(literal, url.port);
        co_return found;
    }
    const auto [error, entries] = co_await attempt.resolver.async_resolve(
        url.host, std::to_string(url.port), tcp::resolver::numeric_service, as_result
    );
    if (error) co_return ended(url, error, attempt.late, "looking up the name");
    for (const auto& entry : entries)
        found.push_back(entry.endpoint());
    if (found.empty()) co_return unreachable(url, "the name has no address");
    co_return found;
}

} // namespace

awaitable<Result<StreamPtr>> connect_to(executor loop, TlsClient tls, Url url, SteadyTime deadline) {
    Attempt attempt(loop);
    Watchdog watchdog(loop, [&attempt] { attempt.give_up(); });
    watchdog.arm(deadline);

    PILOTHOUSE_CO_TRY(const auto addresses, co_await addresses_of(attempt, url));
    error_code error;
    for (const tcp::endpoint& address : addresses) {
        if (attempt.late) break;
        tcp::socket socket(loop);
        attempt.stream = url.tls ? tls_stream(std::move(socket), tls, url.host) : plain_stream(std::move(socket));
        const auto [failed] = co_await attempt.stream->socket().async_connect(address, as_result);
        error = failed;
        if (!failed || failed == asio::error::operation_aborted) break;
    }
    if (error || attempt.late) co_return ended(url, error, attempt.late, "connecting");
    tune(attempt.stream->socket());
    if (!url.tls) co_return std::move(attempt.stream);

    const auto [failed] = co_await attempt.stream->handshake(as_result);
    const std::string trouble = attempt.stream->handshake_trouble();
    if (failed && !attempt.late && !trouble.empty())
        co_return unreachable(url, "its certificate was refused (" + trouble + ")");
    if (failed || attempt.late) co_return ended(url, failed, attempt.late, "the TLS handshake");
    co_return std::move(attempt.stream);
}

} // namespace pilothouse::net
