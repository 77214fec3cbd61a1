#pragma once

#include "core/clock.hpp"
#include "core/result.hpp"
#include "integrations/net/async.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

/// A local Slack workspace that speaks Slack's own protocol: Web API, Socket Mode, signed HTTP delivery,
/// response_url, modals, rate limits and faults on demand. docs/sandbox.md describes it for users.
namespace pilothouse::sandbox {

/// Where payloads go when the app takes them by HTTP instead of Socket Mode; an empty one is not delivered.
struct RequestUrls {
    std::string events{};
    std::string commands{};
    std::string interactivity{};
};

struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;         ///< 0 takes a free one
    std::string public_host{};      ///< the host in URLs that are handed out; empty: `address`
    std::string certificate_file{}; ///< with `key_file`: TLS
    std::string key_file{};
    std::string seed_file{};       ///< a JSON file that replaces parts of the default seed
    std::string seed_json{};       ///< the same as text; wins over `seed_file`
    std::string page_folder{};     ///< static files served under /
    bool limits = true;            ///< rate limits on or off
    double limit_scale = 1.0;      ///< 2: twice as many calls are allowed
    double time_scale = 1.0;       ///< 0.01: an hour of Slack's time takes 36 s
    bool short_pages = false;      ///< lists give half of what was asked for, with a cursor, as Slack may
    RequestUrls urls{};            ///< set: HTTP delivery instead of Socket Mode
    Duration ghost_life{0};        ///< how long a registration outlives a connection that died without a Close
    std::uint64_t random_seed = 0; ///< 0: another one at each start (ids must not repeat for a bot that remembers)
    std::size_t journal_entries = 10'000;
    std::size_t messages_per_channel = 50'000; ///< the oldest leave when there are more
};

/// A running sandbox. Loop thread only.
class Sandbox {
public:
    /// Listens and serves at once. Errors: bad_input (seed, certificate), unavailable (address in use).
    static Result<Sandbox> start(net::executor loop, Options options);

    Sandbox(Sandbox&&) noexcept;
    Sandbox& operator=(Sandbox&&) noexcept;
    ~Sandbox();

    [[nodiscard]] std::uint16_t port() const;
    /// "http://127.0.0.1:4567", without a slash at the end.
    [[nodiscard]] std::string base_url() const;
    /// Sockets of the app that are open.
    [[nodiscard]] std::size_t sockets() const;
    /// Ends every connection; await it before destruction.
    net::awaitable<void> stop();

    struct State;

private:
    explicit Sandbox(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace pilothouse::sandbox
