/// The least that a Slack client can do in C++ with Beast: reads a mention, acknowledges it, posts an answer, and
/// keeps nothing. What everything the bot does is measured against.
///
///     minimal_client HOST PORT [CA_FILE]     with a CA file: TLS

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <deque>
#include <string>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr int poster_count = 32;

template <class Stream>
class Client {
public:
    Client(asio::io_context& loop, asio::ssl::context& tls, tcp::endpoint server)
        : loop_(loop), tls_(tls), server_(server), wake_(loop, asio::steady_timer::time_point::max()) {}

    void start() {
        asio::co_spawn(loop_, listen(), asio::detached);
        for (int i = 0; i < poster_count; ++i)
            asio::co_spawn(loop_, post(), asio::detached);
    }

private:
    static constexpr bool encrypted = !std::is_same_v<Stream, tcp::socket>;

    template <class Layer>
    asio::awaitable<void> connect(Layer& stream) {
        auto& socket = beast::get_lowest_layer(stream);
        if constexpr (requires { socket.lowest_layer(); }) co_await socket.lowest_layer().async_connect(server_, token);
        beast::get_lowest_layer(stream).set_option(tcp::no_delay(true));
    }

    Stream make() {
        if constexpr (encrypted)
            return Stream(loop_, tls_);
        else
            return Stream(loop_);
    }

    asio::awaitable<void> shake(Stream& stream) {
        if constexpr (encrypted) {
            stream.set_verify_callback(asio::ssl::host_name_verification("localhost"));
            co_await stream.async_handshake(asio::ssl::stream_base::client, token);
        }
        co_return;
    }

    asio::awaitable<void> listen() {
        websocket::stream<Stream> socket(make());
        co_await connect(socket.next_layer());
        co_await shake(socket.next_layer());
        co_await socket.async_handshake("localhost", "/link/?ticket=1", token);
        socket.auto_fragment(false);
        beast::flat_buffer buffer;
        for (;;) {
            const auto [failed, size] = co_await socket.async_read(buffer, token);
            if (failed) std::exit(0);
            const auto frame =
                nlohmann::json::parse(std::string_view(static_cast<const char*>(buffer.data().data()), buffer.size()));
            buffer.consume(size);
            if (!frame.contains("envelope_id")) continue;
            const std::string ack = R"({"envelope_id":")" + frame["envelope_id"].get<std::string>() + R"("})";
            co_await socket.async_write(asio::buffer(ack), token);
            waiting_.push_back(frame["payload"]["event"]["channel"].get<std::string>());
            wake_.cancel_one();
        }
    }

    asio::awaitable<void> post() {
        Stream stream = make();
        co_await connect(stream);
        co_await shake(stream);
        beast::flat_buffer buffer;
        for (;;) {
            while (waiting_.empty())
                co_await wake_.async_wait(token);
            const auto channel = std::move(waiting_.front());
            waiting_.pop_front();
            http::request<http::string_body> request(http::verb::post, "/api/chat.postMessage", 11);
            request.set(http::field::host, "localhost");
            request.set(http::field::authorization, "Bearer xoxb-bench");
            request.set(http::field::content_type, "application/json; charset=utf-8");
            request.body() = nlohmann::json{{"channel", channel}, {"text", "pong"}}.dump();
            request.prepare_payload();
            co_await http::async_write(stream, request, token);
            http::response<http::string_body> response;
            const auto [failed, size] = co_await http::async_read(stream, buffer, response, token);
            if (failed) co_return;
            if (!nlohmann::json::parse(response.body()).value("ok", false)) std::puts("refused");
        }
    }

    asio::io_context& loop_;
    asio::ssl::context& tls_;
    tcp::endpoint server_;
    asio::steady_timer wake_;
    std::deque<std::string> waiting_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc < 3) return 64;
    asio::io_context loop(1);
    asio::ssl::context tls(asio::ssl::context::tls_client);
    const tcp::endpoint server(asio::ip::make_address(argv[1]), static_cast<std::uint16_t>(std::atoi(argv[2])));
    if (argc > 3) {
        tls.set_verify_mode(asio::ssl::verify_peer);
        tls.load_verify_file(argv[3]);
        Client<asio::ssl::stream<tcp::socket>> client(loop, tls, server);
        client.start();
        loop.run();
    } else {
        Client<tcp::socket> client(loop, tls, server);
        client.start();
        loop.run();
    }
}
