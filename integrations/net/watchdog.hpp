#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/limiter.hpp"

#include <functional>
#include <memory>

namespace pilothouse::net {

/// A deadline that moves with every request and almost never comes: moving it later costs nothing, because the
/// timer that is under way is only looked at again when it rings.
class Watchdog {
public:
    /// `bite` is called on the loop, once for each deadline that passes, and never after the destructor.
    Watchdog(const executor& loop, std::function<void()> bite);
    ~Watchdog();
    Watchdog(const Watchdog&) = delete;
    Watchdog& operator=(const Watchdog&) = delete;

    void arm(SteadyTime at);
    void arm(Duration from_now);
    /// No deadline for now.
    void rest();

private:
    struct Inner;
    std::shared_ptr<Inner> inner_;
};

} // namespace pilothouse::net
