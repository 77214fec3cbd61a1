#include "commands/catalogue.hpp"
#include "commands/record.hpp"
#include "commands/status/rows.hpp"
#include "desk_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;

TEST_CASE("the catalogue has no faults") {
    CHECK(language::faults(catalogue()) == std::vector<std::string>{});
    for (const auto& command : catalogue())
        CHECK(command.handler != nullptr);
}

TEST_CASE("an answer rides on the acknowledgement of a slash command and is said otherwise") {
    Company company;
    CHECK(company.type("UANA", "ping").answer);
    CHECK(company.type("UANA", "ping", Company::ops(), Voice::terminal).answer);
    const Place thread{.channel = ChannelId{"C1"}, .thread = "17.1"};
    const auto decision = company.type("UANA", "ping", thread, Voice::mention);
    CHECK_FALSE(decision.answer);
    const auto says = company.planned<Say>();
    REQUIRE(says.size() == 1);
    CHECK(says[0].key.empty());
    CHECK(says[0].thread == "17.1");
    CHECK(company.tasks[0].lane.value == "say/C1");
    CHECK(company.tasks[0].due == company.now);
}

TEST_CASE("everything asked is kept with who, where, how, and what came of it") {
    Company company;
    (void)company.type("UANA", "ping", {.channel = ChannelId{"C1"}, .thread = "9.9"}, Voice::direct);
    auto row = company.last_audit();
    CHECK(row.person.value == "UANA");
    CHECK(row.channel.value == "C1");
    CHECK(row.thread == "9.9");
    CHECK(row.voice == "direct");
    CHECK(row.verb == "ping");
    CHECK(row.text == "ping");
    CHECK(row.outcome == "answered");
    CHECK(row.at == company.now);
    (void)company.say("UANA", "deplyo api v1 to staging");
    row = company.last_audit();
    CHECK(row.outcome == "misunderstood");
    CHECK_FALSE(row.detail.empty());
    (void)company.type("UANA", "deploy api v1 to staging", Company::ops(), Voice::mention);
    row = company.last_audit();
    CHECK(row.verb == "deploy");
    CHECK(row.outcome == "accepted");
    CHECK(row.deploy.value == 1);
    (void)company.say("UANA", "status xoxb-123456789012-abcdefghijklmnopqrstuvwx");
    CHECK_FALSE(has(company.last_audit().text, "xoxb-1234"));
    const auto about = storage::Audit(*company.store).about(DeployId{1});
    CHECK(about.size() == 1);
    CHECK(
        as_typed({PlainWords{"a "}, VerbatimWords{"b"}, PersonNamed{PersonId{"U1"}}, ChannelNamed{ChannelId{"C1"}}}) ==
        "a `b`@U1#C1"
    );
}

TEST_CASE("a misunderstood command is helped on") {
    Company company;
    CHECK(has(company.say("UANA", "deploy api v1 to stagign"), "staging"));
    CHECK(company.last_audit().verb == "deploy");
}

TEST_CASE("status shows every place in one row") {
    Company company;
    CHECK(has(company.say("UANA", "status"), "–"));
    company.staged("v1");
    (void)company.say("UBEN", "deploy api v2 to staging");
    (void)company.say("UANA", "deploy api v3 to staging");
    (void)company.say("UANA", "deploy api v1 to production");
    const auto text = company.say("UDAN", "status");
    CHECK(has(text, "v1"));
    CHECK(has(text, "Ana"));
    CHECK(has(text, "▶ 2 v2, +1"));
    CHECK(has(text, "✋ 4 v1"));
    CHECK(has(text, "✓"));
    CHECK(company.tasks.empty());
    const auto close = company.say("UDAN", "status api");
    CHECK(has(close, "#2 v2 running; #3 v3 waiting in line"));
    CHECK(has(close, "nothing yet"));
    CHECK(has(close, "waiting for approval"));
    company.settings.services.clear();
    CHECK(has(company.say("UANA", "status"), "No services"));
}

TEST_CASE("a table keeps within the rows Slack shows") {
    Company company;
    auto& places = company.settings.services[0].environments;
    for (int i = 0; i < 120; ++i)
        places.push_back(environment(("e" + std::to_string(i)).c_str()));
    CHECK(has(company.say("UANA", "status"), "25 more"));
}

TEST_CASE("history is newest first and as long as asked") {
    Company company;
    CHECK(has(company.say("UANA", "history"), "Nothing has been deployed yet"));
    for (int i = 1; i <= 12; ++i)
        company.staged("v" + std::to_string(i));
    const auto usual = company.say("UANA", "history api");
    CHECK(usual.find("v12") < usual.find("v11"));
    CHECK_FALSE(has(usual, "v2 "));
    CHECK(has(usual, "Further back: history api last 50"));
    CHECK(has(company.say("UANA", "history api last 50"), "v1 "));
    CHECK(has(company.say("UANA", "history api in staging last 3"), "v10"));
    CHECK_FALSE(has(company.say("UANA", "history api in staging last 3"), "v9"));
    CHECK(has(company.say("UANA", "history web"), "Nothing"));
    for (int i = 13; i <= 100; ++i)
        company.staged("v" + std::to_string(i));
    CHECK(has(company.say("UANA", "history last 50"), "Further back: history last 99"));
    const auto all = company.say("UANA", "history last 200");
    CHECK(has(all, "A table holds no more rows"));
    CHECK_FALSE(has(all, "v1 "));
}

TEST_CASE("short spans show their largest unit") {
    using std::chrono::hours;
    using std::chrono::seconds;
    CHECK(status::short_span(seconds{-5}) == "0 s");
    CHECK(status::short_span(seconds{59}) == "59 s");
    CHECK(status::short_span(seconds{61}) == "1 min");
    CHECK(status::short_span(hours{5}) == "5 h");
    CHECK(status::short_span(hours{73}) == "3 d");
}

TEST_CASE("whoami says what one is and may") {
    Company company;
    const auto ana = company.say("UANA", "whoami");
    CHECK(has(ana, "You are Ana"));
    CHECK(has(ana, "payments, leads"));
    CHECK(has(ana, "api to staging, api to production, api to vault"));
    const auto nobody = company.say("UNEW", "whoami");
    CHECK(has(nobody, "looking you up"));
    CHECK(has(nobody, "none"));
}

TEST_CASE("help shows first what one may run here") {
    Company company;
    const auto ana = company.say("UANA", "help");
    const auto dan = company.say("UDAN", "help");
    CHECK(has(ana, "deploy"));
    CHECK(ana != dan);
    CHECK(has(company.say("UANA", "help deploy"), "deploy"));
    CHECK(has(company.say("UANA", "version"), "Pilothouse"));
}

TEST_CASE("operators are told of notices and losses, not of themselves") {
    Company company;
    (void)company.decide(Noticed{"socket", Tone::warning, Text("one socket too many")});
    auto says = company.planned<Say>();
    REQUIRE(says.size() == 1);
    CHECK(says[0].key.value.starts_with("notice/socket/"));
    CHECK(says[0].channel.value == "#pilothouse");
    const Error error{Errc::rejected, "channel_not_found", "invite me", {}};
    const auto told = [&](Task task) {
        (void)company.decide(TaskFailed{TaskId{1}, std::move(task), error});
        const auto now = company.planned<Say>();
        return now.empty() ? std::string{} : plain(now.back().card);
    };
    CHECK(
        has(told(Say{.key = MessageKey{"deploy/1"}, .channel = ChannelId{"#api"}, .card = {}}),
            "posted in #api: channel_not_found")
    );
    CHECK(told(Say{.key = {}, .channel = ChannelId{"#pilothouse"}, .card = {}}).empty());
    CHECK(has(told(LookUpPerson{"x@example.com", {}}), "x@example.com"));
    CHECK(has(told(LookUpPerson{"", PersonId{"U9"}}), "U9"));
    CHECK(
        has(told(ShareLog{.deploy = DeployId{7}, .title = {}, .channel = ChannelId{"C1"}, .asked_by = {}}),
            "log of deploy 7")
    );
    CHECK(has(told(StopRollout{DeployId{7}}), "could not be stopped"));
    CHECK(told(RingAt{"x"}).empty());
    CHECK(told(OpenForm{.trigger = "T", .form = {}, .to = PersonId{"UANA"}, .channel = ChannelId{"C1"}}).empty());
    CHECK(has(company.whispered(), "form could not be opened"));
    company.settings.slack.operators = ChannelId{};
    (void)company.decide(Noticed{"socket", Tone::warning, Text("one socket too many")});
    CHECK(company.tasks.empty());
}

TEST_CASE("somebody not seen for a day is looked up, and reads meanwhile") {
    Company company;
    CHECK(company.say("UNEW", "ping") == "pong");
    CHECK(company.planned<LookUpPerson>().size() == 1);
    (void)company.say("UANA", "ping");
    CHECK(company.tasks.empty());
    company.now += std::chrono::hours{25};
    (void)company.say("UANA", "ping");
    CHECK(company.planned<LookUpPerson>().size() == 1);
}
