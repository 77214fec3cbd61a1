/// Measures the bot beside a minimal client that stores nothing, and beside nginx, in one run. Asserts nothing.
///
///     bench [COMMANDS [ROW...]]     commands, or webhooks, in each closed-loop row, 20,000 by default; only those
///                                   rows, from 1 on through both tables

#include "bench/hook_rows.hpp"
#include "bench/peer.hpp"
#include "bench/percentile.hpp"
#include "bench/stand_in.hpp"
#include "bot/program/loop.hpp"
#include "core/log.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace pilothouse::bench {

namespace {

using namespace std::chrono_literals;

struct Row {
    const char* name;
    Peer peer;
    int in_flight;   ///< closed loop; 0: paced at 200 commands a second
    int deploys = 0; ///< in the bot's history
};

struct Measured {
    double hello_ms = 0, per_second = 0, cpu_per_1000 = 0, idle_mb = 0, loaded_mb = 0;
    std::vector<double> ack_us, answer_us;
};

/// One row: starts the peer, waits until it hears, sends the load, reads what it used.
class Measurement {
public:
    Measurement(program::Loop& loop, Stage& stage, const Row& row, int commands)
        : loop_(loop), stage_(stage), row_(row), commands_(row.in_flight == 0 ? 1000 : commands) {}

    net::awaitable<void> run() {
        std::optional<net::TlsServer> tls;
        if (row_.peer.tls) tls = *net::TlsServer::create(stage_.certificate(), stage_.key());
        auto stand_in = StandIn::start(loop_.executor(), std::move(tls));
        if (!stand_in) throw std::runtime_error(stand_in.error().text());
        stand_in_ = stand_in->get();
        auto child = stage_.start(row_.peer, stand_in_->port(), row_.deploys);
        const auto started = Clock::now();
        if (!child) throw std::runtime_error(child.error().text());
        const std::size_t wanted = row_.peer.kind == Peer::Kind::bot ? 2 : 1;
        while (stand_in_->sockets() < wanted) {
            if (Clock::now() - started > 30s) throw std::runtime_error(std::string(row_.name) + " did not connect");
            co_await net::pause(5ms);
        }
        measured.hello_ms = std::chrono::duration<double, std::milli>(stand_in_->first_hello() - started).count();
        co_await net::pause(1500ms); // what a start leaves to do is done; then idle memory
        measured.idle_mb = usage_of(child->pid()).resident_mb;
        co_await load(*child);
        child->end();
        co_await stand_in_->stop();
    }

    Measured measured;

private:
    net::awaitable<void> load(const program::Child& child) {
        const auto before = usage_of(child.pid());
        const auto begin = Clock::now();
        if (row_.in_flight == 0)
            co_await paced();
        else
            for (int slot = 0; slot < row_.in_flight; ++slot)
                again(static_cast<std::size_t>(slot));
        while (finished_ < commands_) {
            if (Clock::now() - begin > 120s) throw std::runtime_error(std::string(row_.name) + " did not finish");
            co_await net::pause(2ms);
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        const auto after = usage_of(child.pid());
        measured.per_second = finished_ / seconds;
        measured.cpu_per_1000 = (after.cpu_seconds - before.cpu_seconds) * 1000 / finished_;
        measured.loaded_mb = after.resident_mb;
    }

    void again(std::size_t slot) {
        if (sent_ == commands_) return;
        ++sent_;
        stand_in_->mention(slot, "ping", [this, slot](double ack_us, double answer_us) {
            note(ack_us, answer_us);
            again(slot);
        });
    }

    net::awaitable<void> paced() {
        auto next = Clock::now();
        for (; sent_ < commands_; ++sent_) {
            stand_in_->mention(static_cast<std::size_t>(sent_) % 1024, "ping", [this](double ack_us, double answer_us) {
                note(ack_us, answer_us);
            });
            next += 5ms;
            const auto rest = std::chrono::duration_cast<Duration>(next - Clock::now());
            if (rest.count() > 0) co_await net::pause(rest);
        }
    }

    void note(double ack_us, double answer_us) {
        ++finished_;
        measured.ack_us.push_back(ack_us);
        measured.answer_us.push_back(answer_us);
    }

    program::Loop& loop_;
    Stage& stage_;
    Row row_;
    int commands_;
    StandIn* stand_in_ = nullptr;
    int sent_ = 0;
    int finished_ = 0;
};

constexpr auto minimal = Peer::Kind::minimal;
constexpr auto bot = Peer::Kind::bot;

constexpr Row rows[] = {
    {"minimal client, stores nothing", {minimal, false}, 1},
    {"pilothouse", {bot, false}, 1},
    {"minimal client, stores nothing", {minimal, false}, 32},
    {"pilothouse", {bot, false}, 32},
    {"minimal client, stores nothing", {minimal, false}, 256},
    {"pilothouse", {bot, false}, 256},
    {"pilothouse, 200 a second", {bot, false}, 0},
    {"minimal client, TLS", {minimal, true}, 32},
    {"pilothouse, TLS", {bot, true}, 32},
    {"pilothouse, TLS", {bot, true}, 256},
    {"pilothouse, TLS, 200 a second", {bot, true}, 0},
    {"pilothouse, TLS, 100,000 deploys", {bot, true}, 32, 100'000},
};

/// What the disk alone takes at that pace: the floor under every durable acknowledgement.
void disk_alone(const Stage& stage) {
    const int file = ::open((stage.folder() / "disk").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("can't write where the bot would");
    const std::string pages(8192, 'x');
    std::vector<double> us;
    for (int i = 0; i < 1000; ++i) {
        const auto begin = Clock::now();
        if (::write(file, pages.data(), pages.size()) < 0 || ::fdatasync(file) != 0)
            throw std::runtime_error("the disk refuses to write");
        const auto took = Clock::now() - begin;
        us.push_back(std::chrono::duration<double, std::micro>(took).count());
        if (took < 5ms) std::this_thread::sleep_for(5ms - took);
    }
    ::close(file);
    std::printf(
        "%-34s %9d %9d %11s %9.0f %9.0f\n", "the disk alone, fdatasync", 0, 200, "", percentile(us, 0.5),
        percentile(us, 0.99)
    );
    std::fflush(stdout);
}

void bench(int commands, const std::set<int>& only) {
    log::configure(log::Level::error, log::Format::key_value);
    std::printf(
        "%-34s %9s %9s %11s %9s %9s %9s %9s %8s %8s %8s\n", "peer", "in flight", "commands", "CPU s/1000", "ack p50",
        "ack p99", "ans p50", "ans p99", "idle MB", "load MB", "hello ms"
    );
    std::printf("%-34s %9s %9s %11s %9s %9s %9s %9s\n", "", "", "a second", "", "us", "us", "us", "us");
    Stage stage;
    int number = 0;
    for (const auto& row : rows) {
        if (++number; !only.empty() && !only.contains(number)) continue;
        if (row.in_flight == 0) disk_alone(stage);
        program::Loop loop;
        Measurement measurement(loop, stage, row, commands);
        loop.spawn("row", measurement.run());
        loop.run();
        auto& m = measurement.measured;
        std::printf(
            "%-34s %9d %9.0f %11.4f %9.0f %9.0f %9.0f %9.0f %8.1f %8.1f %8.1f\n", row.name, row.in_flight, m.per_second,
            m.cpu_per_1000, percentile(m.ack_us, 0.5), percentile(m.ack_us, 0.99), percentile(m.answer_us, 0.5),
            percentile(m.answer_us, 0.99), m.idle_mb, m.loaded_mb, m.hello_ms
        );
        std::fflush(stdout);
    }
    bench_hooks(stage, commands, only, number + 1);
}

} // namespace

} // namespace pilothouse::bench

int main(int argc, char** argv) {
    std::set<int> only;
    for (int i = 2; i < argc; ++i)
        only.insert(std::atoi(argv[i]));
    pilothouse::bench::bench(argc > 1 ? std::atoi(argv[1]) : 20'000, only);
}
