#include "bot/program/loop.hpp"

#include "core/log.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <unistd.h>

#include <csignal>
#include <filesystem>

namespace pilothouse::program {

struct Loop::State {
    boost::asio::io_context context{1};
    net::TaskGroup tasks{context.get_executor()};
    boost::asio::signal_set end{context};
    boost::asio::signal_set reload{context};
    boost::asio::signal_set child{context};
};

namespace {

void listen_again(boost::asio::signal_set& signals, const std::function<void()>& act) {
    signals.async_wait([&signals, act](const boost::system::error_code& error, int) {
        if (error) return;
        act();
        listen_again(signals, act);
    });
}

constexpr int exit_interrupted = 130;

} // namespace

Loop::Loop() : state_(std::make_unique<State>()) {}

Loop::~Loop() = default;

net::executor Loop::executor() {
    return state_->context.get_executor();
}

void Loop::spawn(std::string name, net::awaitable<void> work) {
    state_->tasks.spawn(std::move(name), std::move(work));
}

void Loop::on_end_signal(std::function<void(int)> ask) {
    state_->end.add(SIGTERM);
    state_->end.add(SIGINT);
    state_->end.async_wait([this, ask = std::move(ask)](const boost::system::error_code& error, int number) {
        if (error) return;
        log::info("program.ending", {{"signal", number}});
        state_->end.clear();
        std::signal(SIGTERM, [](int) { ::_exit(exit_interrupted); });
        std::signal(SIGINT, [](int) { ::_exit(exit_interrupted); });
        ask(number);
        forget_signals();
    });
}

void Loop::on_reload_signal(std::function<void()> reload) {
    state_->reload.add(SIGHUP);
    listen_again(state_->reload, std::move(reload));
}

void Loop::on_child_signal(std::function<void()> reap) {
    state_->child.add(SIGCHLD);
    listen_again(state_->child, std::move(reap));
}

void Loop::forget_signals() {
    state_->end.cancel();
    state_->reload.cancel();
    state_->child.cancel();
}

void Loop::run() {
    state_->context.run();
}

std::string beside_program(const std::string& name) {
    std::error_code failed;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", failed);
    return failed ? name : (program.parent_path() / name).string();
}

std::string page_folder(const std::string& wanted) {
    if (!wanted.empty()) return wanted;
    for (const auto& folder : {beside_program("page"), std::string("sandbox/page/dist")}) {
        if (std::filesystem::exists(folder + "/index.html")) return folder;
    }
    return {};
}

} // namespace pilothouse::program
