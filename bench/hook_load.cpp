#include "bench/hook_load.hpp"

#include "integrations/net/hmac.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include <nlohmann/json.hpp>

#include <charconv>
#include <exception>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace pilothouse::bench {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using boost::asio::ip::tcp;

constexpr std::uint64_t first_run = 9'000'000'000; // of ten digits, and so are all that follow
constexpr int accepted_from = 200, accepted_to = 299;

/// One connection of the client; opened when it is needed.
class Link {
public:
    Link(net::executor loop, std::uint16_t port)
        : socket_(std::move(loop)), server_(boost::asio::ip::address_v4::loopback(), port) {}

    /// The status of the answer; 0 when there was none.
    net::awaitable<int> exchange(const std::string& request) {
        if (!socket_.is_open()) {
            const auto [refused] = co_await socket_.async_connect(server_, net::as_result);
            if (refused) co_return fail();
            socket_.set_option(tcp::no_delay(true));
        }
        const auto [failed, sent] = co_await async_write(socket_, boost::asio::buffer(request), net::as_result);
        if (failed) co_return fail();
        heard_.clear();
        while (!whole()) {
            const auto [ended, count] =
                co_await socket_.async_read_some(boost::asio::buffer(room_, sizeof room_), net::as_result);
            if (ended) co_return fail();
            heard_.append(room_, count);
        }
        if (heard_.contains("Connection: close")) socket_.close();
        co_return status();
    }

private:
    int fail() {
        boost::system::error_code ignored; // a socket that failed is closed, however that ends
        socket_.close(ignored);
        return 0;
    }

    [[nodiscard]] int number_behind(std::string_view mark) const {
        const auto at = heard_.find(mark);
        int number = 0;
        if (at != std::string::npos)
            std::from_chars(heard_.data() + at + mark.size(), heard_.data() + heard_.size(), number);
        return number;
    }

    [[nodiscard]] bool whole() const {
        const auto end = heard_.find("\r\n\r\n");
        return end != std::string::npos &&
               heard_.size() >= end + 4 + static_cast<std::size_t>(number_behind("\r\nContent-Length: "));
    }

    [[nodiscard]] int status() const { return number_behind("HTTP/1.1 "); }

    tcp::socket socket_;
    tcp::endpoint server_;
    std::string heard_;
    char room_[4096] = {};
};

class Sending {
public:
    Sending(net::executor loop, std::uint16_t port, Load load) : loop_(std::move(loop)), port_(port), load_(load) {}

    net::awaitable<Answers> run() {
        const auto begin = Clock::now();
        if (load_.in_flight == 0)
            co_await paced(begin);
        else
            for (int i = 0; i < load_.in_flight; ++i)
                spawn(again());
        while (finished_ < load_.requests) {
            if (failure_) std::rethrow_exception(failure_);
            if (Clock::now() - begin > 120s) throw std::runtime_error("the load did not end");
            co_await net::pause(2ms);
        }
        answers_.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        co_return std::move(answers_);
    }

private:
    void spawn(net::awaitable<void> work) {
        boost::asio::co_spawn(loop_, std::move(work), [this](std::exception_ptr failure) {
            if (failure) failure_ = failure;
        });
    }

    net::awaitable<void> again() {
        Link link(loop_, port_);
        while (begun_ < load_.requests) {
            ++begun_;
            const auto request = deliveries_.next(!load_.keeps_alive);
            const auto due = Clock::now();
            note(due, co_await link.exchange(request));
        }
    }

    net::awaitable<void> paced(Clock::time_point due) {
        const auto step = std::chrono::nanoseconds(1s) / load_.per_second;
        for (; begun_ < load_.requests; ++begun_) {
            const auto rest = std::chrono::ceil<Duration>(due - Clock::now());
            if (rest.count() > 0) co_await net::pause(rest);
            spawn(once(due));
            due += step;
        }
    }

    net::awaitable<void> once(Clock::time_point due) {
        auto link = idle_.empty() ? std::make_unique<Link>(loop_, port_) : std::move(idle_.back());
        if (!idle_.empty()) idle_.pop_back();
        note(due, co_await link->exchange(deliveries_.next(!load_.keeps_alive)));
        idle_.push_back(std::move(link));
    }

    void note(Clock::time_point due, int status) {
        ++finished_;
        if (status < accepted_from || status > accepted_to) ++answers_.refused;
        answers_.us.push_back(std::chrono::duration<double, std::micro>(Clock::now() - due).count());
    }

    net::executor loop_;
    std::uint16_t port_;
    Load load_;
    Deliveries deliveries_;
    std::vector<std::unique_ptr<Link>> idle_;
    Answers answers_;
    std::exception_ptr failure_;
    int begun_ = 0;
    int finished_ = 0;
};

} // namespace

Deliveries::Deliveries() {
    std::ifstream file(PILOTHOUSE_SOURCE "/tests/payloads/github/workflow_run.completed-success.json");
    auto document = nlohmann::json::parse(file);
    // The next run of its workflow: where all had one number, each would stand among thousands in the same place.
    for (const auto* which : {"id", "run_number"})
        document["workflow_run"][which] = first_run;
    body_ = document.dump();
    const auto digits = std::to_string(first_run);
    for (auto at = body_.find(digits); at != std::string::npos; at = body_.find(digits, at + 1))
        run_at_.push_back(at);
}

std::string Deliveries::next(bool last) {
    const auto run = std::to_string(first_run + ++sent_);
    for (const auto at : run_at_)
        body_.replace(at, run.size(), run);
    std::string request = "POST /hooks/github/bench HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                          "X-GitHub-Event: workflow_run\r\nX-GitHub-Delivery: " +
                          run + "\r\nX-Hub-Signature-256: sha256=" + net::hmac_sha256_hex(hook_secret, body_) +
                          "\r\nContent-Length: " + std::to_string(body_.size()) +
                          (last ? "\r\nConnection: close\r\n\r\n" : "\r\n\r\n");
    request += body_;
    return request;
}

net::awaitable<Answers> send_load(net::executor loop, std::uint16_t port, Load load) {
    Sending sending(loop, port, load);
    co_return co_await sending.run();
}

} // namespace pilothouse::bench
