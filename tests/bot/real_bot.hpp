#pragma once

#include "end_to_end_stage.hpp"
#include "real_process.hpp"

namespace pilothouse::tests {

/// The program itself in a process of its own, by a stage's configuration and against its sandbox, so that it can be
/// killed. The stage then has no bot in it.
class RealBot {
public:
    explicit RealBot(Stage& stage) : stage_(stage) {}

    void start();

    /// SIGKILL: it gets no chance to finish anything.
    void kill() { process_.kill(); }

    /// Asks it to end; the exit status, or -1 when it hasn't ended in time.
    net::awaitable<int> stop();

    [[nodiscard]] std::string printed() const { return process_.printed(); }

private:
    Stage& stage_;
    RealProcess process_;
};

} // namespace pilothouse::tests
