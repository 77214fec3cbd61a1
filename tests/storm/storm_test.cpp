/// A storm of alerts and builds through the receiver while Slack refuses every other call, and then the count: what
/// was acknowledged stands in its channel once, as it is in the end; the channels got no more messages than Slack
/// allows; the bot's memory stayed within its bound.
///
///     storm_test BOT [ALERTS [BUILD_EVENTS [MOST_MB [SEED]]]]
///
/// Exits with 0 when all of it holds, with 1 and the violations when not.

#include "bot/program/loop.hpp"
#include "deliveries.hpp"
#include "integrations/net/http_client.hpp"
#include "sandbox/slack/sandbox.hpp"
#include "scene.hpp"
#include "tests/support/sandbox_control.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <stdexcept>

namespace pilothouse::storm {

namespace {

using nlohmann::json;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int senders = 32;
constexpr auto longest_storm = 15min;
/// A message a second and a burst of five (docs/sandbox.md), and one for clocks that differ.
constexpr std::int64_t burst = 6;

std::string seed_json() {
    json channels = json::array({{{"id", "CHOME"}, {"name", "pilothouse"}}});
    for (int route = 0; route < alert_routes; ++route)
        channels.push_back({{"id", "CA" + std::to_string(route)}, {"name", channel_of_alerts(route).substr(1)}});
    for (int route = 0; route < build_routes; ++route)
        channels.push_back({{"id", "CB" + std::to_string(route)}, {"name", channel_of_builds(route).substr(1)}});
    return json{{"channels", channels}}.dump();
}

/// The words of a message, but for what it says to those who do not see its blocks.
void add_words(const json& node, std::string& words) {
    if (node.is_object() && node.contains("text") && node["text"].is_string())
        words += node["text"].get<std::string>() + "\n";
    if (!node.is_structured()) return;
    for (const auto& part : node)
        add_words(part, words);
}

std::string words_of(const json& message) {
    std::string words;
    for (const auto* part : {"blocks", "attachments"})
        if (message.contains(part)) add_words(message[part], words);
    return words;
}

class Run {
public:
    Run(program::Loop& loop, Scene& scene, sandbox::Sandbox& workspace, net::HttpClient& http, Size size,
        std::uint64_t seed)
        : loop_(loop), scene_(scene), workspace_(workspace), http_(http), control_(http, workspace.base_url()),
          size_(size), order_(shuffled(size, seed)), expected_(last_lines(size)) {}

    net::awaitable<void> all(std::size_t most_mb) {
        if (auto started = scene_.start_bot(workspace_.base_url()); !started)
            throw std::runtime_error(started.error().text());
        while (workspace_.sockets() == 0)
            co_await net::pause(50ms);
        json rules = json::array();
        for (const auto* method : {"chat.postMessage", "chat.update"})
            rules.push_back({{"method", method}, {"effect", "ratelimited"}, {"probability", 0.5}, {"retry_after", 1}});
        (void)co_await control_.post("/_sim/faults", {{"rules", rules}});
        co_await send_all();
        co_await settle();
        co_await judge(most_mb);
        scene_.bot.end();
        co_await workspace_.stop();
    }

    [[nodiscard]] int violations() const { return violations_; }

private:
    net::awaitable<void> send_all() {
        const auto began = Clock::now();
        for (int i = 0; i < senders; ++i) {
            ++sending_;
            loop_.spawn("sender", send());
        }
        while (sending_ > 0)
            co_await net::pause(50ms);
        const auto seconds = std::chrono::duration<double>(Clock::now() - began).count();
        std::ranges::sort(answered_us_);
        std::printf(
            "%zu deliveries acknowledged in %.1f s (%.0f a second; p50 %.1f ms, p99 %.1f ms), %d asked to come again\n",
            answered_us_.size(), seconds, static_cast<double>(answered_us_.size()) / seconds,
            static_cast<double>(answered_us_[answered_us_.size() / 2]) / 1000,
            static_cast<double>(answered_us_[answered_us_.size() * 99 / 100]) / 1000, refused_
        );
        std::fflush(stdout);
    }

    /// One sender: what is not acknowledged is sent again, as every vendor's is. The second half begins when the
    /// first has been acknowledged.
    net::awaitable<void> send() {
        while (next_ < order_.size()) {
            const auto at = next_++;
            while (at >= order_.size() / 2 && acknowledged_first_ < order_.size() / 2)
                co_await net::pause(20ms);
            while (!co_await acknowledged(order_[at]))
                co_await net::pause(200ms);
            if (at < order_.size() / 2) ++acknowledged_first_;
        }
        --sending_;
    }

    net::awaitable<bool> acknowledged(std::uint32_t number) {
        auto url = net::parse_url(scene_.address());
        const auto began = Clock::now();
        const auto answer = co_await http_.send(*std::move(url), delivery(size_, number), 30s);
        if (!answer || answer->status / 100 != 2) {
            if (answer && answer->status != 503 && answer->status != 429)
                violated("answered with " + std::to_string(answer->status) + ": " + answer->body);
            ++refused_;
            co_return false;
        }
        answered_us_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began).count());
        co_return true;
    }

    /// All that stands in a channel, its threads too.
    net::awaitable<std::string> words_in(std::string channel) {
        std::string words;
        const auto path = "/_sim/messages?as=UANA&channel=" + channel;
        const auto page = co_await control_.get(path);
        for (const auto& message : page["messages"]) {
            // A storm's own message shows the first of the lines below it once more.
            if (!message["text"].get<std::string>().contains("Storm")) words += words_of(message);
            if (message.value("reply_count", 0) == 0) continue;
            const auto thread = co_await control_.get(path + "&thread=" + message["ts"].get<std::string>());
            for (const auto& reply : thread["messages"])
                if (reply["ts"] != message["ts"]) words += words_of(reply);
        }
        co_return words;
    }

    net::awaitable<std::map<std::string, std::string>> words_by_channel() {
        std::map<std::string, std::string> said;
        const auto state = co_await control_.get("/_sim/state");
        for (const auto& channel : state["channels"])
            said["#" + channel["name"].get<std::string>()] = co_await words_in(channel["id"].get<std::string>());
        co_return said;
    }

    /// How many lines are not there yet; prints the first, so that who waits sees for what.
    [[nodiscard]] std::size_t missing(const std::map<std::string, std::string>& said) const {
        std::size_t count = 0;
        for (const auto& [channel, lines] : expected_)
            for (const auto& line : lines)
                if (!said.at(channel).contains(line) && ++count == 1)
                    std::printf("%s has yet to say: %s\n", channel.c_str(), line.c_str());
        if (count > 0) std::printf("and %zu more\n", count - 1);
        std::fflush(stdout);
        return count;
    }

    /// Until everything is told, and then nothing is said for ten seconds.
    net::awaitable<void> settle() {
        const auto began = Clock::now();
        std::uint64_t revision = 0;
        auto changed = began, looked = began;
        while (Clock::now() < began + longest_storm) {
            co_await net::pause(1s);
            const auto state = co_await control_.get("/_sim/state");
            if (state["revision"] != revision) changed = Clock::now();
            revision = state["revision"];
            if (Clock::now() - changed < 10s && Clock::now() - looked < 15s) continue;
            looked = Clock::now();
            if (missing(co_await words_by_channel()) == 0 && looked - changed >= 10s) break;
        }
        const std::chrono::duration<double> took = changed - began;
        std::printf("told %.0f s after the last acknowledgement\n", took.count());
    }

    net::awaitable<void> judge(std::size_t most_mb) {
        const auto said = co_await words_by_channel();
        for (const auto& [channel, lines] : expected_)
            for (const auto& line : lines)
                if (const auto times = times_in(said.at(channel), line); times != 1)
                    violated(channel + " has " + std::to_string(times) + " times: " + line);
        co_await judge_rate();
        const auto memory = scene_.most_memory();
        if (memory > most_mb)
            violated("the bot took " + std::to_string(memory) + " MB, the bound is " + std::to_string(most_mb));
        std::printf("at most %zu MB of memory, %zu MB stored; %d violations\n", memory, scene_.stored(), violations_);
    }

    /// A line is there when no further digit follows, so that "#1" is not found in "#10".
    static int times_in(const std::string& words, const std::string& line) {
        int times = 0;
        for (auto at = words.find(line); at != std::string::npos; at = words.find(line, at + 1)) {
            const auto end = at + line.size();
            if (end >= words.size() || words[end] < '0' || words[end] > '9') ++times;
        }
        return times;
    }

    net::awaitable<void> judge_rate() {
        std::map<std::string, std::vector<std::int64_t>> posts;
        std::uint64_t next = 0;
        for (bool more = true; more;) {
            const auto journal = co_await control_.get("/_sim/journal?since=" + std::to_string(next));
            if (journal["dropped"].get<std::uint64_t>() > 0) violated("the sandbox's journal was too small");
            more = !journal["entries"].empty();
            next = journal["next"].get<std::uint64_t>();
            for (const auto& entry : journal["entries"])
                if (entry.value("kind", "") == "api.call" && entry.value("method", "") == "chat.postMessage" &&
                    entry.value("ok", false))
                    posts[entry["args"].value("channel", "")].push_back(entry["at_ms"].get<std::int64_t>());
        }
        for (const auto& [channel, times] : posts) {
            std::printf("%s: %zu messages\n", channel.c_str(), times.size());
            for (std::size_t last = 0, first = 0; last < times.size(); ++last) {
                while (times[last] - times[first] > 60'000)
                    ++first;
                if (static_cast<std::int64_t>(last - first) + 1 > 60 + burst)
                    violated(channel + " got more than 66 messages in a minute");
            }
        }
        const auto faults = co_await control_.get("/_sim/faults");
        std::uint64_t struck = 0;
        for (const auto& rule : faults["rules"])
            struck += rule["fired"].get<std::uint64_t>();
        const auto stats = co_await control_.get("/_sim/stats");
        const auto refused = stats["counters"].value("api.ratelimited", std::uint64_t{0});
        std::printf("%ju calls refused by the fault, %ju by the limits\n", struck, refused - struck);
    }

    void violated(const std::string& what) {
        if (++violations_ <= 20) std::printf("VIOLATED: %s\n", what.c_str());
    }

    program::Loop& loop_;
    Scene& scene_;
    sandbox::Sandbox& workspace_;
    net::HttpClient& http_;
    tests::SandboxControl control_;
    Size size_;
    std::vector<std::uint32_t> order_;
    std::map<std::string, std::vector<std::string>> expected_;
    std::size_t next_ = 0;
    std::size_t acknowledged_first_ = 0;
    std::vector<std::int64_t> answered_us_{};
    int refused_ = 0;
    int sending_ = 0;
    int violations_ = 0;
};

int number(int argc, char** argv, int at, int otherwise) {
    return argc > at ? std::atoi(argv[at]) : otherwise;
}

int test(int argc, char** argv) {
    const Size size{
        .groups = std::max(1, number(argc, argv, 2, 100'000) / alerts_in_group),
        .runs = std::max(1, number(argc, argv, 3, 10'000) / 5)
    };
    const auto seed = argc > 5 ? std::strtoull(argv[5], nullptr, 10) : std::random_device{}();
    std::printf("%s: %d groups of alerts, %d runs, seed %ju\n", argv[1], size.groups, size.runs, std::uintmax_t{seed});
    program::Loop loop;
    sandbox::Options options;
    options.seed_json = seed_json();
    options.journal_entries = 1'000'000;
    auto workspace = sandbox::Sandbox::start(loop.executor(), options);
    if (!workspace) throw std::runtime_error(workspace.error().text());
    auto tls = net::TlsClient::create();
    if (!tls) throw std::runtime_error(tls.error().text());
    net::HttpClient http(loop.executor(), *tls, {.response_bytes = 256U << 20U});
    Scene scene(argv[1]);
    Run run(loop, scene, *workspace, http, size, seed);
    loop.spawn("run", run.all(static_cast<std::size_t>(number(argc, argv, 4, 256))));
    loop.run();
    if (run.violations() == 0) return 0;
    std::printf("The bot's files are kept in %s\n", scene.bot.keep().c_str());
    return 1;
}

} // namespace

} // namespace pilothouse::storm

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: storm_test BOT [ALERTS [BUILD_EVENTS [MOST_MB [SEED]]]]\n");
        return 64;
    }
    return pilothouse::storm::test(argc, argv);
}
