#include "desk_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using storage::DeployState;

namespace {
Button confirm_of(const Card& card) {
    for (const auto& block : card.blocks)
        if (const auto* buttons = std::get_if<Buttons>(&block)) return buttons->buttons.at(0);
    return {};
}

Button preview_of(Company& company, const char* line) {
    const auto decision = company.type("UANA", line);
    return decision.answer ? confirm_of(*decision.answer) : Button{};
}
} // namespace

TEST_CASE("a rollback shows what it takes away, and runs when it is confirmed") {
    Company company;
    company.staged("v1");
    company.staged("v2");
    company.staged("v3");
    const auto shown = company.say("UANA", "rollback api in staging");
    CHECK(has(shown, "back to v2?"));
    CHECK(has(shown, "v3"));
    CHECK_FALSE(has(shown, "v1"));
    CHECK(company.planned<StartRollout>().empty());
    const auto to_v1 = company.say("UANA", "rollback api in staging to v1");
    CHECK(has(to_v1, "back to v1?"));
    CHECK(has(to_v1, "v2"));
    const auto button = preview_of(company, "rollback api in staging because \"it leaks\"");
    CHECK(button.action == "deploy.rollback_confirm");
    CHECK(has(company.press("UBEN", button.action, button.value), "Rollback 4 (api v2 to staging) starts now"));
    const auto deploy = company.deploy(4);
    CHECK(deploy.kind == storage::DeployKind::rollback);
    CHECK(deploy.requested_by.value == "UBEN");
    CHECK(deploy.returns_to.value == 2);
    CHECK(has(deploy.reason, "it leaks"));
}

TEST_CASE("a second rollback goes further back, not forward again") {
    Company company;
    company.staged("v1");
    company.staged("v2");
    company.staged("v3");
    auto button = preview_of(company, "rollback api in staging");
    (void)company.press("UANA", button.action, button.value);
    company.started(4);
    company.ended(4);
    CHECK(has(company.say("UANA", "rollback api in staging"), "back to v1?"));
    button = preview_of(company, "rollback api in staging");
    (void)company.press("UANA", button.action, button.value);
    company.ended(5);
    CHECK(has(company.say("UANA", "rollback api in staging"), "nothing before it"));
}

TEST_CASE("after a failure it goes back to what ran before the failure") {
    Company company;
    company.staged("v1");
    company.staged("v2");
    (void)company.say("UANA", "deploy api v3 to staging");
    company.ended(3, RolloutEnded::How::exited, 1);
    const auto shown = company.press("UANA", "deploy.rollback", company.button(3));
    CHECK(has(shown, "back to v2?"));
    CHECK(has(shown, "v3"));
}

TEST_CASE("there must be something to go back to") {
    Company company;
    CHECK(has(company.say("UANA", "rollback api in staging"), "nothing of api in staging has succeeded yet"));
    company.staged("v1");
    CHECK(has(company.say("UANA", "rollback api in staging"), "nothing before it"));
    CHECK(has(company.say("UANA", "rollback api in staging to v9"), "v9 never succeeded there"));
    company.staged("v2");
    CHECK(has(company.say("UDAN", "rollback api in staging"), "✗ Permission"));
    CHECK(company.last_audit().outcome == "refused");
}

TEST_CASE("a confirmation fits only what was shown") {
    Company company;
    company.staged("v1");
    company.staged("v2");
    const auto button = preview_of(company, "rollback api in staging");
    company.staged("v3");
    const auto shown = company.press("UANA", button.action, button.value);
    CHECK(has(shown, "Something else was deployed there meanwhile"));
    CHECK(company.deploys().history({}, {}, 1).at(0).id.value == 3);
    for (const auto* value : {"", "1", "1:2", "x:1:", "3:x:", "3:99:", "99:1:"})
        CHECK(has(company.press("UANA", button.action, value), "does not fit"));
    const auto fresh = preview_of(company, "rollback api in staging");
    CHECK(has(company.press("UDAN", fresh.action, fresh.value), "✗ Permission"));
    CHECK(company.deploys().history({}, {}, 1).at(0).id.value == 3);
}

TEST_CASE("a rollback in production needs the same approval, but not the round through staging") {
    Company company;
    for (const auto* version : {"v1", "v2"}) {
        company.staged(version);
        (void)company.say("UANA", std::string("deploy api ") + version + " to production");
        const auto id = company.deploys().history({}, {}, 1).at(0).id.value;
        (void)company.say("UBEN", "approve " + std::to_string(id));
        company.ended(id);
    }
    const auto button = preview_of(company, "rollback api in production");
    CHECK(has(company.press("UANA", button.action, button.value), "waits for the approval"));
    CHECK(has(company.say("UANA", "approve 5"), "another person"));
    CHECK(has(company.say("UBEN", "approve 5"), "running"));
    company.ended(5);
    CHECK(has(company.say("UANA", "status"), "v1"));
}
