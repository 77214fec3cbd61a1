#include "desk_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using storage::DeployState;

namespace {
/// Deploy 2 waits for approval of v1 to production, asked for by Ana.
Company waiting() {
    Company company;
    company.staged("v1");
    (void)company.say("UANA", "deploy api v1 to production");
    return company;
}
} // namespace

TEST_CASE("a deploy that needs approval waits, names who may, and runs when another person agrees") {
    auto company = waiting();
    REQUIRE(company.state(2) == DeployState::waiting_approval);
    CHECK(has(company.card(2), "0 of 1"));
    CHECK(has(company.card(2), "@UBEN"));
    CHECK_FALSE(has(company.card(2), "@UANA"));
    CHECK(has(company.card(2), "approve " + company.deploy(2).code));
    const auto timers = company.planned<RingAt>();
    REQUIRE(timers.size() == 1);
    CHECK(timers[0].name == "approval/2");
    CHECK(has(company.press("UBEN", "deploy.approve", company.button(2)), "You approved deploy 2"));
    CHECK(company.state(2) == DeployState::running);
    CHECK(company.planned<StartRollout>().size() == 1);
    CHECK(has(company.card(2), "1 of 1: Ben"));
    CHECK(company.last_audit().voice == "button");
    CHECK(company.last_audit().outcome == "accepted");
}

TEST_CASE("approval by number and by code") {
    auto by_number = waiting();
    CHECK(has(by_number.say("UBEN", "approve 2"), "running"));
    auto by_code = waiting();
    const auto code = by_code.deploy(2).code;
    REQUIRE(code.size() == 4);
    CHECK(code.find_first_not_of("ACDEFHJKMNPQRTUVWXY3479") == std::string::npos);
    CHECK(has(by_code.say("UBEN", "approve " + code), "running"));
    CHECK(has(by_code.say("UBEN", "approve 99"), "there is no deploy 99"));
}

TEST_CASE("nobody approves their own deploy, not with a second account either") {
    auto company = waiting();
    CHECK(has(company.say("UANA", "approve 2"), "another person must approve it"));
    CHECK(has(company.say("UANA", "approve 2"), "Who may: payments: Ben"));
    company.meet("UANA2", "ana@example.com", "Ana again");
    company.settings.teams[0].members.push_back("UANA2");
    // The rule's text names teams, so the new member alone does not void the request.
    CHECK(has(company.say("UANA2", "approve 2"), "another person must approve it"));
    CHECK(company.state(2) == DeployState::waiting_approval);
}

TEST_CASE("only approvers approve, by any way, and are asked again when they press") {
    auto company = waiting();
    for (const auto* who : {"UCLEO", "UDAN", "UNEW"}) {
        CHECK(has(company.press(who, "deploy.approve", company.button(2)), "Not approved: you may not approve"));
        CHECK(has(company.say(who, "reject 2"), "Not rejected"));
        CHECK(company.last_audit().outcome == "refused");
    }
    CHECK(company.state(2) == DeployState::waiting_approval);
}

TEST_CASE("an altered button, or one of another deploy, does nothing") {
    auto company = waiting();
    for (const std::string& value :
         {std::string("2"), std::string("2:"), std::string("2:0000"), "2:" + company.deploy(1).nonce,
          "1:" + company.deploy(2).nonce, std::string("x:y"), std::string("99:") + company.deploy(2).nonce,
          std::string()})
        CHECK(has(company.press("UBEN", "deploy.approve", value), "does not fit"));
    CHECK(has(company.press("UBEN", "deploy.unheard_of", company.button(2)), "does not fit"));
    CHECK(company.state(2) == DeployState::waiting_approval);
}

TEST_CASE("a double click is told that it was done, and by whom") {
    auto company = waiting();
    const auto button = company.button(2);
    (void)company.press("UBEN", "deploy.approve", button);
    const auto again = company.press("UBEN", "deploy.approve", button);
    CHECK(has(again, "is running"));
    CHECK(has(again, "approved by Ben"));
    CHECK(company.planned<StartRollout>().empty());
}

TEST_CASE("two approvals need two people") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to vault");
    CHECK(has(company.say("UBEN", "approve 1"), "1 more needed"));
    CHECK(company.state(1) == DeployState::waiting_approval);
    CHECK(has(company.say("UBEN", "approve 1"), "You approved it already"));
    company.meet("UBEN2", "ben@example.com", "Ben's other account");
    CHECK(has(company.say("UBEN2", "approve 1"), "You approved it already"));
    CHECK(has(company.say("UCLEO", "approve 1"), "running"));
    CHECK(company.state(1) == DeployState::running);
}

TEST_CASE("an approval whose giver has lost the right does not count") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to vault");
    (void)company.say("UBEN", "approve 1");
    company.settings.teams[0].members = {"UANA"};
    CHECK(has(company.say("UCLEO", "approve 1"), "1 more needed"));
    CHECK(company.state(1) == DeployState::waiting_approval);
}

TEST_CASE("a request expires, by its timer or by a late approval") {
    auto company = waiting();
    (void)company.decide(TimerRang{"approval/2"});
    CHECK(company.state(2) == DeployState::waiting_approval); // too early: planned again
    CHECK(company.planned<RingAt>().size() == 1);
    auto late = waiting();
    company.now += std::chrono::minutes{31};
    (void)company.decide(TimerRang{"approval/2"});
    CHECK(company.state(2) == DeployState::expired);
    CHECK(has(company.card(2), "nobody agreed in time"));
    late.now += std::chrono::minutes{31};
    CHECK(has(late.say("UBEN", "approve 2"), "has lapsed"));
    CHECK(late.state(2) == DeployState::expired);
    (void)late.decide(TimerRang{"approval/2"});
    (void)late.decide(TimerRang{"approval/99"});
    (void)late.decide(TimerRang{"approval/x"});
    (void)late.decide(TimerRang{"unheard of"});
    CHECK(late.tasks.empty());
}

TEST_CASE("a changed rule voids what was asked for: when approved, when started, and when read") {
    const auto change = [](config::Settings& settings, int which) {
        auto& production = settings.services[0].environments[1];
        switch (which) {
        case 0:
            production.approvals = 2;
            break;
        case 1:
            production.who = {TeamName{"leads"}, TeamName{"payments"}};
            break;
        case 2:
            production.deploy.argv.emplace_back("--force");
            break;
        case 3:
            production.after = EnvironmentName{};
            break;
        case 4:
            production.approvers = {TeamName{"payments"}, TeamName{"leads"}};
            break;
        case 5:
            production.approval_expires = std::chrono::hours{9};
            break;
        default:
            production.deploy.directory = "/elsewhere";
        }
    };
    for (int which = 0; which < 7; ++which) {
        INFO(which);
        auto at_approval = waiting();
        change(at_approval.settings, which);
        CHECK(has(at_approval.say("UBEN", "approve 2"), "the rule changed"));
        CHECK(at_approval.state(2) == DeployState::expired);
        auto at_reading = waiting();
        change(at_reading.settings, which);
        (void)at_reading.decide(Started{});
        CHECK(at_reading.state(2) == DeployState::expired);
    }
    // Approved, but waiting in line: asked again at the start.
    auto company = waiting();
    (void)company.say("UBEN", "approve 2");
    company.staged("v2");
    (void)company.say("UANA", "deploy api v2 to production");
    (void)company.say("UBEN", "approve 4");
    REQUIRE(company.state(4) == DeployState::queued);
    company.settings.services[0].environments[1].deploy.argv.emplace_back("--force");
    company.ended(2);
    CHECK(company.state(4) == DeployState::expired);
    CHECK(has(company.card(4), "the rule changed"));
    CHECK(company.planned<StartRollout>().empty());
}

TEST_CASE("approvers who lose their right before the start do not let it start") {
    auto company = waiting();
    (void)company.say("UBEN", "approve 2");
    company.staged("v2");
    (void)company.say("UANA", "deploy api v2 to production");
    (void)company.say("UBEN", "approve 4");
    company.settings.teams[0].members = {"UANA"};
    company.ended(2);
    CHECK(company.state(4) == DeployState::expired);
    CHECK(has(company.card(4), "only 0 of 1 approvals still count"));
}

TEST_CASE("a place that left the configuration can't be approved") {
    auto company = waiting();
    company.settings.services[0].environments.erase(company.settings.services[0].environments.begin() + 1);
    CHECK(has(company.say("UBEN", "approve 2"), "not in the configuration any more"));
    CHECK(company.state(2) == DeployState::expired);
}

TEST_CASE("a rejection asks why, and says it") {
    auto company = waiting();
    CHECK(company.press("UBEN", "deploy.reject", company.button(2), Company::ops(), "T1").empty());
    const auto forms = company.planned<OpenForm>();
    REQUIRE(forms.size() == 1);
    (void)company.decide(Submitted{PersonId{"UBEN"}, "deploy.reject", forms[0].form.context, {{"reason", "too risky"}}}
    );
    CHECK(company.state(2) == DeployState::rejected);
    CHECK(has(company.card(2), "rejected by Ben: too risky"));
    CHECK(has(company.whispered(), "You rejected deploy 2"));
    auto typed = waiting();
    CHECK(has(typed.say("UBEN", "reject 2 too risky"), "You rejected"));
    CHECK(has(typed.card(2), "too risky"));
    auto no_trigger = waiting();
    CHECK(has(no_trigger.press("UBEN", "deploy.reject", no_trigger.button(2)), "You rejected"));
    CHECK(has(no_trigger.press("UDAN", "deploy.reject", no_trigger.button(2), Company::ops(), "T"), "Not rejected"));
    (void)typed.decide(Submitted{PersonId{"UBEN"}, "deploy.reject", "2:bad|C1  --", {}});
    CHECK(has(typed.whispered(), "does not fit"));
}

TEST_CASE("a lapsed request can be asked for again, as a new one") {
    auto company = waiting();
    company.now += std::chrono::hours{1};
    (void)company.decide(TimerRang{"approval/2"});
    CHECK(has(company.press("UBEN", "deploy.again", company.button(2)), "waits for the approval"));
    CHECK(company.deploy(3).requested_by.value == "UBEN");
    CHECK(has(company.press("UBEN", "deploy.again", company.button(3)), "Nothing to run again"));
}

TEST_CASE("every role presses every button, and only the right ones change anything") {
    struct Case {
        const char* action;
        const char* who;
        bool changes;
    };

    for (const auto& tried : {
             Case{"deploy.approve", "UANA", false},
             Case{"deploy.approve", "UBEN", true},
             Case{"deploy.approve", "UCLEO", false},
             Case{"deploy.approve", "UDAN", false},
             Case{"deploy.approve", "UGUS", false},
             Case{"deploy.approve", "UNEW", false},
             Case{"deploy.reject", "UBEN", true},
             Case{"deploy.reject", "UDAN", false},
             Case{"deploy.reject", "UGUS", false},
             Case{"deploy.cancel", "UANA", true},
             Case{"deploy.cancel", "UBEN", true},
             Case{"deploy.cancel", "UCLEO", false},
             Case{"deploy.cancel", "UDAN", false},
             Case{"deploy.cancel", "UGUS", false},
             Case{"deploy.settle_succeeded", "UBEN", false},
             Case{"deploy.settle_failed", "UBEN", false},
             Case{"deploy.again", "UBEN", false},
             Case{"deploy.rollback", "UBEN", false},
             Case{"deploy.log", "UBEN", false},
         }) {
        auto company = waiting();
        INFO(tried.action << " by " << tried.who);
        CHECK_FALSE(company.press(tried.who, tried.action, company.button(2)).empty());
        CHECK((company.state(2) != DeployState::waiting_approval) == tried.changes);
        CHECK(company.last_audit().person.value == tried.who);
    }
}
