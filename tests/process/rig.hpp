#pragma once

#include "integrations/process/runner.hpp"

#include <boost/asio/io_context.hpp>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pilothouse::process {

/// An intake that keeps every event once, as the engine does.
class KeptEvents : public commands::Intake {
public:
    bool offer(commands::Incoming incoming) override;

    template <class Event>
    [[nodiscard]] std::vector<Event> of(DeployId deploy) const {
        std::vector<Event> found;
        for (const auto& [key, event] : kept)
            if (const auto* it = std::get_if<Event>(&event); it != nullptr && it->deploy == deploy)
                found.push_back(*it);
        return found;
    }

    std::vector<std::pair<std::string, commands::Event>> kept; ///< in the order of their coming
    int refuse = 0;                                            ///< so many offers are refused: the queue is full
    int lose = 0; ///< so many are taken and then not kept: the disk is full
    int offers = 0;

private:
    std::set<std::string> keys_;
};

/// A Runner over a fresh folder, with a real supervisor and a loop that turns only while a test waits.
class Rig {
public:
    Rig();
    ~Rig();
    Rig(const Rig&) = delete;
    Rig& operator=(const Rig&) = delete;

    /// Lets go of the Runner and makes another over the same folder: the bot was restarted.
    void restart();
    /// Turns the loop until `met`; false when that takes longer than 30 s.
    bool until(const std::function<bool()>& met);
    /// Turns the loop for about so long: to see that something does not happen.
    void idle(Duration span);

    commands::StartRollout program(std::vector<std::string> argv, Duration timeout = std::chrono::seconds{20}) const;
    /// `/bin/sh -c script`
    commands::StartRollout script(const std::string& text, Duration timeout = std::chrono::seconds{20}) const;

    template <class Task>
    commands::Outcome perform(Task task) {
        return run([this, task] { return runner->perform(task, commands::Attempt{}); });
    }

    /// The end of the rollout, once it is told; fails the test when it is not.
    commands::RolloutEnded end_of(DeployId deploy);
    commands::RolloutEnded run_to_end(const commands::StartRollout& task);
    [[nodiscard]] std::string file(const std::string& name) const;
    [[nodiscard]] std::string log_of(DeployId deploy) const;
    /// From `started`.
    [[nodiscard]] int supervisor_of(DeployId deploy) const;

    std::string folder;
    RunnerLimits limits;
    std::string supervisor;
    boost::asio::io_context loop{1};
    KeptEvents events;
    std::unique_ptr<Runner> runner;
    DeployId deploy{812};

private:
    commands::Outcome run(const std::function<net::awaitable<commands::Outcome>()>& work);
    void let_go();
};

/// The whole file, or nothing.
std::string read_file(const std::string& path);

} // namespace pilothouse::process
