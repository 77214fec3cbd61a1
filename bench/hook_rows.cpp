#include "bench/hook_rows.hpp"

#include "bench/hook_load.hpp"
#include "bench/nginx.hpp"
#include "bench/percentile.hpp"
#include "bench/stand_in.hpp"
#include "bot/program/loop.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdio>
#include <stdexcept>
#include <string>

namespace pilothouse::bench {

namespace {

using namespace std::chrono_literals;

enum class Server { nginx, bot };

struct Row {
    const char* name;
    Server server;
    Load load;
};

constexpr Row rows[] = {
    {"nginx, 204", Server::nginx, {.in_flight = 32}},
    {"nginx, 204, a connection each", Server::nginx, {.in_flight = 32, .keeps_alive = false}},
    {"pilothouse, durable", Server::bot, {.in_flight = 32}},
    {"pilothouse, durable, a connection each", Server::bot, {.in_flight = 32, .keeps_alive = false}},
    {"pilothouse, durable", Server::bot, {.in_flight = 64}},
    {"nginx, 204", Server::nginx, {.in_flight = 256}},
    {"pilothouse, durable", Server::bot, {.in_flight = 256}},
    {"nginx, 204, 1,000 a second", Server::nginx, {.per_second = 1000}},
    {"pilothouse, durable, 1,000 a second", Server::bot, {.per_second = 1000}},
    {"the same, a connection each", Server::bot, {.per_second = 1000, .keeps_alive = false}},
};

struct Measured {
    Answers answers;
    double cpu_per_1000 = 0, loaded_mb = 0;
};

net::awaitable<bool> answers_at(net::executor loop, std::uint16_t port) {
    using boost::asio::ip::tcp;
    tcp::socket socket(loop);
    const tcp::endpoint server(boost::asio::ip::address_v4::loopback(), port);
    const auto [refused] = co_await socket.async_connect(server, net::as_result);
    co_return !refused;
}

net::awaitable<void> measure(net::executor loop, Stage& stage, const Row& row, Measured& measured) {
    auto stand_in = StandIn::start(loop, std::nullopt);
    if (!stand_in) throw std::runtime_error(stand_in.error().text());
    const auto port = free_port();
    auto child = row.server == Server::nginx
                     ? start_nginx(stage.folder(), port)
                     : stage.start({.kind = Peer::Kind::bot, .hooks_port = port}, (*stand_in)->port(), 0);
    if (!child) throw std::runtime_error(child.error().text());
    const auto give_up = Clock::now() + 30s;
    while (!co_await answers_at(loop, port) || (row.server == Server::bot && (*stand_in)->sockets() < 2)) {
        if (Clock::now() > give_up) throw std::runtime_error(std::string(row.name) + " does not answer");
        co_await net::pause(5ms);
    }
    co_await net::pause(500ms); // what a start leaves to do is done
    const auto before = usage_of(child->pid());
    measured.answers = co_await send_load(loop, port, row.load);
    const auto after = usage_of(child->pid());
    measured.cpu_per_1000 = (after.cpu_seconds - before.cpu_seconds) * 1000 / row.load.requests;
    measured.loaded_mb = after.resident_mb;
    child->end();
    co_await (*stand_in)->stop();
}

void print(const Row& row, Measured& measured) {
    auto& us = measured.answers.us;
    std::printf(
        "%-38s %9d %9.0f %11.4f %9.0f %9.0f %9.0f %8.1f %8d\n", row.name, row.load.in_flight,
        row.load.requests / measured.answers.seconds, measured.cpu_per_1000, percentile(us, 0.5), percentile(us, 0.99),
        percentile(us, 1), measured.loaded_mb, measured.answers.refused
    );
    std::fflush(stdout);
}

} // namespace

void bench_hooks(Stage& stage, int requests, const std::set<int>& only, int first) {
    std::printf(
        "\n%-38s %9s %9s %11s %9s %9s %9s %8s %8s\n", "webhooks of 20 kB, signed", "in flight", "a second",
        "CPU s/1000", "2xx p50", "2xx p99", "2xx max", "load MB", "refused"
    );
    std::printf("%-38s %9s %9s %11s %9s %9s %9s\n", "", "", "", "", "us", "us", "us");
    int number = first - 1;
    for (auto row : rows) {
        if (++number; !only.empty() && !only.contains(number)) continue;
        if (row.server == Server::nginx && !has_nginx()) {
            std::printf("%-38s not installed\n", row.name);
            continue;
        }
        row.load.requests = row.load.in_flight > 0 ? requests : 10 * row.load.per_second;
        program::Loop loop;
        Measured measured;
        loop.spawn("row", measure(loop.executor(), stage, row, measured));
        loop.run();
        print(row, measured);
    }
}

} // namespace pilothouse::bench
