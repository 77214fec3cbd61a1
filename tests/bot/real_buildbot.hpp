#pragma once

#include "end_to_end_stage.hpp"
#include "real_process.hpp"

namespace pilothouse::tests {

/// Debian's Buildbot: a master and a worker, on a free port and in a folder of their own. Every change of the project
/// acme/checkout is built by a builder `unit`, which passes or fails as the test wants.
class RealBuildbot {
public:
    /// Throws when it isn't installed.
    RealBuildbot();

    /// Makes both, with the end of master.cfg from docs/examples/buildbot.cfg: the master tells the bot at that
    /// address, with that bearer token.
    net::awaitable<void> create(Stage& stage, std::string bot, std::string token);
    void start();
    /// The worker is with its master.
    net::awaitable<bool> ready(Stage& stage);

    /// Whether builds pass from now on.
    void let_pass(bool pass);
    /// Somebody pushes; a build follows.
    net::awaitable<void> change(Stage& stage, std::string author, std::string revision);

private:
    net::awaitable<void> done(Stage& stage, RealProcess& process, std::string what);
    [[nodiscard]] std::string configuration(const std::string& bot) const;

    Folder folder_;
    std::string listens_; ///< host and port
    RealProcess master_;
    RealProcess worker_;
    int changes_ = 0;
};

} // namespace pilothouse::tests
