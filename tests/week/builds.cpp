#include "tests/week/week.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

namespace pilothouse::week {

namespace {

using commands::Phase;
using commands::PipelineChanged;
using namespace std::chrono_literals;

constexpr std::array<const char*, 5> people{"ana", "ben", "chris", "dora", "emil"};
constexpr std::array<const char*, 3> jobs{"compile", "unit tests", "browser tests"};

/// A commit is pushed.
struct Push {
    Time at;
    int service;
    std::string branch;
};

/// The first services are the busy ones; half of all is pushed to main.
std::vector<Push> pushes(Chance& chance) {
    std::vector<Push> all;
    for (int i = 0; i < builds; ++i) {
        const int service = std::min(chance.below(services), chance.below(services));
        const bool main = chance.in_hundred(55);
        all.push_back({chance.at_work(), service, main ? "main" : "feature/" + std::to_string(1 + chance.below(25))});
    }
    std::ranges::sort(all, {}, [](const Push& push) { return std::tie(push.at, push.service, push.branch); });
    return all;
}

class Run {
public:
    Run(Chance& chance, std::vector<Happening>& all, const Push& push, int number)
        : chance_(chance), all_(all), team_(team_of(push.service)), now_(push.at) {
        const std::string project = "northwind/" + service_name(push.service);
        const std::string who = people.at(static_cast<std::size_t>(chance.below(static_cast<int>(people.size()))));
        run_ = {
            .run = "github/" + project + "/" + std::to_string(number),
            .project = project,
            .name = "CI",
            .number = std::to_string(number),
            .branch = push.branch,
            .title = "Change " + std::to_string(number),
            .trigger = "push",
        };
        run_.authors = {{.name = who, .email = who + "@example.com", .login = who}};
    }

    /// One attempt, from the queue to its end.
    void attempt(int which, bool good) {
        run_.attempt = which;
        tell(run_, Phase::queued);
        now_ += std::chrono::seconds{5 + chance_.below(60)};
        tell(run_, Phase::running);
        const auto breaks = good ? jobs.size() : static_cast<std::size_t>(chance_.below(static_cast<int>(jobs.size())));
        for (std::size_t i = 0; i < jobs.size(); ++i)
            work(i, i == breaks);
        tell(run_, good ? Phase::succeeded : Phase::failed);
        now_ += 3min;
    }

private:
    void work(std::size_t number, bool breaks) {
        PipelineChanged job{.run = run_.run, .job = std::to_string(number + 1), .attempt = run_.attempt};
        job.project = run_.project;
        job.name = jobs.at(number);
        if (breaks) job.reason = "3 of 412 cases";
        now_ += std::chrono::seconds{40 + chance_.below(180)};
        tell(job, breaks ? Phase::failed : Phase::succeeded);
    }

    void tell(PipelineChanged change, Phase phase) {
        change.phase = phase;
        change.at = now_;
        const bool job = !change.job.empty();
        all_.push_back({now_, team_, std::move(change), job, !job && commands::ended(phase)});
        now_ += 1s;
    }

    Chance& chance_;
    std::vector<Happening>& all_;
    int team_;
    Time now_;
    PipelineChanged run_;
};

} // namespace

/// One build in fourteen breaks its branch; a broken one stays so for two builds or so. Some are only unlucky and are
/// run again.
void add_builds(Chance& chance, std::vector<Happening>& all) {
    std::map<std::pair<int, std::string>, bool> broken;
    std::map<int, int> numbers;
    for (const auto& push : pushes(chance)) {
        bool& is_broken = broken[{push.service, push.branch}];
        is_broken = is_broken ? chance.in_hundred(50) : chance.in_hundred(7);
        Run run(chance, all, push, ++numbers[push.service]);
        run.attempt(1, !is_broken);
        if (is_broken && chance.in_hundred(20)) {
            run.attempt(2, true);
            is_broken = false;
        }
    }
}

} // namespace pilothouse::week
