/// Kills the bot at random moments under a stream of commands, and then counts: every acknowledged command has its
/// effect exactly once, every message stands once, every rollout ran at most once and is followed to its end.
///
///     crash_test BOT KILLS [SEED]
///
/// Exits with 0 when all of it holds, with 1 and the violations when not.

#include "bot/program/loop.hpp"
#include "sandbox/slack/sandbox.hpp"
#include "scene.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace pilothouse::crash {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;

struct Sent {
    std::vector<std::string> questions;          ///< a word of each mention that is asked, once in all messages
    std::map<std::string, std::string> accepted; ///< what each acknowledged version was told
    std::vector<std::string> all_versions;
    int refused = 0; ///< acknowledged with a no: the line was full
    int not_acknowledged = 0;
};

class Run {
public:
    Run(program::Loop& loop, Scene& scene, sandbox::Sandbox& workspace, Control& control, int kills, std::uint64_t seed)
        : loop_(loop), scene_(scene), workspace_(workspace), control_(control), kills_(kills), random_(seed) {}

    net::awaitable<void> all() {
        need(scene_.bot.start(workspace_.base_url()));
        co_await until("the bot is there", [](const json& state) { return state["sockets"] > 0; });
        loop_.spawn("questions", ask());
        loop_.spawn("deploys", deploy());
        co_await kill_again_and_again();
        streaming_ = false;
        co_await until("the streams have ended", [this](const json&) { return streams_ == 0; });
        co_await settle();
        co_await judge();
        scene_.bot.end();
        co_await workspace_.stop();
    }

    /// 0: all held; 1: something that was acknowledged was lost, or was done twice; 2: the run shows nothing.
    [[nodiscard]] int verdict() const { return violations_ > 0 ? 1 : useless_ ? 2 : 0; }

private:
    static void need(const Result<void>& result) {
        if (!result) throw std::runtime_error(result.error().text());
    }

    int between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }

    net::awaitable<void> kill_again_and_again() {
        for (int i = 0; i < kills_; ++i) {
            co_await net::pause(Duration{between(5, static_cast<int>(longest_life_))});
            // Some lives end before the first word, two of three after it, however slow this build or machine is.
            longest_life_ = std::clamp(longest_life_ * (workspace_.sockets() > 0 ? 0.98 : 1.04), 250.0, 10'000.0);
            scene_.bot.kill();
            need(scene_.bot.start(workspace_.base_url()));
            if (i % 50 == 49) {
                std::printf(
                    "%d kills, %zu questions, %zu deploys\n", i + 1, sent_.questions.size(), sent_.all_versions.size()
                );
                std::fflush(stdout);
            }
        }
    }

    /// Mentions: Slack delivers them again until they are acknowledged.
    net::awaitable<void> ask() {
        ++streams_;
        for (int i = 0; streaming_; ++i) {
            const std::string word = "nosuch" + std::to_string(i) + "x";
            co_await control_.post(
                "/_sim/say", {{"as", "ana"}, {"channel", "COPS"}, {"text", "<@UPILOT> status " + word}}
            );
            sent_.questions.push_back(word);
            co_await net::pause(Duration{between(5, 40)});
        }
        --streams_;
    }

    /// Slash commands: delivered once, and the person sees whether they were acknowledged.
    net::awaitable<void> deploy() {
        ++streams_;
        for (int i = 0; streaming_; ++i) {
            const std::string version = "v" + std::to_string(i);
            const std::string service = "s" + std::to_string(i % Scene::services);
            const auto answer = co_await control_.post(
                "/_sim/command", {{"as", "ana"},
                                  {"channel", "CDEPLOYS"},
                                  {"command", "/deploy"},
                                  {"text", service + " " + version + " to staging"}}
            );
            sent_.all_versions.push_back(version);
            const bool acknowledged = answer.value("ok", false);
            const auto told = answer.value("/response/text"_json_pointer, std::string());
            if (!acknowledged)
                ++sent_.not_acknowledged;
            else if (told.contains("Not started"))
                ++sent_.refused;
            else
                sent_.accepted.emplace(version, answer.dump());
            co_await net::pause(Duration{between(20, 120)});
        }
        --streams_;
    }

    /// Looks at the workspace until `holds`, for two minutes at most.
    template <class Condition>
    net::awaitable<void> until(const char* what, Condition holds) {
        const auto give_up = std::chrono::steady_clock::now() + 120s;
        for (;;) {
            const auto state = co_await control_.get("/_sim/state");
            if (holds(state)) co_return;
            if (std::chrono::steady_clock::now() > give_up) {
                shows_nothing(std::string("never came true: ") + what);
                co_return;
            }
            co_await net::pause(50ms);
        }
    }

    /// Nothing moves any more: no event waits for its acknowledgement, and nothing has changed for
    /// longer than Slack lets pass between two deliveries (five minutes, at a tenth) and the bot between two tries.
    net::awaitable<void> settle() {
        const auto give_up = std::chrono::steady_clock::now() + 300s;
        std::int64_t revision = -1;
        auto changed = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() < give_up) {
            const auto state = co_await control_.get("/_sim/state");
            const auto stats = co_await control_.get("/_sim/stats");
            const auto time = std::chrono::steady_clock::now();
            if (state["revision"] != revision || stats["waiting"] != 0) changed = time;
            revision = state["revision"].get<std::int64_t>();
            if (time - changed > 70s) co_return;
            co_await net::pause(100ms);
        }
        shows_nothing("the bot did not come to rest");
    }

    net::awaitable<void> judge() {
        const auto stats = co_await control_.get("/_sim/stats");
        const auto lost = stats["counters"].value("events.lost", 0);
        judge_answers(co_await control_.history("COPS"), lost);
        judge_deploys(co_await control_.history("CDEPLOYS"));
        if (const auto verdict = scene_.database_verdict(); verdict != "ok") violated("database: " + verdict);
        std::printf(
            "%d kills: %zu questions (%d never acknowledged by three deliveries), %zu deploys accepted, %d refused, "
            "%d not acknowledged; %d violations\n",
            kills_, sent_.questions.size(), lost, sent_.accepted.size(), sent_.refused, sent_.not_acknowledged,
            violations_
        );
    }

    void judge_answers(const std::vector<json>& said, int lost) {
        std::map<std::string, int> times;
        for (const auto& message : said) {
            if (message.value("bot_id", "").empty()) continue;
            const auto text = message.dump();
            const auto at = text.find("nosuch");
            if (at == std::string::npos) continue;
            ++times[text.substr(at, text.find('x', at) + 1 - at)];
        }
        int unanswered = 0;
        for (const auto& question : sent_.questions) {
            const auto found = times.find(question);
            if (found == times.end())
                ++unanswered;
            else if (found->second != 1)
                violated(question + " was answered " + std::to_string(found->second) + " times");
        }
        if (unanswered > lost)
            violated(
                std::to_string(unanswered) + " questions without an answer, but Slack gave up on " +
                std::to_string(lost)
            );
    }

    void judge_deploys(const std::vector<json>& said) {
        const auto rolled_out = scene_.rolled_out();
        if (sent_.accepted.size() < static_cast<std::size_t>(kills_ / 25))
            shows_nothing("only " + std::to_string(sent_.accepted.size()) + " deploys were accepted");
        for (const auto& [version, times] : rolled_out)
            if (times != 1) violated(version + " was rolled out " + std::to_string(times) + " times");
        for (const auto& [version, told] : sent_.accepted)
            if (!rolled_out.contains(version)) violated(version + " was acknowledged and never rolled out: " + told);
        std::map<std::string, int> cards;
        for (const auto& message : said) {
            const auto key = message.value("/metadata/event_payload/key"_json_pointer, std::string());
            if (!key.starts_with("deploy/") || key.ends_with("/log")) continue;
            ++cards[key];
            if (!message.dump().contains("succeeded"))
                violated(key + " did not come to its end: " + message.value("text", ""));
        }
        for (const auto& [key, times] : cards)
            if (times != 1) violated(key + " stands " + std::to_string(times) + " times");
        if (cards.size() != rolled_out.size())
            violated(std::to_string(rolled_out.size()) + " rollouts, but " + std::to_string(cards.size()) + " cards");
    }

    /// No fault of the bot's promises, but a run that can't be counted as one that held.
    void shows_nothing(const std::string& why) {
        useless_ = true;
        std::printf("USELESS: %s\n", why.c_str());
    }

    void violated(const std::string& what) {
        if (++violations_ <= 20) std::printf("VIOLATED: %s\n", what.c_str());
    }

    program::Loop& loop_;
    Scene& scene_;
    sandbox::Sandbox& workspace_;
    Control& control_;
    int kills_;
    std::mt19937_64 random_;
    double longest_life_ = 1'000; ///< milliseconds
    Sent sent_;
    bool streaming_ = true;
    int streams_ = 0;
    int violations_ = 0;
    bool useless_ = false;
};

int test(const std::string& bot, int kills, std::uint64_t seed) {
    std::printf("bot %s, %d kills, seed %llu\n", bot.c_str(), kills, static_cast<unsigned long long>(seed));
    Scene scene(bot);
    program::Loop loop;
    sandbox::Options options;
    options.limits = false;
    options.time_scale = 0.1;
    auto workspace = sandbox::Sandbox::start(loop.executor(), options);
    auto tls = net::TlsClient::create();
    if (!workspace || !tls) throw std::runtime_error("the sandbox did not start");
    net::HttpClient http(loop.executor(), *tls);
    Control control(http, workspace->base_url());
    Run run(loop, scene, *workspace, control, kills, seed);
    loop.spawn("run", run.all());
    loop.run();
    if (run.verdict() != 0) std::printf("The bot's files are kept in %s\n", scene.bot.keep().c_str());
    return run.verdict();
}

} // namespace

} // namespace pilothouse::crash

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fputs("usage: crash_test BOT KILLS [SEED]\n", stderr);
        return 64;
    }
    const auto seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : std::random_device{}();
    return pilothouse::crash::test(argv[1], std::atoi(argv[2]), seed);
}
