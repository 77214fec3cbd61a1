#include "desk_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using storage::DeployState;

TEST_CASE("a deploy to a place without approvals starts at once and is followed to its end") {
    Company company;
    const auto answer = company.say("UANA", "deploy api v1.4.2 to staging because hotfix");
    CHECK(has(answer, "Deploy 1 (api v1.4.2 to staging) starts now"));
    CHECK(has(answer, "#api"));
    const auto starts = company.planned<StartRollout>();
    REQUIRE(starts.size() == 1);
    CHECK(starts[0].argv == std::vector<std::string>{"./deploy.sh", "api", "staging", "v1.4.2", "--id=1"});
    CHECK(starts[0].directory == "/srv");
    CHECK(starts[0].set_env.at(0) == std::pair<std::string, std::string>{"PILOTHOUSE_DEPLOY", "1"});
    CHECK(starts[0].set_env.size() == 6);
    CHECK(has(company.card(1), "starting"));
    CHECK(has(company.card(1), "hotfix"));
    company.started(1);
    CHECK(has(company.card(1), "running"));
    (void)company.decide(RolloutProgressed{DeployId{1}, {{"build", company.now}, {"push", company.now}}, 40});
    CHECK(has(company.card(1), "✓ build"));
    CHECK(has(company.card(1), "▸ push"));
    CHECK(has(company.card(1), "40 %"));
    CHECK(company.tasks.at(0).coalesce == "deploy/1");
    company.ended(1);
    CHECK(company.state(1) == DeployState::succeeded);
    CHECK(has(company.card(1), "✓ push"));
    const auto says = company.planned<Say>();
    REQUIRE(says.size() == 2);
    CHECK(says[0].key.value == "deploy/1");
    CHECK(says[1].key.value == "deploy/1/log");
    CHECK(says[1].in_thread_of.value == "deploy/1");
    CHECK(has(plain(says[1].card), "line 2"));
    CHECK(company.deploys().steps(DeployId{1}).size() == 5);
}

TEST_CASE("every end of a program has its state and its words") {
    using How = RolloutEnded::How;

    struct Case {
        How how;
        int code;
        DeployState state;
        const char* words;
    };

    for (const auto& wanted :
         {Case{How::exited, 3, DeployState::failed, "exit status 3"},
          Case{How::signalled, 9, DeployState::failed, "signal 9"},
          Case{How::timed_out, 0, DeployState::failed, "longer than"},
          Case{How::stopped, 0, DeployState::cancelled, "stopped"},
          Case{How::never_started, 0, DeployState::failed, "no such file"},
          Case{How::lost, 0, DeployState::unknown, "no such file"}}) {
        Company company;
        (void)company.say("UANA", "deploy api v1 to staging");
        company.started(1);
        company.ended(1, wanted.how, wanted.code, "no such file");
        CHECK(company.state(1) == wanted.state);
        CHECK(has(company.card(1), wanted.words));
    }
}

TEST_CASE("late and foreign news of rollouts changes nothing") {
    Company company;
    company.staged("v1");
    company.started(1);
    (void)company.decide(RolloutProgressed{DeployId{1}, {{"late", company.now}}, 99});
    company.ended(1, RolloutEnded::How::exited, 1);
    CHECK(company.tasks.empty());
    CHECK(company.state(1) == DeployState::succeeded);
    company.started(99);
    company.ended(99);
    (void)company.decide(RolloutProgressed{DeployId{99}, {}, {}});
    CHECK(company.tasks.empty());
}

TEST_CASE("without a version it is the one of the environment before, never a guess") {
    Company company;
    CHECK(has(company.say("UANA", "deploy api to production"), "`deploy api v1.4.2 to staging`"));
    CHECK(has(company.say("UANA", "deploy api to staging"), "`deploy api v1.4.2 to staging`"));
    company.staged("v7");
    CHECK(has(company.say("UANA", "deploy api to production"), "api v7 to production"));
    CHECK(company.deploy(2).version.value == "v7");
}

TEST_CASE("production is never assumed") {
    Company company;
    company.staged("v7");
    for (const auto* line :
         {"deploy api", "deploy api v7", "deploy", "deploy v7", "rollback api", "deploy api v7 to"}) {
        (void)company.say("UANA", line);
        CHECK(company.last_audit().outcome == "misunderstood");
    }
    CHECK(company.deploys().history({}, {}, 10).size() == 1);
}

TEST_CASE("every gate is shown, also when the first is closed") {
    Company company;
    const auto answer = company.say("UDAN", "deploy api v9 to production");
    CHECK(has(answer, "Not started"));
    CHECK(has(answer, "✗ Permission: you may not deploy api to production; payments may"));
    CHECK(has(answer, "✗ Order: v9 has not succeeded in staging yet"));
    CHECK(has(answer, "✓ Place"));
    CHECK(has(answer, "✓ Line"));
    CHECK(has(answer, "Approval: 1 by payments"));
    CHECK(company.last_audit().outcome == "refused");
    CHECK(company.deploys().history({}, {}, 10).empty());
}

TEST_CASE("who may deploy: by id, by e-mail address, and nobody else") {
    struct Case {
        const char* who;
        bool may;
    };

    for (const auto& person :
         {Case{"UANA", true}, Case{"UBEN", true}, Case{"UCLEO", false}, Case{"UDAN", false}, Case{"UGUS", false},
          Case{"UNEW", false}, Case{"", false}}) {
        Company company;
        (void)company.say(person.who, "deploy api v1 to staging");
        INFO(person.who);
        CHECK((company.deploys().history({}, {}, 1).size() == 1) == person.may);
        CHECK(company.last_audit().outcome == (person.may ? "accepted" : "refused"));
    }
}

TEST_CASE("somebody not known yet is told so and looked up") {
    Company company;
    const auto answer = company.say("UNEW", "deploy api v1 to staging");
    CHECK(has(answer, "looking you up"));
    const auto lookups = company.planned<LookUpPerson>();
    REQUIRE_FALSE(lookups.empty());
    CHECK(lookups[0].id.value == "UNEW");
    company.meet("UNEW", "", "New");
    CHECK(has(company.say("UNEW", "deploy api v1 to staging"), "No e-mail address of yours"));
    company.meet("UNEW", "BEN@example.com", "New");
    CHECK(has(company.say("UNEW", "deploy api v1 to staging"), "starts now"));
}

TEST_CASE("an empty list of teams is nobody, a team that is gone too") {
    Company company;
    company.settings.services[0].owners.clear();
    CHECK(has(company.say("UANA", "deploy api v1 to staging"), "nobody may"));
    company.settings.services[0].owners = {TeamName{"gone"}};
    CHECK(has(company.say("UANA", "deploy api v1 to staging"), "gone may"));
    company.settings.services[0].environments[0].who = {TeamName{"leads"}, TeamName{"web"}, TeamName{"payments"}};
    CHECK(has(company.say("UDAN", "deploy api v1 to staging"), "leads, web or payments may"));
    CHECK(has(company.say("UCLEO", "deploy api v1 to staging"), "starts now"));
}

TEST_CASE("where strangers are nothing is told and nothing is done") {
    Company company;
    company.staged("v1");
    const Place shared{.channel = ChannelId{"CX"}, .strangers = true};
    for (const auto* line :
         {"deploy api v2 to staging", "status", "history", "rollback api in staging", "approve 1", "log 1", "cancel 1",
          "help", "whoami", "nonsense api"}) {
        INFO(line);
        CHECK(has(company.say("UANA", line, shared), "another organisation"));
        CHECK(company.last_audit().outcome == "refused");
    }
    CHECK(company.say("UANA", "ping", shared) == "pong");
    CHECK(has(company.press("UANA", "deploy.rollback", company.button(1), shared), "another organisation"));
    CHECK(company.deploys().history({}, {}, 10).size() == 1);
}

TEST_CASE("guests are refused everything but a ping") {
    Company company;
    company.staged("v1");
    CHECK(has(company.say("UGUS", "status"), "members of this organisation"));
    CHECK(has(company.press("UGUS", "deploy.rollback", company.button(1)), "members of this organisation"));
    CHECK(has(company.say("UGUS", "ping"), "pong"));
}

TEST_CASE("the second of two the same is told who asked first") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    CHECK(has(company.say("UBEN", "deploy api v1 to staging"), "Already asked for by Ana"));
    CHECK(company.last_audit().deploy.value == 1);
    CHECK(company.deploys().history({}, {}, 10).size() == 1);
}

TEST_CASE("one runs, the others wait in the order they came") {
    Company company;
    for (const auto* version : {"v1", "v2", "v3", "v4"})
        (void)company.say("UANA", std::string("deploy api ") + version + " to staging");
    CHECK(company.state(1) == DeployState::running);
    CHECK(company.state(2) == DeployState::queued);
    CHECK(has(company.card(4), "3 before it"));
    CHECK(has(company.say("UANA", "cancel 2"), "Cancelled deploy 2"));
    CHECK(has(company.card(3), "1 before it"));
    company.ended(1, RolloutEnded::How::exited, 1);
    CHECK(company.state(3) == DeployState::running);
    CHECK(company.planned<StartRollout>().at(0).deploy.value == 3);
    CHECK(has(company.card(4), "1 before it"));
    company.ended(3);
    CHECK(company.deploy(4).state == DeployState::running);
    CHECK(company.deploy(4).previous.value == "v3");
}

TEST_CASE("a line has an end") {
    Company company;
    for (int i = 0; i < 20; ++i)
        (void)company.say("UANA", "deploy api v" + std::to_string(i) + " to staging");
    CHECK(has(company.say("UANA", "deploy api v99 to staging"), "✗ Line: 20 deploys are waiting"));
}

TEST_CASE("rights are asked again when its turn comes") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    (void)company.say("UBEN", "deploy api v2 to staging");
    (void)company.say("UANA", "deploy api v3 to staging");
    company.settings.teams[0].members = {"UANA"};
    company.ended(1);
    CHECK(company.state(2) == DeployState::rejected);
    CHECK(has(company.card(2), "you may not deploy api to staging"));
    CHECK(company.state(3) == DeployState::running);
    (void)company.say("UANA", "deploy api v4 to staging");
    company.settings.services.clear();
    company.ended(3);
    CHECK(company.state(4) == DeployState::rejected);
    CHECK(has(company.card(4), "not in the configuration any more"));
}

TEST_CASE("a version that is no argument is refused by its gate") {
    Company company;
    const auto decision = company.decide(Submitted{
        PersonId{"UANA"},
        "deploy.request",
        "C1  --",
        {{"service", "api"}, {"environment", "staging"}, {"version", "v1; rm -rf /"}}
    });
    REQUIRE(decision.form_errors.contains("version"));
    CHECK(has(decision.form_errors.at("version"), "not a version"));
    CHECK(company.deploys().history({}, {}, 1).empty());
}

TEST_CASE("/deploy alone opens a form that takes the same path") {
    Company company;
    Said said{
        .who = PersonId{"UANA"},
        .where = Company::ops(),
        .voice = Voice::slash,
        .words = plain_words("deploy"),
        .trigger = "T1"
    };
    (void)company.decide(said);
    const auto forms = company.planned<OpenForm>();
    REQUIRE(forms.size() == 1);
    CHECK(forms[0].form.questions.size() == 4);
    const auto& context = forms[0].form.context;
    const auto send = [&](std::map<std::string, std::string> answers, const char* who = "UANA") {
        return company.decide(Submitted{PersonId{who}, "deploy.request", context, std::move(answers)});
    };
    CHECK(send({}).form_errors.contains("service"));
    CHECK(send({{"service", "web"}, {"environment", "production"}}).form_errors.contains("environment"));
    CHECK(send({{"service", "api"}, {"environment", "production"}}).form_errors.contains("version"));
    CHECK(send({{"service", "api"}, {"environment", "staging"}, {"version", "v1"}}, "UDAN")
              .form_errors.contains("environment"));
    CHECK(company.last_audit().outcome == "refused");
    const auto decision =
        send({{"service", "api"}, {"environment", "staging"}, {"version", "v1"}, {"reason", "why not"}});
    CHECK(decision.form_errors.empty());
    CHECK(has(company.whispered(), "starts now"));
    CHECK(company.deploy(1).reason == "why not");
    CHECK(company.last_audit().voice == "form");
    (void)company.decide(Submitted{PersonId{"UANA"}, "no.such", context, {}});
    CHECK(has(company.whispered(), "does not fit"));
}

TEST_CASE("the card is where the service is shown, or where it was asked for") {
    Company company;
    company.settings.services[0].channel = ChannelId{};
    const auto answer = company.say("UANA", "deploy api v1 to staging");
    CHECK(company.deploy(1).channel.value == "C1");
    CHECK(has(answer, "in this conversation"));
    CHECK(company.planned<Say>().at(0).channel.value == "C1");
}

TEST_CASE("who was deactivated or became a guest starts nothing and counts for nothing") {
    Company company;
    (void)company.say("UANA", "deploy api v1 to staging");
    (void)company.say("UBEN", "deploy api v2 to staging");
    company.meet("UBEN", "ben@example.com", "Ben", false);
    company.ended(1);
    CHECK(company.state(2) == DeployState::rejected);
    CHECK(has(company.card(2), "guests, bots"));
}
