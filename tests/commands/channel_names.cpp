#include "channel_stage.hpp"
#include "storage/tellings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;

namespace {

config::Hook hook_into(const char* name, const char* channel) {
    config::Hook hook;
    hook.name = HookName{name};
    hook.vendor = "github";
    hook.channel = ChannelId{channel};
    return hook;
}

} // namespace

TEST_CASE("Channel names: those of routes are looked up at the start, until they are known") {
    Stage stage;
    stage.company.settings.hooks = {
        hook_into("acme", "#api"), hook_into("web", "C7"), hook_into("none", ""), hook_into("ops", "#ops")
    };
    stage.note(Started{});
    auto looks = stage.company.planned<LookUpChannel>();
    REQUIRE(looks.size() == 2);
    CHECK(looks[0].name == ChannelId{"#api"});
    CHECK(looks[1].name == ChannelId{"#ops"});
    stage.note(ChannelFound{ChannelId{"#api"}, ChannelId{"C1"}});
    stage.note(Started{});
    looks = stage.company.planned<LookUpChannel>();
    REQUIRE(looks.size() == 1);
    CHECK(looks[0].name == ChannelId{"#ops"});
}

TEST_CASE("Channel names: a route by name and a subscription by id are one message from the first on") {
    Stage stage;
    stage.company.settings.hooks = {hook_into("acme", "#api")};
    stage.note(Started{});
    for (const auto& look : stage.company.planned<LookUpChannel>())
        stage.note(ChannelFound{look.name, ChannelId{"C1"}});
    (void)stage.say("subscribe builds");
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.messages.size() == 1);
    CHECK(stage.messages.contains("run/1/C1"));
}

TEST_CASE("Channel names: an answer that is no id teaches nothing") {
    Stage stage;
    stage.company.settings.hooks = {hook_into("acme", "#api")};
    stage.note(ChannelFound{ChannelId{"#api"}, ChannelId{}});
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.messages.contains("run/1/#api"));
}
