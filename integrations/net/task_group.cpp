#include "integrations/net/task_group.hpp"

#include "core/log.hpp"
#include "integrations/net/token.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>
#include <chrono>
#include <exception>
#include <list>
#include <utility>

namespace pilothouse::net {

namespace asio = boost::asio;

struct TaskGroup::State {
    explicit State(executor on) : loop(std::move(on)) {}

    executor loop;
    std::list<asio::cancellation_signal> running;
    std::list<asio::steady_timer*> joining; ///< each is rung when the last task ends
};

namespace {

/// A cancelled task leaves by operation_aborted; that is its normal end.
void report(const std::string& name, const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted) return;
        log::error("task.failed", {{"task", name}, {"error", error.what()}});
    } catch (const std::exception& error) {
        log::error("task.failed", {{"task", name}, {"error", error.what()}});
    } catch (...) {
        log::error("task.failed", {{"task", name}, {"error", "not an exception of the standard library"}});
    }
}

} // namespace

TaskGroup::TaskGroup(executor loop) : state_(std::make_shared<State>(std::move(loop))) {}

TaskGroup::~TaskGroup() {
    if (state_->running.empty() || std::uncaught_exceptions() > 0) return;
    log::error("task.left_running", {{"tasks", state_->running.size()}});
    assert(state_->running.empty() && "a task group was destroyed before its tasks ended");
}

void TaskGroup::spawn(std::string name, awaitable<void> work) {
    const auto signal = state_->running.emplace(state_->running.end());
    auto ended = [state = state_, signal, name = std::move(name)](const std::exception_ptr& failure) {
        state->running.erase(signal);
        if (failure) report(name, failure);
        if (!state->running.empty()) return;
        for (asio::steady_timer* waiting : state->joining)
            waiting->cancel();
    };
    asio::co_spawn(state_->loop, std::move(work), asio::bind_cancellation_slot(signal->slot(), std::move(ended)));
}

void TaskGroup::cancel() {
    const auto state = state_;
    // A task that ends takes its signal out of the list, so the next one is found first.
    for (auto next = state->running.begin(); next != state->running.end();)
        (next++)->emit(asio::cancellation_type::terminal);
}

awaitable<bool> TaskGroup::join(Duration limit) {
    const auto state = state_;
    if (state->running.empty()) co_return true;
    asio::steady_timer timer(state->loop, limit);
    const auto place = state->joining.insert(state->joining.end(), &timer);
    co_await timer.async_wait(as_result);
    state->joining.erase(place);
    co_return state->running.empty();
}

std::size_t TaskGroup::size() const {
    return state_->running.size();
}

} // namespace pilothouse::net
