#include "channel_stage.hpp"

#include <catch2/catch.hpp>

/// The button that has the sender of alerts be silent.

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using namespace std::chrono_literals;

namespace {

using Labels = std::vector<std::pair<std::string, std::string>>;

struct Wall : testing::Stage {
    Wall() {
        auto& hook = company.settings.hooks.at(0);
        hook.vendor = "alertmanager";
        hook.channel = ChannelId{"C1"};
        hook.silence_api = "http://am.internal:9093";
    }

    void fires(bool firing = true, Labels common = {{"alertname", "HighErrors"}, {"service", "api"}}) {
        auto change = fire("HighErrors", firing);
        change.common = std::move(common);
        hear(change);
    }

    [[nodiscard]] std::string card() const { return messages.at("alerts/1/C1").words; }

    /// The actions that the card offered when it was drawn last.
    [[nodiscard]] std::vector<std::string> offers() const {
        std::vector<std::string> actions;
        for (const auto& say : company.planned<Say>()) {
            if (say.key.value != "alerts/1/C1") continue;
            for (const auto& block : say.card.blocks)
                if (const auto* buttons = std::get_if<Buttons>(&block))
                    for (const auto& button : buttons->buttons)
                        actions.push_back(button.action);
        }
        return actions;
    }

    std::string press(const char* who, const std::string& trigger = "trigger") {
        auto words = company.press(who, "alerts.silence", "1", Company::ops(), trigger);
        take();
        return words;
    }

    Decision send(const char* who, const std::string& span, const std::string& comment = {}) {
        auto decision = company.decide(Submitted{
            .who = PersonId{who},
            .form = "alerts.silence",
            .context = "1|C1  --",
            .answers = {{"span", span}, {"comment", comment}},
        });
        take();
        return decision;
    }

    [[nodiscard]] MakeSilence silence() const { return company.planned<MakeSilence>().at(0); }
};

const std::vector<std::string> all_buttons{"alerts.acknowledge", "alerts.silence", "alerts.declare"};
const std::vector<std::string> no_silence{"alerts.acknowledge", "alerts.declare"};

} // namespace

TEST_CASE("Silence: asked by a form, told on the card, over with its time") {
    Wall wall;
    wall.fires();
    CHECK(wall.offers() == all_buttons);
    CHECK(wall.press("UANA").empty());
    const auto forms = wall.company.planned<OpenForm>();
    REQUIRE(forms.size() == 1);
    CHECK(forms[0].form.questions.at(0).choices == std::vector<std::string>{"1h", "4h", "24h"});
    CHECK(forms[0].form.context == "1|C1  --");

    (void)wall.send("UANA", "4h", "known, Ben is on it");
    const auto silence = wall.silence();
    const auto asked_at = wall.company.now;
    CHECK(silence.hook.value == "acme");
    CHECK(silence.matchers == Labels{{"alertname", "HighErrors"}, {"service", "api"}});
    CHECK(silence.until == asked_at + 4h);
    CHECK(silence.comment == "known, Ben is on it");
    CHECK(silence.by.name == "Ana");
    CHECK(has(wall.card(), "Being silenced for Ana"));
    CHECK(wall.offers() == no_silence);
    CHECK(wall.company.last_audit().outcome == "accepted");
    CHECK(wall.company.last_audit().verb == "alerts.silence");

    wall.note(SilenceMade{silence.group, silence.until, silence.by});
    CHECK(has(wall.card(), "Silenced by Ana until"));
    CHECK(wall.timers.at("silence/1") == silence.until);
    wall.fires(); // told again: as silent as before
    CHECK(has(wall.card(), "Silenced by Ana until"));
    CHECK(wall.offers() == no_silence);
    wall.wait(4h);
    CHECK_FALSE(has(wall.card(), "ilenced"));
    CHECK(wall.offers() == all_buttons);
}

TEST_CASE("Silence: what ended in it is looked up at its end") {
    Wall wall;
    wall.fires();
    (void)wall.send("UANA", "1h");
    const auto silence = wall.silence();
    wall.note(SilenceMade{silence.group, silence.until, silence.by});
    wall.wait(1h);
    const auto checks = wall.company.planned<CheckAlerts>();
    REQUIRE(checks.size() == 1);
    CHECK(checks[0].ids == std::vector<std::string>{"HighErrors/1"});
    CHECK(checks[0].matchers == Labels{{"alertname", "HighErrors"}, {"service", "api"}});
    SECTION("it fires still") {
        wall.note(AlertsChecked{1, {}});
        CHECK(has(wall.card(), "Firing: "));
        CHECK(wall.offers() == all_buttons);
    }
    SECTION("it has ended") {
        wall.note(AlertsChecked{1, checks[0].ids});
        CHECK(has(wall.card(), "Resolved: "));
    }
    SECTION("another one fires since the question") {
        auto change = fire("HighErrors");
        change.alerts.push_back(change.alerts.front());
        change.alerts.back().id = "HighErrors/2";
        wall.hear(change);
        wall.note(AlertsChecked{1, checks[0].ids});
        CHECK(has(wall.card(), "Firing: "));
    }
}

TEST_CASE("Alerts: at a start what fires is looked up, where there is an interface for it") {
    Wall wall;
    wall.note(Started{});
    CHECK(wall.company.planned<CheckAlerts>().empty());
    wall.fires();
    wall.note(Started{});
    CHECK(wall.company.planned<CheckAlerts>().size() == 1);
    wall.company.settings.hooks[0].silence_api.clear();
    wall.note(Started{});
    CHECK(wall.company.planned<CheckAlerts>().empty());
    wall.fires(false);
    wall.note(AlertsChecked{1, {"HighErrors/1"}}); // too late
    CHECK(has(wall.card(), "Resolved: "));
}

TEST_CASE("Silence: an end ends it, and a second person is told whose it is") {
    Wall wall;
    wall.fires();
    (void)wall.send("UANA", "1h");
    const auto silence = wall.silence();
    CHECK(has(wall.press("UBEN"), "Being silenced for Ana"));
    (void)wall.send("UBEN", "1h");
    CHECK(wall.company.planned<MakeSilence>().empty());
    CHECK(has(wall.company.whispered(), "Being silenced for Ana"));
    wall.note(SilenceMade{silence.group, silence.until, silence.by});
    wall.fires(false);
    CHECK(has(wall.card(), "Resolved: "));
    CHECK_FALSE(has(wall.card(), "ilenced"));
    CHECK(wall.offers().empty());
    CHECK(has(wall.press("UBEN"), "over already"));
    wall.wait(2h);
    CHECK(has(wall.card(), "Resolved: "));
}

TEST_CASE("Silence: what could not be made is told to whoever asked, and can be asked again") {
    Wall wall;
    wall.fires();
    (void)wall.send("UANA", "1h");
    const auto silence = wall.silence();
    wall.note(TaskFailed{TaskId{1}, silence, {Errc::denied, "Alertmanager does not allow it (403)", "See there", {}}});
    CHECK(has(wall.company.whispered(), "not silenced: Alertmanager does not allow it (403)"));
    CHECK(wall.company.planned<Whisper>().at(0).to.value == "UANA");
    CHECK_FALSE(has(wall.card(), "ilenced"));
    CHECK(wall.offers() == all_buttons);
    (void)wall.send("UBEN", "1h");
    CHECK(wall.silence().mark != silence.mark);
}

TEST_CASE("Silence: only by people of a team, by labels that are exact, where the hook has an address for it") {
    Wall wall;
    wall.fires();
    CHECK(has(wall.press("UDAN"), "Only people of a team may silence alerts"));
    CHECK(wall.company.last_audit().outcome == "refused");
    (void)wall.send("UDAN", "1h");
    CHECK(wall.company.planned<MakeSilence>().empty());
    CHECK(has(wall.press("UGUS"), "not with guests"));
    CHECK(has(wall.press("UANA", ""), "can't be opened here"));
    CHECK(wall.send("UANA", "a year").form_errors.contains("span"));

    SECTION("no labels alike") {
        wall.fires(true, {});
        CHECK(wall.offers() == no_silence);
        CHECK(has(wall.press("UANA"), "no labels alike"));
    }
    SECTION("a label that can't be kept as it is") {
        wall.fires(true, {{"alertname", "HighErrors"}, {"path", std::string(400, 'x')}});
        CHECK(wall.offers() == no_silence);
    }
    SECTION("no address") {
        wall.company.settings.hooks[0].silence_api.clear();
        wall.fires();
        CHECK(wall.offers() == no_silence);
        CHECK(has(wall.press("UANA"), "no silence_api"));
    }
    SECTION("a group nobody knows") {
        CHECK(has(wall.company.press("UANA", "alerts.silence", "99"), "don't know this group"));
    }
}
