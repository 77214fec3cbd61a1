#include "desk_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using storage::DeployState;
using How = RolloutEnded::How;

TEST_CASE("a running deploy is stopped once, and is cancelled when its program has ended") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    company.started(1);
    CHECK(has(company.say("UDAN", "cancel 1"), "Not cancelled"));
    CHECK(has(company.say("UBEN", "cancel 1"), "Stopping deploy 1"));
    CHECK(company.planned<StopRollout>().size() == 1);
    CHECK(has(company.card(1), "being stopped for Ben"));
    CHECK(has(company.say("UANA", "cancel 1"), "being stopped already, for Ben"));
    CHECK(company.state(1) == DeployState::running);
    company.ended(1, How::stopped);
    CHECK(company.state(1) == DeployState::cancelled);
    CHECK(has(company.card(1), "stopped for Ben"));
    CHECK(has(company.say("UANA", "cancel 1"), "Nothing to cancel"));
}

TEST_CASE("a stop that failed can be asked for again") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    (void)company.say("UANA", "cancel 1");
    (void)company.decide(TaskFailed{TaskId{1}, StopRollout{DeployId{1}}, {Errc::unavailable, "no runner", {}, {}}});
    CHECK(has(company.say("UANA", "cancel 1"), "Stopping"));
    (void)company.decide(TaskFailed{TaskId{1}, StopRollout{DeployId{9}}, {Errc::unavailable, "no runner", {}, {}}});
}

TEST_CASE("who asked may take it back without the right to deploy there any more") {
    Company company;
    company.staged("v1");
    (void)company.say("UANA", "deploy api v1 to production");
    company.settings.teams[0].members = {"UBEN"};
    CHECK(has(company.say("UANA", "cancel 2"), "Cancelled deploy 2"));
    CHECK(company.state(2) == DeployState::cancelled);
}

TEST_CASE("an unknown end holds the place until a person settles it") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    company.started(1);
    (void)company.say("UANA", "deploy api v2 to staging");
    company.ended(1, How::lost, 0, "the machine was restarted");
    CHECK(company.state(1) == DeployState::unknown);
    CHECK(company.state(2) == DeployState::queued);
    const auto told = company.said("notice/unknown/1");
    CHECK(has(told, "the machine was restarted"));
    CHECK(has(told, "settle 1 as succeeded"));
    CHECK(has(company.card(1), "will not be started again by itself"));
    CHECK(has(company.press("UDAN", "deploy.settle_succeeded", company.button(1)), "Not settled"));
    CHECK(has(company.press("UANA", "deploy.settle_succeeded", company.button(1)), "is settled: succeeded"));
    CHECK(company.state(1) == DeployState::succeeded);
    CHECK(company.state(2) == DeployState::running);
    CHECK(has(company.press("UANA", "deploy.settle_failed", company.button(1)), "Nothing to settle"));
}

TEST_CASE("where the rule wants approvals, who asked does not settle it") {
    Company company;
    company.staged("v1");
    (void)company.say("UANA", "deploy api v1 to production");
    (void)company.say("UBEN", "approve 2");
    company.ended(2, How::lost);
    CHECK(has(company.say("UANA", "settle 2 as succeeded"), "wants another person to decide"));
    CHECK(has(company.say("UANA", "settle 2 as again"), "wants another person to decide"));
    CHECK(company.state(2) == DeployState::unknown);
    CHECK(has(company.say("UBEN", "settle 2 as maybe"), "`settle 2 as succeeded`"));
    // Started again it is a new deploy, that needs its own approval.
    CHECK(has(company.say("UBEN", "settle 2 as again"), "waits for the approval"));
    CHECK(company.state(2) == DeployState::failed);
    CHECK(company.state(3) == DeployState::waiting_approval);
    CHECK(company.planned<StartRollout>().empty());
}

TEST_CASE("settled as failed by typing") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    company.ended(1, How::lost);
    CHECK(has(company.say("UBEN", "settle 1 as failed"), "is settled: failed"));
    CHECK(has(company.say("UBEN", "settle 77 as failed"), "there is no deploy 77"));
}

TEST_CASE("a program that is seen again after all is followed again") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    company.ended(1, How::lost);
    company.started(1);
    CHECK(company.state(1) == DeployState::running);
    company.ended(1);
    CHECK(company.state(1) == DeployState::succeeded);
    CHECK_FALSE(has(company.card(1), "lost sight"));
}

TEST_CASE("a start that was given up") {
    const auto give_up = [](Company& company, Errc code) {
        (void)company.say("UANA", "deploy api v1 to staging");
        (void)company.decide(TaskFailed{TaskId{1}, company.planned<StartRollout>().at(0), {code, "no runner", {}, {}}});
    };
    Company surely_not;
    give_up(surely_not, Errc::rejected);
    CHECK(surely_not.state(1) == DeployState::failed);
    CHECK(has(surely_not.card(1), "could not be started: no runner"));
    Company perhaps;
    give_up(perhaps, Errc::unknown_outcome);
    CHECK(perhaps.state(1) == DeployState::unknown);
    Company unseen;
    (void)unseen.say("UANA", "deploy api v1 to staging");
    (void)unseen.decide(TaskFailed{TaskId{1}, WatchRollout{DeployId{1}}, {Errc::rejected, "gone", {}, {}}});
    CHECK(unseen.state(1) == DeployState::unknown);
    bool told = false;
    for (const auto& say : unseen.planned<Say>())
        told = told || (say.channel.value == "#pilothouse" && has(plain(say.card), "Deploy 1 can't be watched"));
    CHECK(told);
}

TEST_CASE("the log comes as a file, for what ran") {
    Company company;
    company.staged("v1");
    CHECK(has(company.say("UDAN", "log 1"), "comes as a file"));
    auto logs = company.planned<ShareLog>();
    REQUIRE(logs.size() == 1);
    CHECK(logs[0].in_thread_of.empty());
    (void)company.press("UDAN", "deploy.log", company.button(1), {.channel = ChannelId{"#api"}});
    logs = company.planned<ShareLog>();
    REQUIRE(logs.size() == 1);
    CHECK(logs[0].in_thread_of.value == "deploy/1");
    (void)company.say("UANA", "deploy api v1 to production");
    CHECK(has(company.say("UANA", "log 2"), "it never ran"));
}

TEST_CASE("after a start everything is taken up again") {
    Company company;
    company.staged("v1");
    (void)company.say("UANA", "deploy api v1 to production");
    (void)company.say("UANA", "deploy api v2 to staging");
    (void)company.say("UANA", "deploy api v3 to staging");
    company.now += std::chrono::minutes{5};
    (void)company.decide(Started{});
    const auto watched = company.planned<WatchRollout>();
    REQUIRE(watched.size() == 1);
    CHECK(watched[0].deploy.value == 3);
    CHECK(company.planned<RingAt>().size() == 2); // the approval, and the people
    CHECK(company.planned<StartRollout>().empty());
    CHECK(company.planned<LookUpPerson>().empty()); // everybody was found minutes ago
    company.now += std::chrono::hours{25};
    (void)company.decide(TimerRang{"people/refresh"});
    const auto lookups = company.planned<LookUpPerson>();
    REQUIRE(lookups.size() == 1);
    CHECK(lookups[0].email == "ben@example.com");
}

TEST_CASE("a long tail is cut to its end and credentials in it are not repeated") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    std::string tail;
    for (int i = 0; i < 500; ++i)
        tail += "line " + std::to_string(i) + "\n";
    tail += "token xoxb-123456789012-abcdefghijklmnopqrstuvwx\n";
    (void
    )company.decide(RolloutEnded{.deploy = DeployId{1}, .how = How::exited, .code = 1, .tail = tail, .at = company.now}
    );
    const auto says = company.planned<Say>();
    REQUIRE(says.size() >= 2);
    const auto text = plain(says[1].card);
    CHECK(has(text, "line 499"));
    CHECK_FALSE(has(text, "line 100\n"));
    CHECK_FALSE(has(text, "xoxb-1234"));
    CHECK(has(text, "@UANA")); // has to act
}
