#pragma once

#include "integrations/net/async.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pilothouse::bench {

inline constexpr const char* hook_secret = "bench-hook-secret";

/// GitHub's deliveries of runs that went well, each of another run and rightly signed.
class Deliveries {
public:
    Deliveries();

    /// The next one as bytes. `last`: the client asks that its connection be closed behind the answer.
    std::string next(bool last);

private:
    std::string body_;
    std::vector<std::size_t> run_at_; ///< where the run's number stands in the body
    std::uint64_t sent_ = 0;
};

/// What a load is like.
struct Load {
    int requests = 0;
    int in_flight = 0;       ///< closed loop: as many at once; 0: paced
    int per_second = 0;      ///< paced: whatever is still under way
    bool keeps_alive = true; ///< a connection serves on where the server lets it; false: one for each request
};

/// What came of it. Times are from when a request was due (paced) or begun, connecting included, to the whole answer.
struct Answers {
    std::vector<double> us{};
    int refused = 0; ///< answered with another status than 2xx, or not at all
    double seconds = 0;
};

/// Sends the load to the server at that port of this machine, and waits for its end. Throws std::runtime_error when
/// it does not end within two minutes.
net::awaitable<Answers> send_load(net::executor loop, std::uint16_t port, Load load);

} // namespace pilothouse::bench
