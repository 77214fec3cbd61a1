#pragma once

#include "integrations/net/async.hpp"
#include "integrations/net/task_group.hpp"

#include <functional>
#include <memory>
#include <string>

namespace pilothouse::program {

/// The one thread of network coroutines, and the signals that reach the program.
class Loop {
public:
    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    [[nodiscard]] net::executor executor();
    void spawn(std::string name, net::awaitable<void> work);
    /// SIGTERM or SIGINT: `ask` is called once; a second signal ends the process at once, which is safe because
    /// everything acknowledged is durable. Listening keeps the loop running until then.
    void on_end_signal(std::function<void(int)> ask);
    /// SIGHUP, each time.
    void on_reload_signal(std::function<void()> reload);
    /// SIGCHLD, each time.
    void on_child_signal(std::function<void()> reap);
    /// Stops listening for signals, so that `run` can return.
    void forget_signals();
    /// Runs until nothing is left to do.
    void run();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Where the built page of the sandbox is: `wanted`, else beside the program, else in the source tree that the
/// program was started in. Empty when there is none.
std::string page_folder(const std::string& wanted);

/// A file that was installed beside this program.
std::string beside_program(const std::string& name);

} // namespace pilothouse::program
