#pragma once

#include "bot/other_systems.hpp"
#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "integrations/net/task_group.hpp"
#include "integrations/process/runner.hpp"
#include "integrations/slack/sender.hpp"

#include <functional>

namespace pilothouse::bot {

/// Hands each task to the adapter that carries it out. Loop thread only.
class Dispatcher {
public:
    using Finished = std::function<void(TaskId, commands::Outcome)>;

    /// `sender`, `runner` and `others` must outlive it.
    Dispatcher(
        net::TaskGroup& tasks, slack::Sender& sender, process::Runner& runner, OtherSystems& others, Finished finished
    );

    /// Begins the task; `finished` is called once with what came of it.
    void begin(commands::Task task, commands::Attempt attempt);

private:
    net::awaitable<void> carry_out(commands::Task task, commands::Attempt attempt);

    net::TaskGroup& tasks_;
    slack::Sender& sender_;
    process::Runner& runner_;
    OtherSystems& others_;
    Finished finished_;
};

} // namespace pilothouse::bot
