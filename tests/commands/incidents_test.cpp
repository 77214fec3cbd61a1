#include "channel_stage.hpp"
#include "commands/incident/room.hpp"
#include "storage/incidents.hpp"

#include <catch2/catch.hpp>

namespace pilothouse::commands::testing {

namespace {

const Place room{.channel = ChannelId{"CROOM7"}};

/// A company with a channel for all incidents.
struct Fire : Stage {
    Fire() { company.settings.incidents.channel = ChannelId{"#incidents"}; }

    /// Declares one and opens its channel; its number.
    std::int64_t declared(const std::string& words = "sev1 Checkout is down", const Place& in = room) {
        (void)say("incident declare " + words);
        const auto id = incidents().all_open().back().id;
        note(RoomOpened{id, in.channel, "inc-" + std::to_string(id)});
        return id;
    }

    std::string in_room(std::string text, const char* who = "UANA") {
        auto answer = company.say(who, std::move(text), room);
        take();
        return answer;
    }

    std::string press(const char* who, std::string action, std::string value, Place where = room) {
        auto words = company.press(who, std::move(action), std::move(value), std::move(where));
        take();
        return words;
    }

    [[nodiscard]] storage::Incidents incidents() const { return storage::Incidents(*company.store); }

    [[nodiscard]] storage::IncidentRow row(std::int64_t id) const { return incidents().find(id).value(); }

    [[nodiscard]] bool reached(std::int64_t id, std::string_view name) const {
        for (const auto& one : incidents().milestones(id))
            if (one.name == name) return true;
        return false;
    }

    [[nodiscard]] std::string headline(std::int64_t id) const {
        return messages.at("incident/" + std::to_string(id) + "/headline").words;
    }
};

AlertChanged fire_alert(bool firing = true) {
    return testing::fire("HighErrors", firing, "critical");
}

} // namespace

TEST_CASE("incident: declared, it has a headline at once and a channel soon", "[incidents]") {
    Fire fire;
    const auto answer = fire.say("incident declare sev1 Checkout is down");
    CHECK(has(answer, "Incident 1 is declared"));
    const auto rooms = fire.company.planned<OpenRoom>();
    REQUIRE(rooms.size() == 1);
    CHECK(rooms[0].name == "inc-1-checkout-is-down");
    CHECK_FALSE(rooms[0].hidden);
    CHECK(fire.messages.at("incident/1/headline").channel == "#incidents");
    CHECK(has(fire.headline(1), "investigating"));
    CHECK_FALSE(fire.messages.contains("incident/1/room"));

    fire.note(RoomOpened{1, room.channel, "inc-1-checkout-is-down"});
    CHECK(has(fire.messages.at("incident/1/room").words, "Be lead"));
    CHECK(has(fire.headline(1), "CROOM7"));
    const auto topics = fire.company.planned<SetTopic>();
    REQUIRE(topics.size() == 1);
    CHECK(topics[0].topic == "sev1 · investigating · Checkout is down");
    const auto invites = fire.company.planned<Invite>();
    REQUIRE(invites.size() == 1);
    CHECK(invites[0].people == std::vector{PersonId{"UANA"}});
}

TEST_CASE("incident: the owners of its service are let in", "[incidents]") {
    Fire fire;
    fire.declared("for api sev2 Logins are slow");
    const auto invites = fire.company.planned<Invite>();
    REQUIRE(invites.size() == 1);
    CHECK(invites[0].people == std::vector{PersonId{"UANA"}, PersonId{"UBEN"}});
    CHECK(fire.row(1).service == ServiceName{"api"});
}

TEST_CASE("incident: words that can't be understood are answered with what can be said", "[incidents]") {
    Fire fire;
    CHECK(has(fire.say("incident declare sev9 Checkout is down"), "did you mean sev"));
    CHECK(has(fire.say("incident declare huge Checkout is down"), "Everybody is hurt"));
    CHECK(has(fire.say("incident note it hurts"), "No incident is run in this channel"));
    fire.declared();
    CHECK(has(fire.in_room("incident status identifed"), "did you mean identified?"));
    CHECK(has(fire.in_room("incident take boss"), "lead"));
    CHECK(has(fire.in_room("incident done 3"), "no task 3"));
    CHECK(fire.company.last_audit().outcome == "refused");
}

TEST_CASE("incident: one thing is declared once", "[incidents]") {
    Fire fire;
    fire.declared("for api sev2 Logins are slow");
    CHECK(has(fire.say("incident declare sev1 logins are SLOW", "UBEN"), "#1 is about this already"));
    CHECK(has(fire.say("incident declare for api sev1 Nothing works"), "#1 is about this already"));
    CHECK(fire.incidents().all_open().size() == 1);
    (void)fire.say("incident declare --anyway for api sev1 Nothing works");
    CHECK(fire.incidents().all_open().size() == 2);
    (void)fire.say("incident declare --drill sev1 Logins are slow");
    CHECK(fire.incidents().all_open().size() == 3);
    CHECK(has(fire.headline(3), "Drill: Incident 3"));
}

TEST_CASE("incident: a private one is told to nobody", "[incidents]") {
    Fire fire;
    (void)fire.say("incident declare --private sev1 A key has leaked");
    REQUIRE(fire.company.planned<OpenRoom>().size() == 1);
    CHECK(fire.company.planned<OpenRoom>()[0].hidden);
    fire.note(RoomOpened{1, room.channel, "inc-1"});
    for (const auto& [key, message] : fire.messages)
        CHECK(message.channel == room.channel.value);
    const auto list = fire.say("incident", "UDAN");
    CHECK_FALSE(has(list, "leaked"));
    CHECK(has(list, "1 private"));
    CHECK_FALSE(has(fire.say("incident declare sev1 a key has leaked", "UDAN"), "A key"));
}

TEST_CASE("incident: without a channel of its own it is run where it was declared", "[incidents]") {
    Fire fire;
    (void)fire.say("incident declare sev1 Checkout is down");
    const auto task = fire.company.planned<OpenRoom>().at(0);
    fire.note(TaskFailed{TaskId{1}, task, Error{Errc::rejected, "Slack refused: restricted_action", "ask"}});
    CHECK(fire.row(1).room == ChannelId{"C1"});
    CHECK(has(fire.messages.at("incident/1/no-room").words, "is run here"));
    CHECK(fire.messages.at("incident/1/room").channel == "C1");
    CHECK(has(fire.say("incident resolve"), "resolved"));
}

TEST_CASE("incident: its course from the first status to the last, and back", "[incidents]") {
    Fire fire;
    fire.declared();
    CHECK_FALSE(fire.reached(1, "acknowledged"));
    CHECK(has(fire.press("UBEN", "incident.take", "1:lead"), "Ben is lead"));
    CHECK(fire.reached(1, "acknowledged"));
    CHECK(has(fire.messages.at("incident/1/room").words, "lead Ben"));
    CHECK(has(fire.press("UBEN", "incident.take", "1:lead"), "has that role already"));
    CHECK(fire.company.planned<Say>().empty());
    (void)fire.press("UBEN", "incident.status", "1:identified");
    CHECK_FALSE(fire.reached(1, "mitigated"));
    (void)fire.in_room("incident status monitoring");
    CHECK(fire.reached(1, "mitigated"));
    CHECK_FALSE(fire.reached(1, "resolved"));
    (void)fire.press("UBEN", "incident.status", "1:resolved");
    CHECK(fire.reached(1, "resolved"));
    CHECK_FALSE(fire.row(1).open);
    CHECK(has(fire.headline(1), "resolved"));
    CHECK(has(fire.messages.at("incident/1/cause").words, "What caused it?"));
    CHECK(has(fire.press("UBEN", "incident.take", "1:scribe"), "It is over"));
    CHECK(has(fire.in_room("incident update all is well"), "is over"));

    (void)fire.press("UBEN", "incident.reopen", "1");
    CHECK(fire.row(1).open);
    CHECK_FALSE(fire.reached(1, "resolved"));
    CHECK(has(fire.headline(1), "investigating"));
}

TEST_CASE("incident: resolved before its channel is there", "[incidents]") {
    Fire fire;
    (void)fire.say("incident declare sev1 Checkout is down");
    (void)fire.press("UANA", "incident.status", "1:resolved", Company::ops());
    CHECK_FALSE(fire.row(1).open);
    fire.note(RoomOpened{1, room.channel, "inc-1"});
    CHECK(has(fire.messages.at("incident/1/room").words, "resolved"));
    CHECK(has(fire.messages.at("incident/1/room").words, "Reopen"));
}

TEST_CASE("incident: what caused it is asked once", "[incidents]") {
    Fire fire;
    const auto deploy = std::to_string(fire.company.staged("v1.4.2"));
    fire.take();
    fire.declared("for api sev1 Checkout is down");
    (void)fire.in_room("incident resolve");
    CHECK(has(fire.messages.at("incident/1/cause").words, "Deploy " + deploy + ": api v1.4.2"));
    (void)fire.press("UANA", "incident.cause", "1:deploy " + deploy);
    CHECK(fire.row(1).cause == "deploy " + deploy);
    CHECK(has(fire.messages.at("incident/1/cause").words, "Caused by: deploy " + deploy));
}

TEST_CASE("incident: a promised update is asked for three times, and no more", "[incidents]") {
    Fire fire;
    fire.declared();
    const auto reminders = [&] {
        int count = 0;
        for (const auto& [key, message] : fire.messages)
            count += key.starts_with("incident/1/reminder/") ? 1 : 0;
        return count;
    };
    fire.wait(std::chrono::minutes{29});
    CHECK(reminders() == 0);
    fire.wait(std::chrono::minutes{2});
    CHECK(reminders() == 1);
    CHECK(has(fire.headline(1), "overdue since"));
    fire.wait(std::chrono::hours{12});
    CHECK(reminders() == 3);

    (void)fire.in_room("incident update the cause is found");
    CHECK(has(fire.messages.at("incident/1/update/1").words, "the cause is found"));
    CHECK(fire.messages.at("incident/1/update/1/told").below == "incident/1/headline");
    CHECK_FALSE(has(fire.headline(1), "overdue"));
    fire.wait(std::chrono::minutes{31});
    CHECK(reminders() == 4);
    CHECK(has(fire.press("UBEN", "incident.put_off_60", "1"), "I ask again"));
    fire.wait(std::chrono::minutes{58});
    CHECK(reminders() == 4);
    fire.wait(std::chrono::minutes{3});
    CHECK(reminders() == 5);

    (void)fire.in_room("incident resolve");
    CHECK(has(fire.press("UBEN", "incident.put_off_60", "1"), "It is over"));
    fire.wait(std::chrono::hours{12});
    CHECK(reminders() == 5);
}

TEST_CASE("incident: another severity has another cadence", "[incidents]") {
    Fire fire;
    fire.declared("sev4 A disk fills slowly");
    CHECK(to_unix_ms(fire.row(1).update_due) == 0);
    (void)fire.in_room("incident severity sev2");
    CHECK(fire.row(1).update_due == fire.company.now + std::chrono::hours{1});
    CHECK(has(fire.headline(1), "sev2"));
}

TEST_CASE("incident: notes, tasks and the timeline", "[incidents]") {
    Fire fire;
    fire.declared();
    CHECK(has(fire.in_room("incident note <!channel> the database was restarted"), "timeline"));
    CHECK(has(fire.in_room("incident task restart the workers"), "To do 1"));
    CHECK(has(fire.in_room("incident follow-up alert on the queue's length", "UBEN"), "To do 2"));
    const auto tasks = fire.in_room("incident tasks");
    CHECK(has(tasks, "2 of 2 to be done"));
    CHECK(has(tasks, "for afterwards"));
    CHECK(has(fire.in_room("incident done 1"), "restart the workers"));
    CHECK(has(fire.in_room("incident done 1"), "done already"));
    CHECK(has(fire.in_room("incident not-doing 2 because the cluster goes away"), "queue"));
    CHECK(has(fire.in_room("incident tasks"), "0 of 2 to be done"));
    const auto timeline = fire.in_room("incident timeline");
    CHECK(has(timeline, "the database was restarted, Ana"));
    CHECK(has(timeline, "Declared sev1"));
    CHECK(has(fire.in_room("incident timeline last 2"), "The last 2 of"));
}

TEST_CASE("incident: one that is a part of another goes on there", "[incidents]") {
    Fire fire;
    fire.declared();
    fire.declared("sev2 Mails are late", {.channel = ChannelId{"CROOM8"}});
    CHECK(has(fire.in_room("incident merge into 9"), "no other open incident 9"));
    CHECK(has(fire.in_room("incident merge into 1"), "no other open incident 1"));
    CHECK(has(fire.in_room("incident merge into #2"), "goes on as incident 2"));
    CHECK_FALSE(fire.row(1).open);
    CHECK(has(fire.headline(1), "Goes on as incident 2"));
    CHECK_FALSE(fire.messages.contains("incident/1/cause"));
}

TEST_CASE("incident: the form asks what was not said", "[incidents]") {
    Fire fire;
    (void)fire.company.decide(Said{
        .who = PersonId{"UANA"},
        .where = Company::ops(),
        .voice = Voice::slash,
        .words = plain_words("incident declare"),
        .trigger = "T1"
    });
    const auto forms = fire.company.planned<OpenForm>();
    REQUIRE(forms.size() == 1);
    fire.note(Submitted{
        .who = PersonId{"UANA"},
        .form = "incident.declare",
        .context = forms[0].form.context,
        .answers = {{"title", "Checkout is down"}, {"severity", "sev2"}, {"service", "api"}}
    });
    CHECK(fire.row(1).title == "Checkout is down");
    CHECK(fire.row(1).service == ServiceName{"api"});
    const auto wrong = fire.company.decide(Submitted{
        .who = PersonId{"UANA"},
        .form = "incident.declare",
        .context = forms[0].form.context,
        .answers = {{"title", "  "}, {"severity", "sev2"}}
    });
    CHECK(wrong.form_errors.contains("title"));
}

TEST_CASE("incident: declared of an alert, by the button of its card", "[incidents]") {
    Fire fire;
    (void)fire.say("subscribe alerts severity:critical");
    fire.hear(fire_alert());
    REQUIRE(fire.cards().size() == 1);
    CHECK(has(fire.cards()[0], "Declare an incident"));
    (void)fire.company.press("UANA", "alerts.declare", "1", Company::ops(), "T1");
    const auto forms = fire.company.planned<OpenForm>();
    REQUIRE(forms.size() == 1);
    std::map<std::string, std::string> answers;
    for (const auto& question : forms[0].form.questions)
        answers[question.key] = question.initial;
    CHECK(
        answers == std::map<std::string, std::string>{{"title", "HighErrors"}, {"severity", "sev1"}, {"service", "api"}}
    );
    fire.note(Submitted{
        .who = PersonId{"UANA"}, .form = forms[0].form.name, .context = forms[0].form.context, .answers = answers
    });
    CHECK(fire.row(1).service == ServiceName{"api"});
    for (const auto& one : fire.incidents().milestones(1))
        if (one.name == "detected") CHECK(one.at == from_unix_ms(1'799'999'000'000));
    CHECK(has(fire.cards()[0], "Incident 1 is about this"));
    CHECK_FALSE(has(fire.cards()[0], "Declare an incident"));

    fire.note(Submitted{
        .who = PersonId{"UBEN"}, .form = forms[0].form.name, .context = forms[0].form.context, .answers = answers
    });
    CHECK(has(fire.company.whispered(), "#1 is about this already"));
    fire.note(RoomOpened{1, room.channel, "inc-1"});
    fire.hear(fire_alert(false));
    CHECK(has(fire.in_room("incident timeline"), "Alert resolved: HighErrors"));
}

TEST_CASE("incident: one that is grave holds deploys of its service, but for its own mend", "[incidents]") {
    Fire fire;
    (void)fire.company.staged("v1.4.1");
    (void)fire.company.staged("v1.4.2");
    fire.declared("for api sev1 Checkout is down");
    CHECK(has(fire.say("deploy api v1.4.2 to production"), "incident 1 is open for api (sev1: Checkout is down)"));
    CHECK(has(fire.say("deploy api v1.4.2 to production because incident 11: the mend"), "incident 1 is open"));
    CHECK(has(fire.say("deploy api v1.4.2 to staging"), "staging"));
    const auto held = fire.company.last_audit().outcome;
    CHECK(held == "accepted");
    (void)fire.say("deploy api v1.4.2 to production because incident 1: the mend");
    CHECK(fire.company.last_audit().outcome == "accepted");
    CHECK(has(fire.in_room("incident timeline"), "(api v1.4.2 to staging) running"));

    (void)fire.in_room("incident severity sev3");
    (void)fire.say("deploy api v1.4.1 to production");
    CHECK(fire.company.last_audit().outcome == "accepted");
}

TEST_CASE("incident: a drill holds nothing, and neither does one that is over", "[incidents]") {
    Fire fire;
    (void)fire.company.staged("v1.4.1");
    (void)fire.company.staged("v1.4.2");
    fire.declared("--drill for api sev1 The database is gone");
    (void)fire.say("deploy api v1.4.2 to production");
    CHECK(fire.company.last_audit().outcome == "accepted");
    fire.declared("for api sev1 Checkout is down", {.channel = ChannelId{"CROOM8"}});
    (void)fire.say("incident resolve", "UANA");
    (void)fire.company.say("UANA", "incident resolve", {.channel = ChannelId{"CROOM8"}});
    fire.take();
    (void)fire.say("deploy api v1.4.1 to production");
    CHECK(fire.company.last_audit().outcome == "accepted");
}

TEST_CASE("incident: milestones are mended within what is possible", "[incidents]") {
    Fire fire;
    fire.declared();
    const auto declared = fire.row(1).declared_at;
    CHECK(has(fire.in_room("incident milestone begun at 10m ago"), "is not a milestone"));
    CHECK(has(fire.in_room("incident milestone started at noon"), "which moment"));
    CHECK(has(fire.in_room("incident milestone started at 2040-01-01 10:00"), "future"));
    CHECK(has(fire.in_room("incident milestone resolved at 1m ago"), "not over"));
    CHECK(has(fire.in_room("incident milestone started at 20m ago"), "started"));
    CHECK(has(fire.in_room("incident milestones"), "says Ana"));
    CHECK(has(fire.in_room("incident milestone detected at 30m ago"), "before its start"));
    CHECK(has(fire.in_room("incident milestone detected at 10m ago"), "detected"));
    (void)fire.in_room("incident take lead");
    (void)fire.in_room("incident resolve");
    CHECK(has(fire.in_room("incident milestone started at 0m ago"), "which moment"));
    for (const auto& one : fire.incidents().milestones(1))
        if (one.name == "started") CHECK((declared - one.at > std::chrono::minutes{19}));
}

TEST_CASE("incident: numbers say what they are made of", "[incidents]") {
    Fire fire;
    fire.declared("for api sev1 Checkout is down");
    fire.company.now += std::chrono::minutes{10};
    (void)fire.in_room("incident take lead");
    fire.company.now += std::chrono::minutes{50};
    (void)fire.in_room("incident follow-up in 1d alert on the queue's length");
    (void)fire.in_room("incident resolve");
    (void)fire.say("incident declare --drill sev1 The database is gone");
    (void)fire.say("incident declare --private sev2 A key has leaked");
    fire.company.now += std::chrono::days{2};
    const auto words = fire.say("incident report last 7d");
    CHECK(has(words, "2 incidents, 1 of them open"));
    CHECK(has(words, "sev1 1, sev2 1"));
    CHECK(has(words, "api 1"));
    CHECK(has(words, "10 min"));
    CHECK(has(words, "mean of 1, from detected to acknowledged; 1 left out"));
    CHECK(has(words, "1 to be done, 1 of them overdue"));
    CHECK(has(words, "1 drills"));
    CHECK(has(fire.say("incident report last 1h"), "0 incidents"));
}

TEST_CASE("incident: the name of its channel is one that a chat system takes", "[incidents]") {
    using incident::room_name;
    storage::IncidentRow row{.id = 12, .title = "Checkout: is DOWN!  (again)", .severity = "SEV1"};
    row.declared_at = from_unix_ms(1'795'400'194'120);
    CHECK(room_name("inc-{number}-{title}", row) == "inc-12-checkout-is-down-again");
    CHECK(room_name("{date}_{severity}-{number}", row) == "2026-11-23_sev1-12");
    row.title = "Großbrand im Rechenzentrum";
    CHECK(room_name("inc-{number}-{title}", row) == "inc-12-gro-brand-im-rechenzentrum");
    row.title = "結帳";
    CHECK(room_name("inc-{number}-{title}", row) == "inc-12");
    row.title = std::string(500, 'x');
    CHECK(room_name("inc-{title}-{number}", row).size() == 76);
    CHECK(room_name("inc-{title}-{number}", row).ends_with("-12"));
    row.title = "{number}{title}";
    CHECK(room_name("inc-{number}-{title}", row) == "inc-12-number-title");
}

} // namespace pilothouse::commands::testing
