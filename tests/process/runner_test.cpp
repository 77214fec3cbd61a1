#include "integrations/process/archive.hpp"
#include "integrations/process/run_folder.hpp"
#include "rig.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace pilothouse;
using namespace pilothouse::process;
using namespace pilothouse::commands;
using namespace std::chrono_literals;
using How = RolloutEnded::How;

namespace {
/// True while some process has `mark` as an argument.
bool runs_somewhere(const std::string& mark) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        if (read_file(entry.path().string() + "/cmdline").find(mark) != std::string::npos) return true;
    }
    return false;
}

std::string mark() {
    static int count = 0;
    return "86" + std::to_string(::getpid()) + "." + std::to_string(++count);
}
} // namespace

TEST_CASE("A program that succeeds is told from its start to its end") {
    Rig rig;
    const auto ended =
        rig.run_to_end(rig.script("echo hello; echo '::step:: Build'; echo '::progress:: 40'; echo bye >&2"));
    CHECK(ended.how == How::exited);
    CHECK(ended.code == 0);
    CHECK(ended.tail == "hello\nbye");
    CHECK(rig.log_of(rig.deploy) == "hello\n::step:: Build\n::progress:: 40\nbye\n");
    REQUIRE(rig.events.of<RolloutStarted>(rig.deploy).size() == 1);
    CHECK(rig.events.kept.front().first == "run/812/started");
    CHECK(rig.events.kept.back().first == "run/812/ended");
    CHECK(ended.at >= rig.events.of<RolloutStarted>(rig.deploy).front().at);
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
}

TEST_CASE("How a program ended is told exactly") {
    Rig rig;
    SECTION("a status") {
        const auto ended = rig.run_to_end(rig.script("echo broken >&2; exit 7"));
        CHECK(ended.how == How::exited);
        CHECK(ended.code == 7);
        CHECK(ended.tail == "broken");
    }
    SECTION("a signal") {
        const auto ended = rig.run_to_end(rig.script("kill -9 $$"));
        CHECK(ended.how == How::signalled);
        CHECK(ended.code == SIGKILL);
    }
    SECTION("its time is over") {
        const auto ended = rig.run_to_end(rig.script("echo begun; exec sleep 1000", 300ms));
        CHECK(ended.how == How::timed_out);
        CHECK(ended.tail.find("its time is over") != std::string::npos);
    }
    SECTION("it ignores SIGTERM and is killed after the grace") {
        const auto ended = rig.run_to_end(rig.script("trap '' TERM; while :; do sleep 0.05; done", 200ms));
        CHECK(ended.how == How::timed_out);
        CHECK(ended.code == SIGKILL);
    }
    SECTION("it uses the grace to tidy up") {
        const auto ended =
            rig.run_to_end(rig.script("trap 'echo tidied; exit 3' TERM; while :; do sleep 0.02; done", 300ms));
        CHECK(ended.how == How::timed_out);
        CHECK(ended.code == 3);
        CHECK(ended.tail.find("tidied") != std::string::npos);
    }
}

TEST_CASE("A program that can't be started never was, and the words name it") {
    Rig rig;
    SECTION("no such program") {
        const auto ended = rig.run_to_end(rig.program({"./missing.sh", "v1"}));
        CHECK(ended.how == How::never_started);
        CHECK(ended.detail == "./missing.sh can't be run in " + rig.folder + ": No such file or directory");
    }
    SECTION("no such program on the path") {
        const auto ended = rig.run_to_end(rig.program({"no-such-program-here"}));
        CHECK(ended.how == How::never_started);
        CHECK(ended.detail.find("no-such-program-here can't be run") == 0);
    }
    SECTION("no such directory") {
        auto task = rig.script("true");
        task.directory = rig.file("nowhere");
        const auto ended = rig.run_to_end(task);
        CHECK(ended.how == How::never_started);
        CHECK(ended.detail.find("the directory " + rig.file("nowhere") + " can't be entered") == 0);
    }
    SECTION("not executable, no first line, no interpreter") {
        const std::vector<std::pair<std::string, std::string>> rows = {
            {"plain", "Permission denied"}, {"text", "#!"}, {"orphan", "interpreter"}
        };
        std::ofstream(rig.file("plain")) << "#!/bin/sh\n";
        std::ofstream(rig.file("text")) << "echo no shell takes part\n";
        std::ofstream(rig.file("orphan")) << "#!/no/such/interpreter\n";
        ::chmod(rig.file("text").c_str(), 0755);
        ::chmod(rig.file("orphan").c_str(), 0755);
        for (const auto& [name, words] : rows) {
            CAPTURE(name);
            rig.deploy.value += 1;
            const auto ended = rig.run_to_end(rig.program({"./" + name}));
            CHECK(ended.how == How::never_started);
            CHECK(ended.detail.find(words) != std::string::npos);
        }
    }
    SECTION("nothing named, or a NUL in it") {
        CHECK(rig.run_to_end(rig.program({})).how == How::never_started);
        rig.deploy.value += 1;
        CHECK(
            rig.run_to_end(rig.program({"/bin/echo", std::string("a\0b", 3)})).detail.find("NUL") != std::string::npos
        );
    }
    SECTION("no supervisor") {
        rig.supervisor = rig.file("no-supervisor");
        rig.restart();
        const auto ended = rig.run_to_end(rig.script("true"));
        CHECK(ended.how == How::never_started);
        CHECK(ended.detail.find(rig.supervisor) != std::string::npos);
    }
    CHECK(rig.events.of<RolloutStarted>(rig.deploy).empty());
}

TEST_CASE("A start that can be tried again says so") {
    Rig rig;
    std::ofstream(rig.file("runs")) << "a file where the folder should be";
    const auto outcome = rig.perform(rig.script("true"));
    REQUIRE(std::holds_alternative<TryAgain>(outcome));
    CHECK(std::get<TryAgain>(outcome).error.code == Errc::unavailable);
}

TEST_CASE("A second start of the same deploy runs nothing") {
    Rig rig;
    const auto task = rig.script("echo once >> ran; while ! test -e go; do sleep 0.02; done");
    rig.perform(task);
    rig.perform(task);
    rig.restart();
    rig.perform(task);
    const std::string run = rig.folder + "/runs/812";
    // The supervisor itself refuses as well, were it started by mistake.
    for (int i = 0; i < 3; ++i) {
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::execl(rig.supervisor.c_str(), "pilothouse-supervise", run.c_str(), nullptr);
            ::_exit(99);
        }
        int status = 0;
        ::waitpid(pid, &status, 0);
        CHECK(WEXITSTATUS(status) == 0);
    }
    std::ofstream(rig.file("go")) << "";
    CHECK(rig.end_of(rig.deploy).code == 0);
    rig.perform(task);
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
    CHECK(read_file(rig.file("ran")) == "once\n");
    CHECK(rig.events.of<RolloutEnded>(rig.deploy).size() == 1);
}

TEST_CASE("A start is not done while another supervisor holds the run and has not begun it") {
    Rig rig;
    const auto task = rig.script("echo once >> ran");
    std::filesystem::create_directories(rig.folder + "/runs/812");
    const int lock = ::open((rig.folder + "/runs/812/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct flock held{};
    held.l_type = F_WRLCK;
    held.l_whence = SEEK_SET;
    REQUIRE(::fcntl(lock, F_OFD_SETLK, &held) == 0);
    const auto outcome = rig.perform(task);
    REQUIRE(std::holds_alternative<TryAgain>(outcome));
    // If the bot gives up at this, it may not say that the run never began.
    CHECK(std::get<TryAgain>(outcome).error.code == Errc::unknown_outcome);
    ::close(lock);
    CHECK(rig.run_to_end(task).code == 0);
    CHECK(read_file(rig.file("ran")) == "once\n");
}

TEST_CASE("Stopping ends the whole group") {
    Rig rig;
    const std::string sleep = mark();
    rig.perform(rig.script("sleep " + sleep + " & sleep " + sleep));
    REQUIRE(rig.until([&] { return runs_somewhere(sleep); }));
    rig.perform(StopRollout{rig.deploy});
    const auto ended = rig.end_of(rig.deploy);
    CHECK(ended.how == How::stopped);
    CHECK(!runs_somewhere(sleep));
}

TEST_CASE("A rollout that was stopped before it began never begins") {
    Rig rig;
    std::filesystem::create_directories(rig.folder + "/runs/812");
    rig.perform(StopRollout{rig.deploy});
    CHECK(rig.end_of(rig.deploy).how == How::stopped);
    rig.perform(rig.script("echo ran > ran"));
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
    CHECK(!std::filesystem::exists(rig.file("ran")));
}

TEST_CASE("What a program leaves running is ended with it") {
    Rig rig;
    const std::string sleep = mark();
    SECTION("in the background") {
        CHECK(rig.run_to_end(rig.script("sleep " + sleep + " & echo done")).code == 0);
    }
    SECTION("in a session of its own, ignoring SIGTERM, with the output open") {
        const auto text =
            "setsid sh -c 'trap \"\" TERM; sleep " + sleep + "; sleep " + sleep + "' & sleep 0.2; echo done";
        CHECK(rig.run_to_end(rig.script(text)).code == 0);
    }
    CHECK(!runs_somewhere(sleep));
}

TEST_CASE("A flood of output is bounded, and its end is kept") {
    Rig rig;
    rig.limits.log_bytes = 100'000;
    rig.restart();
    const auto ended = rig.run_to_end(rig.script("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo the last line"));
    CHECK(ended.code == 0);
    CHECK(ended.tail.find("the last line") != std::string::npos);
    const std::string log = rig.log_of(rig.deploy);
    CHECK(log.size() < 100'000 + 64 * 1024 + 200);
    CHECK(log.find("bytes are left out here") != std::string::npos);
    CHECK(log.ends_with("xxx\nthe last line\n"));
}

TEST_CASE("Binary output makes a tail that can be shown") {
    Rig rig;
    const auto ended =
        rig.run_to_end(rig.script("head -c 300000 /dev/urandom; printf '\\n\\033[31mred\\033[0m \\377 end\\n'"));
    CHECK(ended.code == 0);
    CHECK(ended.tail.ends_with("red \xEF\xBF\xBD end"));
    CHECK(ended.tail.find('\x1b') == std::string::npos);
}

TEST_CASE("Arguments arrive byte by byte") {
    Rig rig;
    const std::vector<std::string> naughty = {
        "v1; rm -rf /",
        "$(touch owned)",
        "`id`",
        "a b",
        "",
        "'",
        "\"",
        "\\",
        "*",
        "~",
        "-rf",
        "--",
        "\n",
        "\t\r",
        "{version}",
        "%s%n",
        "\xff\xfe",
        "\xE2\x80\xAE",
        "<!channel>",
        "|&><",
        "ünï",
        std::string(100'000, 'x')
    };
    std::vector<std::string> argv = {"/usr/bin/printf", "%s\\0"};
    argv.insert(argv.end(), naughty.begin(), naughty.end());
    CHECK(rig.run_to_end(rig.program(argv)).code == 0);
    std::string expected;
    for (const auto& word : naughty)
        expected.append(word).push_back('\0');
    CHECK(rig.log_of(rig.deploy) == expected);
    CHECK(!std::filesystem::exists(rig.file("owned")));
}

TEST_CASE("A program gets only the environment it is meant to have") {
    Rig rig;
    ::setenv("PILOTHOUSE_TEST_PASSED", "as it is: $HOME = x", 1);
    ::setenv("PILOTHOUSE_TEST_SECRET", "not for programs", 1);
    auto task = rig.program({"/usr/bin/env", "-0"});
    task.pass_env = {"PILOTHOUSE_TEST_PASSED", "PILOTHOUSE_TEST_NOT_SET"};
    task.set_env = {{"PILOTHOUSE_DEPLOY", "812"}, {"LANG", "de_DE.UTF-8"}};
    CHECK(rig.run_to_end(task).code == 0);
    std::set<std::string> got;
    const std::string log = rig.log_of(rig.deploy);
    for (std::size_t at = 0; at < log.size(); at = log.find('\0', at) + 1)
        got.insert(log.substr(at, log.find('\0', at) - at));
    const std::set<std::string> expected = {
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG=de_DE.UTF-8", "HOME=" + rig.folder,
        "PILOTHOUSE_TEST_PASSED=as it is: $HOME = x", "PILOTHOUSE_DEPLOY=812"
    };
    CHECK(got == expected);
    // The value of a passed variable is nowhere on the disk but in what the program itself wrote.
    CHECK(read_file(rig.folder + "/runs/812/spec").find("as it is") == std::string::npos);
}

TEST_CASE("A program has nothing open but its own input and output") {
    Rig rig;
    const int leaked = ::open("/dev/null", O_RDONLY); // on purpose without O_CLOEXEC
    CHECK(rig.run_to_end(rig.script("ls /proc/self/fd | tr '\\n' ' '; cat; echo end; ulimit -c")).code == 0);
    ::close(leaked);
    CHECK(rig.log_of(rig.deploy) == "0 1 2 3 end\n0\n"); // 3 is the listing's own
}

TEST_CASE("A killed supervisor means lost, and is told as such") {
    Rig rig;
    const std::string sleep = mark();
    rig.perform(rig.script("echo begun; exec sleep " + sleep));
    REQUIRE(rig.until([&] { return rig.log_of(rig.deploy) == "begun\n"; }));
    ::kill(rig.supervisor_of(rig.deploy), SIGKILL);
    const auto ended = rig.end_of(rig.deploy);
    CHECK(ended.how == How::lost);
    CHECK(ended.detail.find("was ended from outside") != std::string::npos);
    CHECK(ended.tail == "begun");
    // Neither a start nor a stop brings it back.
    rig.perform(rig.script("echo again > again"));
    rig.perform(StopRollout{rig.deploy});
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
    CHECK(!std::filesystem::exists(rig.file("again")));
    CHECK(runs_somewhere(sleep)); // as the words say
    const auto program = RunFolder(rig.folder + "/runs/812").program();
    REQUIRE(program.has_value());
    CHECK(ended.detail.find("process group " + std::to_string(*program)) != std::string::npos);
    ::kill(-*program, SIGKILL);
}

TEST_CASE("A machine that was restarted is told as such") {
    Rig rig;
    const std::string run = rig.folder + "/runs/812";
    std::filesystem::create_directories(run);
    std::ofstream(run + "/started") << "pid 1\nat 1000\nboot 00000000-0000-0000-0000-000000000000\n";
    rig.perform(WatchRollout{rig.deploy});
    const auto ended = rig.end_of(rig.deploy);
    CHECK(ended.how == How::lost);
    CHECK(ended.detail.find("the machine was restarted") != std::string::npos);
    // Process 1 of this start of the machine has nothing to do with it.
    rig.perform(StopRollout{rig.deploy});
}

TEST_CASE("A run nothing is known of is lost, one that had not begun never will") {
    Rig rig;
    rig.perform(WatchRollout{rig.deploy});
    CHECK(rig.end_of(rig.deploy).how == How::lost);
    rig.deploy = DeployId{813};
    std::filesystem::create_directories(rig.folder + "/runs/813");
    rig.perform(WatchRollout{rig.deploy});
    CHECK(rig.end_of(rig.deploy).how == How::never_started);
    rig.perform(rig.script("echo ran > ran"));
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
    CHECK(!std::filesystem::exists(rig.file("ran")));
}

TEST_CASE("A new Runner takes hold of what runs, and tells the end once") {
    Rig rig;
    rig.perform(rig.script("echo '::step:: One'; while ! test -e go; do sleep 0.02; done; echo '::step:: Two'; exit 5")
    );
    REQUIRE(rig.until([&] { return !rig.events.of<RolloutProgressed>(rig.deploy).empty(); }));
    const auto first = rig.events.of<RolloutProgressed>(rig.deploy).front().steps.front();
    rig.restart();
    std::ofstream(rig.file("go")) << "";
    rig.idle(50ms);
    CHECK(rig.events.of<RolloutEnded>(rig.deploy).empty());
    rig.perform(WatchRollout{rig.deploy});
    rig.perform(WatchRollout{rig.deploy});
    CHECK(rig.end_of(rig.deploy).code == 5);
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
    CHECK(rig.events.of<RolloutStarted>(rig.deploy).size() == 1);
    CHECK(rig.events.of<RolloutEnded>(rig.deploy).size() == 1);
    const auto again = rig.events.of<RolloutProgressed>(rig.deploy).back().steps.front();
    CHECK(again.name == "One");
    CHECK(again.began == first.began);
}

TEST_CASE("What could not be kept is told again") {
    Rig rig;
    rig.events.refuse = 3;
    rig.events.lose = 2;
    CHECK(rig.run_to_end(rig.script("echo '::step:: A'")).code == 0);
    CHECK(rig.events.of<RolloutStarted>(rig.deploy).size() == 1);
    CHECK(rig.events.offers >= 7);
    CHECK(rig.until([&] { return rig.runner->watched() == 0; }));
}

TEST_CASE("Many rollouts run side by side") {
    Rig rig;
    constexpr int many = 12;
    for (int i = 1; i <= many; ++i) {
        rig.deploy = DeployId{i};
        rig.perform(rig.script("echo number " + std::to_string(i) + "; exit " + std::to_string(i)));
    }
    for (int i = 1; i <= many; ++i) {
        const auto ended = rig.end_of(DeployId{i});
        CHECK(ended.code == i);
        CHECK(ended.tail == "number " + std::to_string(i));
    }
}

TEST_CASE("Old run directories go, new and running ones stay") {
    Rig rig;
    for (const int id : {1, 2, 3, 4}) {
        rig.deploy = DeployId{id};
        rig.run_to_end(rig.script("true"));
    }
    REQUIRE(rig.until([&] { return rig.runner->watched() == 0; }));
    const std::string runs = rig.folder + "/runs";
    std::filesystem::create_directories(runs + "/not-a-run");
    rig.deploy = DeployId{5};
    rig.perform(rig.script("while ! test -e go; do sleep 0.02; done"));
    const Time today = pilothouse::now();
    CHECK(prune(runs, 1h, 100, today, {}) == 0);
    CHECK(prune(runs, 1h, 3, today, {}) == 2);
    CHECK(!std::filesystem::exists(runs + "/1"));
    CHECK(!std::filesystem::exists(runs + "/2"));
    CHECK(prune(runs, 1h, 100, today + 2h, {DeployId{3}}) == 1);
    CHECK(std::filesystem::exists(runs + "/3"));
    CHECK(std::filesystem::exists(runs + "/5"));
    CHECK(std::filesystem::exists(runs + "/not-a-run"));
    std::ofstream(rig.file("go")) << "";
    rig.end_of(rig.deploy);
}

TEST_CASE("A number that was given again does not find the run of the one before") {
    Rig rig;
    auto first = rig.script("echo one");
    first.run = "of a database that was restored";
    CHECK(rig.run_to_end(first).tail == "one");
    auto second = rig.script("echo two");
    second.run = "another";
    REQUIRE(std::holds_alternative<commands::Done>(rig.perform(second)));
    CHECK(rig.until([&] { return rig.log_of(rig.deploy) == "two\n"; }));
    REQUIRE(rig.until([&] { return rig.runner->watched() == 0; }));
    const auto runs = rig.folder + "/runs";
    const auto aside = runs + "/812.of-of a database that was restored";
    CHECK(prune(runs, 1h, 100, pilothouse::now(), {}) == 0);
    REQUIRE(std::filesystem::exists(aside));
    CHECK(prune(runs, 1h, 100, pilothouse::now() + 2h, {rig.deploy}) == 1);
    CHECK(!std::filesystem::exists(aside));
    CHECK(std::filesystem::exists(runs + "/812"));
}
