#include "real_buildbot.hpp"

#include "tests/support/loopback.hpp"

#include <stdexcept>

namespace pilothouse::tests {

using namespace std::chrono_literals;

namespace {

constexpr const char* master_program = "/usr/bin/buildbot";
constexpr const char* worker_program = "/usr/bin/buildbot-worker";

/// The worker and whoever sends changes come in by the same port. A build is one step: there is no file `broken`.
constexpr const char* master_begin = R"(from buildbot.plugins import changes, schedulers, steps, util, worker

listens = "tcp:{port}:interface={host}"
c = BuildmasterConfig = {}
c["buildbotURL"] = "https://builds.example.com/"
c["buildbotNetUsageData"] = None
c["db"] = {"db_url": "sqlite:///state.sqlite"}
c["protocols"] = {"pb": {"port": listens}}
c["workers"] = [worker.Worker("one", "worker-password")]
c["change_source"] = [changes.PBChangeSource(port=listens, user="sender", passwd="sender-password")]
c["schedulers"] = [schedulers.AnyBranchScheduler(name="push", treeStableTimer=None, builderNames=["unit"])]
tests = steps.ShellCommand(name="unit tests", command=["test", "!", "-e", "{broken}"])
c["builders"] = [util.BuilderConfig(name="unit", workernames=["one"], factory=util.BuildFactory([tests]))]
c["services"] = []

)";

std::string filled(std::string text, const std::string& place, const std::string& value) {
    return text.replace(text.find(place), place.size(), value);
}

} // namespace

RealBuildbot::RealBuildbot() {
    need_program(master_program, "buildbot");
    need_program(worker_program, "buildbot-worker");
    const auto host = unused_address();
    listens_ = host + ":" + std::to_string(free_port(host));
}

std::string RealBuildbot::configuration(const std::string& bot) const {
    const auto colon = listens_.find(':');
    auto text = filled(master_begin, "{port}", listens_.substr(colon + 1));
    text = filled(std::move(text), "{host}", listens_.substr(0, colon));
    text = filled(std::move(text), "{broken}", (folder_.path() / "broken").string());
    return text + example("buildbot.cfg", {{"https://bot.example.com", bot}});
}

net::awaitable<void> RealBuildbot::done(Stage& stage, RealProcess& process, std::string what) {
    const bool over = co_await stage.until([&]() -> net::awaitable<bool> { co_return process.ended().has_value(); });
    if (!over || process.ended() != 0) throw std::runtime_error(what + " failed:\n" + process.printed());
}

net::awaitable<void> RealBuildbot::create(Stage& stage, std::string bot, std::string token) {
    RealProcess master;
    RealProcess worker;
    master.start({master_program, "create-master", "--no-logrotate", "master"}, folder_.path(), "create-master.log");
    worker.start(
        {worker_program, "create-worker", "--no-logrotate", "worker", listens_, "one", "worker-password"},
        folder_.path(), "create-worker.log"
    );
    co_await done(stage, worker, "buildbot-worker create-worker");
    co_await done(stage, master, "buildbot create-master");
    write(folder_.path() / "master/master.cfg", configuration(bot));
    write(folder_.path() / "master/pilothouse.secret", token + "\n");
}

void RealBuildbot::start() {
    master_.start({master_program, "start", "--nodaemon", "master"}, folder_.path(), "master.log");
    worker_.start({worker_program, "start", "--nodaemon", "worker"}, folder_.path(), "worker.log");
}

net::awaitable<bool> RealBuildbot::ready(Stage& stage) {
    co_return co_await stage.until([&]() -> net::awaitable<bool> {
        for (auto* process : {&master_, &worker_})
            if (process->ended())
                throw std::runtime_error(
                    "Buildbot has ended:\n" + process->printed() + text_of(folder_.path() / "master/twistd.log")
                );
        co_return text_of(folder_.path() / "worker/twistd.log").contains("worker is ready");
    });
}

void RealBuildbot::let_pass(bool pass) {
    if (pass)
        std::filesystem::remove(folder_.path() / "broken");
    else
        write(folder_.path() / "broken", "");
}

net::awaitable<void> RealBuildbot::change(Stage& stage, std::string author, std::string revision) {
    RealProcess sender;
    sender.start(
        {master_program, "sendchange", "--master=" + listens_, "--auth=sender:sender-password", "--who=" + author,
         "--project=acme/checkout", "--repository=https://git.example.com/acme/checkout", "--branch=main",
         "--revision=" + revision, "--comments=Change " + revision, "checkout.c"},
        folder_.path(), "sendchange-" + std::to_string(++changes_) + ".log"
    );
    co_await done(stage, sender, "buildbot sendchange");
}

} // namespace pilothouse::tests
