#pragma once

#include "commands/incoming.hpp"
#include "core/clock.hpp"
#include "integrations/hooks/route.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/http.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::hooks {

/// What became of a request.
enum class Outcome : std::uint8_t {
    accepted,
    duplicate,
    ignored,    ///< kept, but of an event that says nothing to us
    unreadable, ///< kept, to be looked at: what it needs was missing
    denied,
    wrong_method,
    wrong_type,
    malformed,
    too_large,
    too_many, ///< the route has as many waiting as it may
    not_kept,
};

inline constexpr std::size_t outcomes = 11;

/// "accepted", "too_large", …: the label in /metrics.
const char* name(Outcome outcome);

/// How often each outcome came of a route's requests, since the start; by the number of the outcome.
struct RouteCounts {
    std::string route;
    std::string vendor;
    std::array<std::uint64_t, outcomes> counts{};
};

/// How much may wait for the store at once.
struct Bounds {
    std::size_t waiting = 384;      ///< requests of one route, of the server's 512: others find a place beside it
    std::size_t bytes = 64U << 20U; ///< of the bodies of all routes together
};

/// The way in for other systems: POST /hooks/<vendor>/<route>. Loop thread only.
class Receiver {
public:
    /// `intake` and the vendors of the routes must outlive this; `clock` is the wall clock, for replay windows.
    Receiver(
        net::executor loop, std::vector<Route> routes, commands::Intake& intake, std::function<Time()> clock = now
    );

    /// True for a target that `handle` is for.
    static bool is_route(std::string_view target);

    /// Listens at these from now on. A route that is not among them any more says so (410) to its sender; requests
    /// under way end as they began.
    void use(std::vector<Route> routes);

    /// How long the body of a request may be, for HttpServer::on_body: so that nobody unknown makes the program read
    /// as much as the most talkative sender may send. A head that announces more is counted.
    std::size_t room_for(const net::HttpRequest& head);

    /// Checks who sent it, keeps it, and answers when it is durable: 202 (200 for a ping). 401, 404, 405, 410, 413,
    /// 415 and 400 (no JSON) are the sender's to put right; 429 and 503 say when to send it again: nothing is known to
    /// have been kept.
    net::awaitable<net::HttpResponse> handle(net::HttpRequest request);

    /// How long the commit may take before the answer goes out without it; most senders wait 10 s.
    void wait_at_most(Duration limit) { patience_ = limit; }

    /// How much may wait at once, from now on.
    void bound(Bounds bounds) { bounds_ = bounds; }

    /// In the order of vendors and routes; those that were removed are among them.
    [[nodiscard]] std::vector<RouteCounts> counts() const;

    /// Requests for routes that never were.
    [[nodiscard]] std::uint64_t strays() const { return strays_; }

private:
    struct Place {
        std::shared_ptr<const Route> route; ///< none: removed
        RouteCounts counted{};
        std::size_t waiting = 0; ///< requests under way
    };

    struct Answer {
        Outcome outcome;
        net::HttpResponse response;
    };

    void count(Place& place, Outcome outcome);
    net::awaitable<Answer> answer(const Route& route, net::HttpRequest request);
    net::awaitable<Answer> offered(commands::ChangeReported report);

    net::executor loop_;
    commands::Intake& intake_;
    std::function<Time()> clock_;
    Duration patience_ = std::chrono::seconds{9};
    std::map<std::string, Place, std::less<>> places_; ///< by path; only what was configured once
    std::uint64_t strays_ = 0;
    Bounds bounds_{};
    std::size_t waiting_bytes_ = 0;
};

} // namespace pilothouse::hooks
