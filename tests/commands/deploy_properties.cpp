#include "commands/deploy/life.hpp"
#include "desk_support.hpp"
#include "storage/approvals.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using storage::DeployState;

namespace {
constexpr const char* people[] = {"UANA", "UBEN", "UCLEO", "UDAN", "UGUS", "UNEW", "UBEN2"};

class Storm {
public:
    explicit Storm(unsigned seed) : random_(seed) { company_.meet("UBEN2", "ben@example.com", "Ben's other"); }

    void step() {
        using Step = void (Storm::*)();
        constexpr Step steps[] = {&Storm::ask,  &Storm::ask,  &Storm::decide_on, &Storm::decide_on, &Storm::press,
                                  &Storm::news, &Storm::news, &Storm::news,      &Storm::clock,     &Storm::failure};
        (this->*steps[below(std::size(steps))])();
        for (const auto& start : company_.planned<StartRollout>()) {
            CHECK(started_.insert(start.deploy.value).second); // each at most once, ever
            CHECK(company_.state(start.deploy.value) == DeployState::running);
        }
    }

    void check() {
        std::map<std::pair<ServiceName, EnvironmentName>, int> holding;
        for (const auto& deploy : company_.deploys().history({}, {}, 100'000)) {
            if (deploy::holds_place(deploy.state)) ++holding[{deploy.service, deploy.environment}];
            check_path(deploy);
            check_approvals(deploy);
        }
        for (const auto& [place, count] : holding)
            CHECK(count == 1);
        check_lines();
    }

private:
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

    const char* anybody() { return people[below(std::size(people))]; }

    std::int64_t any_deploy() {
        const auto latest = company_.deploys().history({}, {}, 1);
        return latest.empty() ? 1 : 1 + static_cast<std::int64_t>(below(static_cast<std::size_t>(latest[0].id.value)));
    }

    void ask() {
        constexpr const char* places[] = {"staging", "staging", "production", "vault"};
        const auto version = "v" + std::to_string(below(4));
        (void)company_.say(anybody(), "deploy api " + version + " to " + places[below(4)]);
    }

    void decide_on() {
        constexpr const char* verbs[] = {"approve ", "approve ", "approve ", "reject ", "cancel "};
        (void)company_.say(anybody(), verbs[below(std::size(verbs))] + std::to_string(any_deploy()));
    }

    void press() {
        constexpr const char* actions[] = {"deploy.approve",      "deploy.reject",   "deploy.cancel",
                                           "deploy.again",        "deploy.rollback", "deploy.settle_succeeded",
                                           "deploy.settle_failed"};
        const auto deploy = company_.deploys().find(DeployId{any_deploy()});
        if (!deploy) return;
        (void)company_.press(anybody(), actions[below(std::size(actions))], company_.button(deploy->id.value));
        confirm();
    }

    void confirm() {
        for (const auto& whisper : company_.planned<Whisper>())
            for (const auto& block : whisper.card.blocks)
                if (const auto* buttons = std::get_if<Buttons>(&block)) {
                    const auto button = buttons->buttons.at(0);
                    (void)company_.press(anybody(), button.action, button.value);
                    return;
                }
    }

    void news() {
        using How = RolloutEnded::How;
        constexpr How hows[] = {How::exited,  How::exited,        How::signalled, How::timed_out,
                                How::stopped, How::never_started, How::lost};
        const auto id = any_deploy();
        switch (below(3)) {
        case 0:
            company_.started(id);
            break;
        case 1:
            (void)company_.decide(RolloutProgressed{DeployId{id}, {{"s", company_.now}}, static_cast<int>(below(200))});
            break;
        default:
            company_.ended(id, hows[below(std::size(hows))], static_cast<int>(below(2)));
        }
    }

    void clock() {
        company_.now += std::chrono::minutes{below(20)};
        if (below(4) == 0)
            (void)company_.decide(Started{});
        else
            (void)company_.decide(TimerRang{"approval/" + std::to_string(any_deploy())});
        if (below(10) == 0) company_.settings.services[0].environments[1].approvals = 1 + static_cast<int>(below(2));
    }

    void failure() {
        const DeployId id{any_deploy()};
        const Error error{below(2) == 0 ? Errc::rejected : Errc::unknown_outcome, "given up", {}, {}};
        if (below(2) == 0)
            (void)company_.decide(TaskFailed{TaskId{1}, StopRollout{id}, error});
        else
            (void)company_.decide(TaskFailed{TaskId{1}, WatchRollout{id}, error});
    }

    /// Each step follows from the one before by the table.
    void check_path(const storage::Deployment& deploy) const {
        auto state = DeployState::requested;
        for (const auto& step : company_.deploys().steps(deploy.id)) {
            bool legal = step.state == state;
            for (const auto happening : deploy::all_happenings)
                legal = legal || deploy::next(state, happening) == step.state;
            CHECK(legal);
            state = step.state;
        }
        CHECK(state == deploy.state);
    }

    /// What ran had its approvals, by other human beings than who asked, each counted once.
    void check_approvals(const storage::Deployment& deploy) const {
        const auto person = [](const PersonId& id) { return id.value == "UBEN2" ? std::string("UBEN") : id.value; };
        std::set<std::string> agreed;
        for (const auto& approval : storage::Approvals(*company_.store).of(deploy.id)) {
            CHECK(person(approval.person) != person(deploy.requested_by));
            CHECK(approval.digest == deploy.digest);
            agreed.insert(person(approval.person));
        }
        if (deploy.started_at) CHECK(agreed.size() >= static_cast<std::size_t>(deploy.approvals_needed));
    }

    /// Nobody waits in line before a free place.
    void check_lines() const {
        std::set<std::pair<ServiceName, EnvironmentName>> held, waiting;
        for (const auto& deploy : company_.deploys().open()) {
            const std::pair place{deploy.service, deploy.environment};
            if (deploy::holds_place(deploy.state)) held.insert(place);
            if (deploy.state == DeployState::queued) waiting.insert(place);
        }
        for (const auto& place : waiting)
            CHECK(held.contains(place));
    }

    std::mt19937 random_;
    Company company_;
    std::set<std::int64_t> started_;
};
} // namespace

TEST_CASE("whatever happens in whatever order, the rules hold") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        INFO("seed " << seed);
        Storm storm(seed);
        for (int step = 0; step < 250; ++step)
            storm.step();
        storm.check();
    }
}
