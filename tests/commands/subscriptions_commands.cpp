#include "channel_stage.hpp"
#include "storage/subscriptions.hpp"
#include "storage/tellings.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

TEST_CASE("A channel subscribes, is told, and unsubscribes") {
    Stage stage;
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.cards().empty());
    CHECK(
        has(stage.say("subscribe acme/api builds -author:dependabot[bot]"), "This channel now hears of acme/api builds")
    );
    stage.hear(build("acme/api", 2, Phase::failed));
    stage.hear(build("acme/web", 3, Phase::failed));
    stage.hear(build("acme/api", 4, Phase::running));
    REQUIRE(stage.cards().size() == 1);
    CHECK(has(stage.cards()[0], "CI #2 is still broken"));
    CHECK(has(stage.say("unsubscribe acme/api builds"), "no longer hears of"));
    stage.hear(build("acme/api", 5, Phase::failed));
    CHECK(stage.cards().size() == 1);
}

TEST_CASE("The same subscription twice, in other words, is one") {
    Stage stage;
    (void)stage.say("subscribe acme/api builds branch:main result:failed");
    CHECK(has(stage.say("subscribe builds result:failed acme/api branch:main"), "hears of that already"));
    CHECK(storage::Subscriptions(*stage.company.store).of_channel(ChannelId{"C1"}).size() == 1);
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.cards().size() == 1);
}

TEST_CASE("A route and a subscription of one channel are one message, whichever name the channel has") {
    Stage stage;
    stage.company.settings.hooks[0].channel = ChannelId{"#api"};
    storage::learn_channel(*stage.company.store, ChannelId{"#api"}, ChannelId{"C1"});
    (void)stage.say("subscribe builds");
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.messages.size() == 1);
    CHECK(stage.messages.contains("run/1/C1"));
}

TEST_CASE("A message that was named before the channel's id was known keeps its name") {
    Stage stage;
    stage.company.settings.hooks[0].channel = ChannelId{"#api"};
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.messages.contains("run/1/#api"));
    storage::learn_channel(*stage.company.store, ChannelId{"#api"}, ChannelId{"C1"});
    (void)stage.say("subscribe builds result:all");
    stage.hear(build("acme/api", 1, Phase::failed, "main"));
    auto again = build("acme/api", 1, Phase::succeeded);
    again.attempt = 2;
    stage.hear(again);
    CHECK(stage.messages.size() == 1);
    CHECK(has(stage.messages.at("run/1/#api").words, "passed"));
}

TEST_CASE("Several channels each have a message of their own") {
    Stage stage;
    (void)stage.say("subscribe builds");
    (void)stage.company.say("UANA", "subscribe api builds", {.channel = ChannelId{"C2"}});
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(stage.messages.contains("run/1/C1"));
    CHECK(stage.messages.contains("run/1/C2"));
}

TEST_CASE("Alerts by severity and label; the resolved one is told where the firing one was") {
    Stage stage;
    (void)stage.say("subscribe alerts severity:critical team:payments");
    stage.hear(fire("Disk"));
    CHECK(stage.cards().empty());
    stage.hear(fire("Memory", true, "critical"));
    REQUIRE(stage.cards().size() == 1);
    (void)stage.say("unsubscribe alerts severity:critical team:payments");
    stage.hear(fire("Memory", false, "critical"));
    CHECK(has(stage.cards()[0], "Resolved: Memory"));
    CHECK(stage.messages.contains("alerts/2/C1/resolved"));
}

TEST_CASE("Anybody of a team may change what a channel hears, and nobody else") {
    Stage stage;
    for (const auto* words :
         {"subscribe builds", "unsubscribe builds", "mute everything 1h", "unmute api", "quiet off"}) {
        CAPTURE(words);
        CHECK(has(stage.say(words, "UDAN"), "Only people of a team"));
        CHECK(stage.company.last_audit().outcome == "refused");
        CHECK(has(stage.say(words, "UNEW"), "looking you up"));
    }
    CHECK(storage::Subscriptions(*stage.company.store).of_channel(ChannelId{"C1"}).empty());
    CHECK(has(stage.say("subscribe builds", "UBEN"), "now hears"));
    CHECK(has(stage.say("subscriptions", "UDAN"), "unsubscribe builds result:failed,fixed"));
    CHECK(has(stage.say("subscribe alerts --dry-run", "UDAN"), "Nothing was changed"));
}

TEST_CASE("What a channel hears of is listed, each with the words that end it") {
    Stage stage;
    CHECK(has(stage.say("subscriptions"), "hears of nothing"));
    stage.company.settings.hooks[0].channel = ChannelId{"C1"};
    (void)stage.say("subscribe acme/api builds name:\"Build and test\" -branch:wip/*");
    (void)stage.say("mute everything 2h");
    (void)stage.say("quiet 22:00-07:00 Europe/Berlin");
    const auto list = stage.say("subscriptions");
    CHECK(has(list, "Set in the configuration: all that the hook acme tells, of builds result:failed,fixed"));
    CHECK(has(list, "everything is muted until"));
    CHECK(has(list, "Quiet hours: 22:00-07:00 Europe/Berlin"));
    const std::string end = "unsubscribe acme/api builds result:failed,fixed name:\"Build and test\" -branch:wip/*";
    REQUIRE(has(list, end));
    CHECK(has(stage.say(end), "no longer hears"));
    CHECK(has(stage.say("unsubscribe acme/api builds"), "no subscriptions"));
}

TEST_CASE("An unsubscribe that could mean two, or none, asks") {
    Stage stage;
    (void)stage.say("subscribe acme/api builds branch:main");
    (void)stage.say("subscribe acme/api builds branch:dev");
    const auto asked = stage.say("unsubscribe acme/api builds");
    CHECK(has(asked, "Which one?"));
    CHECK(has(asked, "unsubscribe acme/api builds result:failed,fixed branch:dev"));
    CHECK(has(stage.say("unsubscribe acme/api builds result:failed,fixed branch:mian"), "did you mean acme/api builds")
    );
    CHECK(storage::Subscriptions(*stage.company.store).of_channel(ChannelId{"C1"}).size() == 2);
}

TEST_CASE("A dry run says what the last days would have brought, and changes nothing") {
    Stage stage;
    for (int number = 1; number <= 20; ++number)
        stage.hear(build("acme/api", number, number % 2 == 0 ? Phase::failed : Phase::succeeded));
    stage.company.now += std::chrono::days{8};
    for (int number = 21; number <= 30; ++number)
        stage.hear(build("acme/api", number, number % 5 == 0 ? Phase::failed : Phase::succeeded));
    const auto told = stage.say("subscribe acme/api builds result:failed --dry-run");
    CHECK(has(told, "That would have been 2 messages in the last 7 days, of 10 builds"));
    CHECK(has(told, "CI #30 broke"));
    CHECK_FALSE(has(told, "CI #20"));
    CHECK(storage::Subscriptions(*stage.company.store).of_channel(ChannelId{"C1"}).empty());
    CHECK(stage.cards().empty());
    CHECK(has(stage.say("subscribe —dry-run acme/web builds"), "0 messages"));
}

TEST_CASE("Why a channel got a build, and why not") {
    Stage stage;
    (void)stage.say("subscribe acme/api builds branch:main");
    stage.hear(build("acme/api", 812, Phase::failed));
    stage.hear(build("acme/api", 813, Phase::failed, "wip"));
    const auto got = stage.say("why did here get build 812");
    CHECK(has(got, "C1 got it"));
    CHECK(has(got, "every part of it fits"));
    const auto not_got = stage.say("why did here not get build #813?");
    CHECK(has(not_got, "C1 did not get it"));
    CHECK(has(not_got, "branch:main: it is wip"));
    CHECK(has(not_got, "the configuration gives it no channel"));
    CHECK(has(stage.say("why didn't #other get build acme/api 812"), "#other did not get it"));
    CHECK(has(stage.say("why did get build 999"), "I have not heard of such a build"));
    CHECK(has(stage.say("why did #api get it"), "Ask about a build or an alert"));
}

TEST_CASE("Why a channel got an alert: mutes and quiet hours are among the rules") {
    Stage stage;
    (void)stage.say("subscribe alerts");
    (void)stage.say("mute everything 1h");
    stage.hear(fire("HighErrors"));
    const auto held = stage.say("why did here not get alert HighErrors");
    CHECK(has(held, "C1 does not have it yet: it is held (mute everything)"));
    CHECK(has(held, "it is about this; it is held"));
    stage.wait(2h);
    CHECK(has(stage.say("why did here get alert higherr"), "C1 got it"));
    (void)stage.say("quiet 00:00-23:59 UTC");
    stage.hear(fire("Down", true, "critical"));
    CHECK(has(stage.say("why did here get alert Down"), "it is critical, and told at once"));
}

TEST_CASE("Words that are not understood are answered with what is") {
    Stage stage;
    stage.hear(build("acme/api", 1, Phase::failed));
    CHECK(has(stage.say("subscribe acme/api buidls"), "did you mean `builds`"));
    CHECK(stage.company.last_audit().outcome == "misunderstood");
    CHECK(has(stage.say("mute apii 2h"), "did you mean api?"));
    CHECK(has(stage.say("mute api"), "needs a span of time"));
    CHECK(has(stage.say("mute 2h"), "needs a name"));
    CHECK(has(stage.say("mute api for 2 parsecs"), "is not a span of time"));
    CHECK(has(stage.say("mute api 60d"), "30 days at most"));
    CHECK(has(stage.say("unmute api"), "is not muted here"));
    CHECK(has(stage.say("quiet 22:00-07:00 Europe/Belin"), "did you mean `Europe/Berlin`?"));
    CHECK(has(stage.say("quiet off"), "has no quiet hours"));
    CHECK(has(stage.say("subscribe"), "needs"));
    CHECK(stage.timers.empty());
}
