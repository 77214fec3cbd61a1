#include "end_to_end_scenario.hpp"

#include <algorithm>
#include <fstream>
#include <set>

namespace pilothouse::tests {

using namespace std::chrono_literals;

namespace {

constexpr const char* version = "v1.2.3";
constexpr const char* question = "nosuchservice";

class Play {
public:
    Play(net::executor loop, const Scenario& scenario)
        : scenario_(scenario), stage_(loop, {.sandbox = {.time_scale = scenario.time_scale}, .data = {}}) {}

    net::awaitable<std::vector<std::string>> all() {
        // co_await is not allowed in a handler, and the stage has to be ended in every case.
        try {
            co_await script();
        } catch (const std::exception& thrown) {
            wrong(thrown.what());
        }
        co_await stage_.end();
        co_return std::move(wrong_);
    }

private:
    using When = Scenario::When;

    void wrong(std::string what) { wrong_.push_back(std::move(what)); }

    void need(bool holds, const char* what) {
        if (!holds) wrong(std::string("never came true: ") + what);
    }

    net::awaitable<void> script() {
        if (scenario_.when == When::before_start) co_await strike();
        stage_.start_bot();
        if (scenario_.live > 0 || scenario_.when != When::before_start)
            need(co_await stage_.ready(), "the bot is there");
        if (scenario_.when == When::before_question) co_await strike();
        const bool deaf = scenario_.live == 0 && scenario_.when == When::before_start;
        if (!deaf) co_await talk();
        need(co_await stage_.until([this] { return told(); }), "the operators are told");
        need(co_await stage_.until([this] { return connected(); }), "the sockets are as they should be");
        (void)co_await stage_.control().post("/_sim/faults", {{"rules", Json::array()}});
        need(co_await stage_.rest(), "rest");
        if (!deaf) co_await judge();
        co_await judge_operators();
    }

    net::awaitable<void> talk() {
        if (scenario_.when == When::while_running) std::ofstream(stage_.folder() / "hold") << "1";
        co_await stage_.say("ana", "COPS", std::string("<@UPILOT> status ") + question);
        need(co_await stage_.request(version), "the deploy is asked for");
        need(co_await stage_.approve("ben", version), "the deploy is approved");
        if (scenario_.when == When::while_running) {
            need(
                co_await stage_.until([this]() -> net::awaitable<bool> {
                    co_return stage_.ledger().contains(version);
                }),
                "the program runs"
            );
            co_await strike();
            std::filesystem::remove(stage_.folder() / "hold");
        }
        need(co_await stage_.card_says(version, "succeeded", 100s), "the card says that it succeeded");
        if (scenario_.answered)
            need(co_await stage_.until([this]() { return stage_.said("COPS", question); }), "the question is answered");
    }

    net::awaitable<void> strike() {
        const auto loaded = co_await stage_.control().post("/_sim/faults", {{"rules", scenario_.rules}});
        if (!loaded.value("ok", false)) wrong("the rules are not taken: " + loaded.dump());
        for (const auto& action : scenario_.sockets)
            (void)co_await stage_.control().post("/_sim/sockets", action);
    }

    net::awaitable<bool> told() {
        for (const auto& words : scenario_.told) {
            if (co_await stage_.said("CPILOTHOUSE", words)) continue;
            if (scenario_.sockets.size() > 1 && std::chrono::steady_clock::now() - again_ > 12s) {
                again_ = std::chrono::steady_clock::now();
                (void)co_await stage_.control().post("/_sim/sockets", scenario_.sockets.back());
            }
            co_return false;
        }
        co_return true;
    }

    net::awaitable<bool> connected() {
        const auto now = co_await stage_.stats();
        co_return now["sockets"]["live"] ==
            scenario_.live&& now["counters"].value("sockets.opened", 0) >= scenario_.opened;
    }

    net::awaitable<void> judge() {
        if (stage_.ledger() != std::map<std::string, int>{{version, 1}})
            wrong("the ledger has " + Json(stage_.ledger()).dump());
        std::map<std::string, int> keys;
        int cards = 0, answers = 0;
        for (const char* channel : {"CGENERAL", "CDEPLOYS", "COPS", "CAPI"}) {
            for (const auto& message : co_await stage_.control().history(channel)) {
                if (message.value("bot_id", "").empty()) continue;
                const auto key = message.value("/metadata/event_payload/key"_json_pointer, std::string());
                if (++keys[key] == 2) wrong(key + " stands twice in " + channel);
                const auto words = words_of(message);
                if (words.contains(question)) ++answers;
                if (!key.starts_with("deploy/")) continue;
                ++cards;
                if (!words.contains("succeeded")) wrong("a card that did not come to its end: " + words);
            }
        }
        if (cards != 1) wrong(std::to_string(cards) + " cards");
        if (answers != (scenario_.answered ? 1 : 0)) wrong(std::to_string(answers) + " answers");
        co_await judge_whispers();
    }

    /// What only Ben sees: one word on his approval.
    net::awaitable<void> judge_whispers() {
        int said = 0, repeated = 0;
        for (const auto& message : co_await stage_.said_by_bot("CDEPLOYS", "UBEN")) {
            const auto words = words_of(message);
            if (!message.value("is_ephemeral", false) || !words.contains("You approved")) continue;
            ++(words.contains("repeated") ? repeated : said);
        }
        if (said + repeated == 0) wrong("Ben was not told that his approval counts");
        if (said > 1 || (repeated > 0 && !scenario_.marked_repeats))
            wrong("Ben was told of his approval " + std::to_string(said) + "+" + std::to_string(repeated) + " times");
    }

    net::awaitable<void> judge_operators() {
        std::set<std::string> keys;
        for (const auto& message : co_await stage_.said_by_bot("CPILOTHOUSE")) {
            const auto words = words_of(message);
            if (!keys.insert(message.value("/metadata/event_payload/key"_json_pointer, std::string())).second)
                wrong("the operators are told twice: " + words);
            const auto expected = [&](const std::string& some) { return words.contains(some); };
            if (!std::ranges::any_of(scenario_.told, expected)) wrong("the operators are told: " + words);
        }
    }

    const Scenario& scenario_;
    Stage stage_;
    std::vector<std::string> wrong_;
    std::chrono::steady_clock::time_point again_ = std::chrono::steady_clock::now();
};

} // namespace

net::awaitable<std::vector<std::string>> play(net::executor loop, const Scenario& scenario) {
    Play one(loop, scenario);
    co_return co_await one.all();
}

} // namespace pilothouse::tests
