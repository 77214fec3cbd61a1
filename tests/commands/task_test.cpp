#include "commands/task.hpp"

#include <catch2/catch.hpp>

#include <random>
#include <stdexcept>

using namespace pilothouse;
using namespace pilothouse::commands;

namespace {

Card rich_card() {
    const Time time = from_unix_ms(1'795'400'194'120);
    return {
        .title = bold("api") + " v1.4.2 to " + code("staging"),
        .tone = Tone::running,
        .blocks =
            {
                Paragraph{mention(PersonId{"U024BE7LH"}) + " in " + channel(ChannelId{"C1"}) + " at " + when(time)},
                Fields{
                    .fields =
                        {{"From", italic("v1.4.1")}, {"Log", pilothouse::link("https://ci.example/1", "build: 1;2")}}
                },
                Verbatim{"line 1\nline;2:3\n<!channel>"},
                Table{{"a", "b"}, {{Text("1"), Text()}, {}}},
                Footnote{Text("émoji 🚀")},
                Buttons{{{"deploy.approve", "812:9f21", "Approve", ButtonStyle::primary, "Sure?"}}},
            },
    };
}

std::vector<Task> one_of_each() {
    const Form form{
        .name = "deploy.request",
        .title = "Deploy",
        .submit = "Go",
        .blocks = {Paragraph{Text("why")}},
        .questions = {{"env", "Where", Question::Kind::choice, {"staging", "production"}, "staging", "pick", true}},
        .context = "api",
    };
    return {
        Say{MessageKey{"deploy/812"}, ChannelId{"#api"}, "1.2", MessageKey{"x"}, rich_card()},
        Whisper{PersonId{"U1"}, ChannelId{"C1"}, "1.2", "https://hooks.example/x", rich_card()},
        OpenForm{"trigger", form, PersonId{"U1"}, ChannelId{"C1"}, "https://hooks.example/x"},
        StartRollout{
            DeployId{812},
            {"./deploy.sh", "", "a b"},
            "/srv",
            {"PATH"},
            {{"A", "1"}, {"B", ""}},
            std::chrono::minutes{15},
            "9f21-1795400101000"
        },
        WatchRollout{DeployId{812}},
        StopRollout{DeployId{-1}},
        ShareLog{DeployId{1}, "log", ChannelId{"C1"}, "1.2", MessageKey{"deploy/1"}, PersonId{"U1"}},
        LookUpPerson{"ana@example.com", PersonId{}},
        RingAt{"approval/812"},
        MakeSilence{
            HookName{"pager"},
            7,
            "pilothouse/7/1",
            {{"alertname", "HighErrors"}, {"instance", "a:1;2"}},
            from_unix_ms(1'795'400'194'120),
            "known",
            {PersonId{"U1"}, "Ana", ChannelId{"C1"}, "https://hooks.example/x", from_unix_ms(1)}
        },
        CheckAlerts{HookName{"pager"}, 7, {"a/1", "b/2"}, {{"alertname", "HighErrors"}}},
        RerunBuild{HookName{"acme"}, 12, "acme/api/7", 2, {PersonId{"U1"}, "Ana", ChannelId{"C1"}, "", {}}},
        LookUpChannel{ChannelId{"#api"}},
        OpenRoom{7, "inc-7-checkout-is-down", true, "Incident 7: Checkout is down"},
        SetTopic{ChannelId{"C7"}, "sev1 · investigating"},
        Invite{ChannelId{"C7"}, {PersonId{"U1"}, PersonId{"U2"}}},
    };
}

} // namespace

TEST_CASE("a task reads back as it was written") {
    std::vector<std::string> kinds;
    for (const auto& task : one_of_each()) {
        const auto text = serialized(task);
        const auto back = deserialized(kind(task), text);
        CHECK(back.index() == task.index());
        CHECK(serialized(back) == text);
        kinds.emplace_back(kind(task));
    }
    CHECK(
        kinds ==
        std::vector<std::string>{
            "say", "whisper", "open_form", "start_rollout", "watch_rollout", "stop_rollout", "share_log",
            "look_up_person", "ring_at", "make_silence", "check_alerts", "rerun_build", "look_up_channel", "open_room",
            "set_topic", "invite"
        }
    );
}

TEST_CASE("nothing of a task is lost") {
    const auto tasks = one_of_each();
    const auto say = std::get<Say>(deserialized("say", serialized(tasks[0])));
    CHECK(say.key == MessageKey{"deploy/812"});
    CHECK(say.channel == ChannelId{"#api"});
    CHECK(say.thread == "1.2");
    CHECK(say.in_thread_of == MessageKey{"x"});
    CHECK(say.card == rich_card());

    const auto form = std::get<OpenForm>(deserialized("open_form", serialized(tasks[2])));
    CHECK(form.form == std::get<OpenForm>(tasks[2]).form);

    const auto start = std::get<StartRollout>(deserialized("start_rollout", serialized(tasks[3])));
    const auto& start_was = std::get<StartRollout>(tasks[3]);
    CHECK(start.deploy == start_was.deploy);
    CHECK(start.argv == start_was.argv);
    CHECK(start.pass_env == start_was.pass_env);
    CHECK(start.set_env == start_was.set_env);
    CHECK(start.timeout == start_was.timeout);
}

TEST_CASE("the stored form of a task stays what it is") {
    CHECK(serialized(RingAt{"approval/812"}) == "112:approval/812");
    CHECK(serialized(StopRollout{DeployId{812}}) == "1812;");
    CHECK(serialized(LookUpPerson{"", PersonId{"U1"}}) == "10:2:U1");
}

TEST_CASE("a stored task that is damaged is refused, never misread into memory") {
    CHECK_THROWS_AS(deserialized("nonsense", "1"), std::runtime_error);
    CHECK_THROWS_AS(deserialized("ring_at", ""), std::runtime_error);
    CHECK_THROWS_AS(deserialized("ring_at", "25:hello"), std::runtime_error);
    CHECK_THROWS_AS(deserialized("ring_at", "199999999999999999999:x"), std::runtime_error);
    CHECK_THROWS_AS(deserialized("ring_at", "1-1:x"), std::runtime_error);
    CHECK_THROWS_AS(deserialized("ring_at", "11:xy"), std::runtime_error);
    std::minstd_rand random(7); // NOLINT: the same every time
    for (const auto& task : one_of_each()) {
        const auto text = serialized(task);
        for (std::size_t cut = 0; cut < text.size(); ++cut)
            CHECK_THROWS_AS(deserialized(kind(task), std::string_view(text).substr(0, cut)), std::runtime_error);
        for (int round = 0; round < 300; ++round) {
            auto damaged = text;
            damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
            try {
                (void)serialized(deserialized(kind(task), damaged));
            } catch (const std::runtime_error&) {
                continue;
            }
        }
    }
}
