#include "core/json_view.hpp"
#include "end_to_end_stage.hpp"
#include "harm.hpp"
#include "hook_mangler.hpp"
#include "hook_sender.hpp"
#include "tests/net/support/odd_requests.hpp"
#include "tests/net/support/raw_peer.hpp"

#include <boost/asio/co_spawn.hpp>

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

/// Senders of webhooks that mean harm: odd requests, slow ones, huge ones, and ten thousand bodies that no vendor
/// would send, rightly signed, so that they get past the door.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

constexpr int requests = 10'000;
constexpr int senders = 8;
constexpr int slow_senders = 24;

StageOptions stage_options() {
    StageOptions options;
    options.tables = hooks_of_all_vendors("#deploys");
    options.sandbox.journal_entries = 200'000; // what is dropped could not be looked at
    return options;
}

net::awaitable<RawPeer> connect(Stage& stage, net::executor loop) {
    tcp::socket socket(loop);
    const auto address = boost::asio::ip::make_address(stage.settings().http.address);
    co_await socket.async_connect(tcp::endpoint(address, stage.bot().http_port()), boost::asio::use_awaitable);
    co_return RawPeer(std::move(socket));
}

net::awaitable<std::string> say(Stage& stage, net::executor loop, std::string bytes) {
    auto peer = co_await connect(stage, loop);
    co_await peer.write(std::move(bytes));
    co_return co_await peer.read_to_end();
}

std::string alert_body() {
    return vendors::text_of(vendors::folder(vendors::row("alertmanager")) / "real-0.25-group-first.json");
}

net::HttpRequest alert(std::string body) {
    return hook_request(vendors::row("alertmanager"), "real-0.25-group-first.json", std::move(body), 0);
}

/// Sends the bytes one after the other, with a pause behind each, until the bot has had enough.
struct SlowSender {
    std::string at_once;
    std::string slowly;
    std::string heard{};
    bool over = false;
};

net::awaitable<void> dribble(Stage& stage, net::executor loop, SlowSender& sender) {
    constexpr int longest = 300;
    auto peer = co_await connect(stage, loop);
    bool reading = true;
    boost::asio::co_spawn(
        loop, [&]() -> net::awaitable<void> { sender.heard = co_await peer.read_to_end(); },
        [&](std::exception_ptr) { reading = false; }
    );
    co_await peer.write(sender.at_once);
    for (int i = 0; reading && i < longest; ++i) {
        co_await peer.write(sender.slowly.substr(static_cast<std::size_t>(i) % sender.slowly.size(), 1));
        (void)co_await net::pause(100ms);
    }
    if (reading) peer.close();
    while (reading)
        (void)co_await net::pause(10ms);
    sender.over = true;
}

/// Half of them never end their head, the others never end their body.
std::vector<SlowSender> slow_ones() {
    const auto request = alert(alert_body());
    const auto head = bytes_of(request, false);
    std::vector<SlowSender> all;
    for (int i = 0; i < slow_senders / 2; ++i) {
        all.push_back({.at_once = head.substr(0, head.size() - 4), .slowly = "y"});
        all.push_back({.at_once = head, .slowly = " "});
    }
    return all;
}

struct Tally {
    int answered = 0;
    int refused = 0;
    std::vector<std::string> wrong{};
    int running = senders;
};

/// What is JSON is kept, whatever it says; what is not is refused.
bool is_json(const std::string& body) {
    return JsonDocument::read(body, {.bytes = 26U << 20U, .nodes = 1'000'000}).has_value();
}

net::awaitable<void> send_mutants(Stage& stage, Tally& tally, std::uint64_t seed) {
    HookMangler mangler(seed);
    for (int i = 0; i < requests / senders; ++i) {
        auto request = mangler.next();
        const auto words = request.target + ": " + request.body.substr(0, 2'000);
        const bool good = is_json(request.body);
        try {
            const auto response = co_await stage.ask_bot(std::move(request));
            ++tally.answered;
            if (response.status == 400) ++tally.refused;
            if (good ? response.status != 202 && response.status != 200 : response.status != 400)
                tally.wrong.push_back(std::to_string(response.status) + " for " + words);
        } catch (const std::exception& thrown) {
            tally.wrong.push_back(std::string(thrown.what()) + " for " + words);
        }
    }
    --tally.running;
}

/// Looks at everything that the bot says, as it says it.
class Listener {
public:
    net::awaitable<void> begin(Stage& stage) {
        for (const auto& user : (co_await stage.control().get("/_sim/state"))["users"])
            people_.insert(user["id"].get<std::string>());
        people_.erase("UDORA"); // whom nobody has reason to name
    }

    net::awaitable<void> read(Stage& stage) {
        const auto journal = co_await stage.control().get("/_sim/journal?since=" + std::to_string(next_));
        next_ = journal["next"].get<std::uint64_t>();
        dropped += journal["dropped"].get<std::uint64_t>();
        for (const auto& entry : journal["entries"]) {
            if (entry.value("kind", "") != "api.call") continue;
            const auto& args = entry["args"];
            if (args.contains("channel")) ++messages;
            for (auto& harm : harms_in(args, people_))
                harms.push_back(std::move(harm));
            if (entry["method"].get<std::string>().starts_with("chat.") && !entry.value("ok", true))
                refused.push_back(entry.dump());
        }
    }

    std::vector<std::string> harms{};
    std::vector<std::string> refused{};
    std::uint64_t dropped = 0;
    int messages = 0;

private:
    std::set<std::string> people_{};
    std::uint64_t next_ = 0;
};

void report(std::vector<std::string> faults) {
    for (std::size_t i = 0; i < std::min<std::size_t>(faults.size(), 10); ++i)
        FAIL_CHECK(faults[i]);
    CHECK(faults.size() == 0);
}

void check_slow_ones(const std::vector<SlowSender>& slow) {
    for (const auto& sender : slow) {
        CHECK(sender.over);
        CHECK_THAT(sender.heard, Catch::StartsWith("HTTP/1.1 408 "));
    }
}

net::awaitable<void> mutants_and_slow_ones(Stage& stage, net::executor loop, std::uint64_t seed) {
    auto slow = slow_ones();
    for (auto& sender : slow)
        boost::asio::co_spawn(loop, dribble(stage, loop, sender), [](std::exception_ptr) {});
    Tally tally;
    for (std::uint64_t i = 0; i < senders; ++i)
        boost::asio::co_spawn(loop, send_mutants(stage, tally, seed + i), [](std::exception_ptr) {});
    Listener listener;
    co_await listener.begin(stage);
    CHECK(co_await stage.until(
        [&]() -> net::awaitable<bool> {
            co_await listener.read(stage);
            co_return tally.running == 0 && std::ranges::all_of(slow, &SlowSender::over);
        },
        200s
    ));
    CHECK(tally.answered == requests);
    CHECK(tally.refused > requests / 50);
    report(std::move(tally.wrong));
    check_slow_ones(slow);
    co_await stage.say("ana", "CGENERAL", "<@UPILOT> ping");
    CHECK(co_await stage.until([&]() { return stage.said("CGENERAL", "pong"); }, 60s));
    CHECK(co_await stage.rest());
    co_await listener.read(stage);
    CHECK(listener.dropped == 0);
    CHECK(listener.messages > 100);
    report(std::move(listener.harms));
    report(std::move(listener.refused));
}

struct Refusal {
    std::string name;
    net::HttpRequest request;
    int status;
};

/// Signed, but for the first two.
std::vector<Refusal> refusals() {
    const auto& row = vendors::row("alertmanager");
    const auto room = row.vendor().body_bytes;
    auto with_header = [](net::HttpRequest request, const std::string& name, const std::string& value) {
        std::erase_if(request.headers, [&](const auto& field) { return net::same_name(field.first, name); });
        request.headers.emplace_back(name, value);
        return request;
    };
    auto stray = alert(std::string(100'000, ' '));
    stray.target = "/hooks/alertmanager/nobody";
    std::string many_values = "[0";
    for (int i = 0; i < 1'000'000; ++i)
        many_values += ",0";
    return {
        {"a wrong secret", hook_request(row, "", alert_body(), 0, "a guess"), 401},
        {"a stray", hook_request(vendors::row("github"), "ping.json", std::string(100'000, ' '), 1, "a guess"), 401},
        {"a large body to no hook", stray, 413},
        {"a body over the limit", alert(std::string(room + 1, ' ')), 413},
        {"a compressed body", with_header(alert("\x1f\x8b\x08"), "Content-Encoding", "gzip"), 415},
        {"a twice compressed body", with_header(alert("\x1f\x8b\x08"), "Content-Encoding", "gzip, br"), 415},
        {"no JSON by its type", with_header(alert(alert_body()), "Content-Type", "text/html"), 415},
        {"nothing", alert(""), 400},
        {"no UTF-8", alert("{\"receiver\":\"\xff\xfe\"}"), 400},
        {"a deep body", alert(std::string(room / 2, '[') + std::string(room / 2, ']')), 400},
        {"more values than anybody has", alert(many_values + "]"), 400},
    };
}

} // namespace

TEST_CASE("The look-out knows harm when it sees it", "[hooks][hostile]") {
    const auto section = [](const std::string& text) {
        return Json{{"blocks", Json::array({{{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}}})}};
    };
    for (const auto* text :
         {"<!channel>", "<!here|x>", "<!subteam^S1>", "<@UEVIL>", "<https://evil.example|click>",
          "<https://good@evil.example?x|click>", "<mailto:a@evil.example>", "a\u202e"})
        CHECK(harms_in(section(text), {"UANA"}).size() == 1);
    for (const auto* text :
         {"&lt;!channel&gt;", "<@UANA> asked", "a < b", "<#CGENERAL>", "https://evil.example",
          "<https://good/?q=https%3A%2F%2Fevil.example|click>"})
        CHECK(harms_in(section(text), {"UANA"}).empty());
    CHECK(harms_in({{"elements", Json::array({{{"type", "broadcast"}, {"range", "here"}}})}}, {}).size() == 1);
    CHECK(harms_in({{"type", "plain_text"}, {"text", "<!channel>"}}, {}).empty());
    CHECK(harms_in({{"type", "button"}, {"url", "https://evil.example"}}, {}).size() == 1);
}

TEST_CASE("Odd requests at a hook are refused at the door, and nobody behind them is heard", "[hooks][hostile]") {
    run([](net::executor loop) -> net::awaitable<void> {
        Stage stage(loop, stage_options());
        stage.start_bot();
        const auto genuine = bytes_of(alert(alert_body()));
        const std::string target = "/hooks/alertmanager/from-alertmanager";
        for (const auto& odd : odd_requests(target, vendors::row("alertmanager").vendor().body_bytes)) {
            CAPTURE(odd.name);
            const auto heard = co_await say(stage, loop, odd.bytes + genuine);
            CHECK_THAT(heard, Catch::StartsWith("HTTP/1.1 " + std::to_string(odd.status) + " "));
            CHECK_FALSE(heard.contains("duplicate"));
        }
        const auto answer = co_await stage.ask_bot(alert(alert_body()));
        CHECK(answer.status == 202);
        CHECK(answer.body.contains("\"duplicate\":false"));
        co_await stage.end();
    });
}

TEST_CASE("What is too large, packed, too deep or not signed is refused, and the bot goes on", "[hooks][hostile]") {
    run([](net::executor loop) -> net::awaitable<void> {
        Stage stage(loop, stage_options());
        stage.start_bot();
        for (const auto& one : refusals()) {
            CAPTURE(one.name);
            // What is too large is refused by its head; nobody need send the rest.
            const auto heard = co_await say(stage, loop, bytes_of(one.request, one.status != 413));
            CHECK_THAT(heard, Catch::StartsWith("HTTP/1.1 " + std::to_string(one.status) + " "));
        }
        CHECK((co_await stage.ask_bot(alert(alert_body()))).status == 202);
        co_await stage.end();
    });
}

TEST_CASE(
    "Ten thousand bodies no vendor sends, and slow senders: each is answered, nothing said does harm",
    "[hooks][hostile]"
) {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    run([&](net::executor loop) -> net::awaitable<void> {
        Stage stage(loop, stage_options());
        stage.start_bot();
        CHECK(co_await stage.ready());
        co_await mutants_and_slow_ones(stage, loop, seed);
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
