#include "bot/dispatcher.hpp"

#include <exception>
#include <string>
#include <variant>

namespace pilothouse::bot {

using commands::Attempt;
using commands::Outcome;

namespace {

/// Which adapter answers for which kind of task.
struct Route {
    slack::Sender& sender;
    process::Runner& runner;
    OtherSystems& others;
    const Attempt& attempt;

    net::awaitable<Outcome> operator()(const commands::Say& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::Whisper& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::OpenForm& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::ShareLog& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::LookUpPerson& task) const {
        return sender.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::LookUpChannel& task) const {
        return sender.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::OpenRoom& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::SetTopic& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::Invite& task) const { return sender.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::StartRollout& task) const {
        return runner.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::WatchRollout& task) const {
        return runner.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::StopRollout& task) const {
        return runner.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::MakeSilence& task) const {
        return others.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::CheckAlerts& task) const {
        return others.perform(task, attempt);
    }

    net::awaitable<Outcome> operator()(const commands::RerunBuild& task) const { return others.perform(task, attempt); }

    net::awaitable<Outcome> operator()(const commands::RingAt&) const {
        return not_for_adapters(); // the engine rings timers itself
    }

    static net::awaitable<Outcome> not_for_adapters() {
        co_return commands::GiveUp{Error{Errc::internal, "a timer has no adapter"}};
    }
};

} // namespace

Dispatcher::Dispatcher(
    net::TaskGroup& tasks, slack::Sender& sender, process::Runner& runner, OtherSystems& others, Finished finished
)
    : tasks_(tasks), sender_(sender), runner_(runner), others_(others), finished_(std::move(finished)) {}

void Dispatcher::begin(commands::Task task, commands::Attempt attempt) {
    const char* kind = commands::kind(task); // before the task is handed on
    tasks_.spawn(kind, carry_out(std::move(task), std::move(attempt)));
}

net::awaitable<void> Dispatcher::carry_out(commands::Task task, commands::Attempt attempt) {
    std::string fault;
    try {
        auto outcome = co_await std::visit(Route{sender_, runner_, others_, attempt}, task);
        finished_(attempt.task, std::move(outcome));
        co_return;
    } catch (const std::exception& thrown) {
        fault = thrown.what();
    }
    // It may have had its effect: the next try looks first.
    finished_(attempt.task, commands::TryAgain{Error{Errc::unknown_outcome, "a fault while doing it: " + fault}});
}

} // namespace pilothouse::bot
