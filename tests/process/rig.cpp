#include "rig.hpp"

#include "integrations/process/run_folder.hpp"

#include <boost/asio/co_spawn.hpp>

#include <catch2/catch.hpp>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace pilothouse::process {

using namespace std::chrono_literals;

bool KeptEvents::offer(commands::Incoming incoming) {
    ++offers;
    if (refuse > 0) {
        --refuse;
        return false;
    }
    if (lose > 0) {
        --lose;
        incoming.acknowledge(fail(Errc::unavailable, "the disk is full"));
        return true;
    }
    const bool fresh = keys_.insert(incoming.key).second;
    if (fresh) kept.emplace_back(incoming.key, incoming.event);
    incoming.acknowledge(commands::Acknowledgement{.duplicate = !fresh});
    return true;
}

std::string read_file(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

Rig::Rig() : supervisor(PILOTHOUSE_BINARY "/pilothouse-supervise") {
    std::string name = (std::filesystem::temp_directory_path() / "pilothouse-run-XXXXXX").string();
    REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
    limits.poll = 10ms;
    limits.grace = 300ms;
    limits.progress = 20ms;
    restart();
}

Rig::~Rig() {
    let_go();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
}

void Rig::let_go() {
    if (!runner) return;
    bool stopped = false;
    boost::asio::co_spawn(loop, runner->stop(5s), [&](const std::exception_ptr&) { stopped = true; });
    until([&] { return stopped; });
    runner.reset();
}

void Rig::restart() {
    let_go();
    runner = std::make_unique<Runner>(loop.get_executor(), events, folder + "/runs", supervisor, limits);
}

bool Rig::until(const std::function<bool()>& met) {
    const auto deadline = std::chrono::steady_clock::now() + 30s;
    while (!met()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        loop.restart();
        loop.run_one_for(5ms);
    }
    return true;
}

void Rig::idle(Duration span) {
    loop.restart();
    loop.run_for(span);
}

commands::StartRollout Rig::program(std::vector<std::string> argv, Duration timeout) const {
    return {
        .deploy = deploy,
        .argv = std::move(argv),
        .directory = folder,
        .pass_env = {},
        .set_env = {},
        .timeout = timeout,
        .run = "first"
    };
}

commands::StartRollout Rig::script(const std::string& text, Duration timeout) const {
    return program({"/bin/sh", "-c", text}, timeout);
}

commands::Outcome Rig::run(const std::function<net::awaitable<commands::Outcome>()>& work) {
    std::optional<commands::Outcome> outcome;
    boost::asio::co_spawn(loop, work(), [&](const std::exception_ptr& failure, commands::Outcome result) {
        REQUIRE(!failure);
        outcome = std::move(result);
    });
    REQUIRE(until([&] { return outcome.has_value(); }));
    return *outcome;
}

commands::RolloutEnded Rig::end_of(DeployId id) {
    REQUIRE(until([&] { return !events.of<commands::RolloutEnded>(id).empty(); }));
    return events.of<commands::RolloutEnded>(id).front();
}

commands::RolloutEnded Rig::run_to_end(const commands::StartRollout& task) {
    const auto outcome = perform(task);
    REQUIRE(std::holds_alternative<commands::Done>(outcome));
    return end_of(task.deploy);
}

std::string Rig::file(const std::string& name) const {
    return folder + "/" + name;
}

std::string Rig::log_of(DeployId id) const {
    return read_file(runner->log_path(id));
}

int Rig::supervisor_of(DeployId id) const {
    const auto begun = RunFolder(folder + "/runs/" + std::to_string(id.value)).begun();
    REQUIRE(begun.has_value());
    return begun->pid;
}

} // namespace pilothouse::process
