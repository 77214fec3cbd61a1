#include "end_to_end_stage.hpp"
#include "integrations/net/hmac.hpp"

#include <boost/asio/co_spawn.hpp>

#include <catch2/catch.hpp>

#include <random>

/// Ten thousand malformed requests, rightly signed, so that they get past the door.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

constexpr int requests = 10'000;
constexpr int senders = 8;

/// Made of what the real ones are made of, with parts missing, of another kind, cut off, or replaced by rubbish.
class Mangler {
public:
    explicit Mangler(std::uint64_t seed) : random_(seed) {}

    net::HttpRequest next() {
        static const std::string routes[] = {"/slack/events", "/slack/commands", "/slack/interactivity"};
        const auto way = below(3);
        std::string body = way == 0 ? mangled(event()) : way == 1 ? form() : "payload=" + escaped(mangled(press()));
        if (below(4) == 0) body = broken(std::move(body));
        const auto timestamp = std::to_string(to_unix_ms(now()) / 1000);
        net::HttpRequest request{.method = "POST", .target = routes[way]};
        request.headers = {
            {"Content-Type", way == 0 ? "application/json" : "application/x-www-form-urlencoded"},
            {"X-Slack-Request-Timestamp", timestamp},
            {"X-Slack-Signature", "v0=" + net::hmac_sha256_hex("sandbox-signing-secret", "v0:" + timestamp + ":" + body)
            }
        };
        request.body = std::move(body);
        return request;
    }

private:
    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

    static std::string escaped(const std::string& text) { return net::form_encoded({{"", text}}).substr(1); }

    std::string rubbish() {
        static const std::string pieces[] = {
            "<!channel>",
            "<!here>",
            "<@UBEN>",
            "<https://evil.example|click>",
            "\u202e",
            "`",
            "*",
            "_",
            "\n",
            "{",
            "}",
            "\"",
            "\\",
            "deploy",
            "web",
            "to",
            "production",
            " ",
            "\xff",
            "\xc0\xaf",
            std::string(1, '\0'),
            "&lt;!channel&gt;",
            "1e999",
            "-0",
            "null",
            "[[[[[[[[",
            "%",
            "%zz",
            "payload=",
            "\U0001F600",
            "\xed\xa0\x80",
        };
        std::string text;
        for (std::size_t n = below(12); n > 0; --n)
            text += pieces[below(std::size(pieces))];
        return text;
    }

    /// Only what a JSON text can hold.
    std::string clean_rubbish() {
        return Json::parse(Json(rubbish()).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
    }

    Json any_value() {
        switch (below(9)) {
        case 0:
            return nullptr;
        case 1:
            return below(2) == 0;
        case 2:
            return -1;
        case 3:
            return 1e308;
        case 4:
            return Json::array({clean_rubbish(), 1, nullptr});
        case 5:
            return Json::object({{"id", clean_rubbish()}});
        case 6:
            return std::string(below(5'000), 'a');
        case 7:
            return std::uint64_t{1} << 63;
        default:
            return clean_rubbish();
        }
    }

    Json event() {
        return {
            {"type", "event_callback"},
            {"team_id", "TNORTHWIND"},
            {"event_id", "Ev" + std::to_string(random_())},
            {"authorizations", Json::array({{{"user_id", "UPILOT"}, {"is_bot", true}}})},
            {"event",
             {{"type", below(2) == 0 ? "app_mention" : "message"},
              {"user", "UANA"},
              {"channel", "COPS"},
              {"channel_type", below(2) == 0 ? "im" : "channel"},
              {"ts", "1700000000.000100"},
              {"text", "<@UPILOT> " + clean_rubbish()},
              {"blocks",
               Json::array(
                   {{{"type", "rich_text"},
                     {"elements", Json::array(
                                      {{{"type", "rich_text_section"},
                                        {"elements", Json::array({{{"type", "text"}, {"text", clean_rubbish()}}})}}}
                                  )}}}
               )}}}
        };
    }

    Json press() {
        return {
            {"type", below(2) == 0 ? "block_actions" : "view_submission"},
            {"user", {{"id", "UANA"}}},
            {"channel", {{"id", "COPS"}}},
            {"message", {{"ts", "1700000000.000100"}}},
            {"trigger_id", std::to_string(random_())},
            {"response_url", below(2) == 0 ? "https://hooks.slack.com.evil.example/x" : clean_rubbish()},
            {"actions", Json::array(
                            {{{"action_id", "deploy.approve#1"},
                              {"block_id", "b"},
                              {"value", clean_rubbish()},
                              {"action_ts", std::to_string(random_())}}}
                        )},
            {"view",
             {{"id", "V1"}, {"hash", "h"}, {"callback_id", "deploy.reject"}, {"private_metadata", clean_rubbish()}}}
        };
    }

    std::string form() {
        std::string body;
        for (const char* name :
             {"command", "text", "user_id", "channel_id", "trigger_id", "response_url", "team_id", "payload"}) {
            if (below(5) == 0) continue;
            const bool right = below(3) != 0;
            const std::string name_is = name;
            const std::string value = !right                    ? rubbish()
                                      : name_is == "command"    ? "/deploy"
                                      : name_is == "user_id"    ? "UANA"
                                      : name_is == "channel_id" ? "COPS"
                                                                : rubbish();
            body += (body.empty() ? "" : "&") + std::string(name) + "=" + (below(8) == 0 ? value : escaped(value));
        }
        return body;
    }

    void spoil(Json& node) {
        if (!node.is_structured() || node.empty() || below(4) == 0) {
            node = any_value();
            return;
        }
        auto at = node.begin();
        std::advance(at, static_cast<std::ptrdiff_t>(below(node.size())));
        if (below(4) == 0)
            node.erase(at);
        else
            spoil(*at);
    }

    std::string mangled(Json document) {
        for (std::size_t n = below(3); n > 0; --n)
            spoil(document);
        return document.dump();
    }

    std::string broken(std::string body) {
        switch (below(4)) {
        case 0:
            return body.substr(0, below(body.size() + 1));
        case 1:
            return rubbish();
        case 2:
            return std::string(below(2'000), '[') + body;
        default:
            for (std::size_t n = below(8); n > 0 && !body.empty(); --n)
                body[below(body.size())] = static_cast<char>(below(256));
            return body;
        }
    }

    std::mt19937_64 random_;
};

struct Tally {
    int answered = 0;
    std::vector<std::string> wrong;
    int running = senders;
};

net::awaitable<void> send_rubbish(Stage& stage, Tally& tally, std::uint64_t seed) {
    Mangler mangler(seed);
    for (int i = 0; i < requests / senders; ++i) {
        auto request = mangler.next();
        const auto body = request.body.substr(0, 300);
        try {
            const auto response = co_await stage.ask_bot(std::move(request));
            ++tally.answered;
            // 503 is no crash, but says that it may be sent again, and nothing of this gets better by that.
            if (response.status != 200) tally.wrong.push_back(std::to_string(response.status) + " for " + body);
        } catch (const std::exception& thrown) {
            tally.wrong.push_back(std::string(thrown.what()) + " for " + body);
        }
    }
    --tally.running;
}

/// A ping of everybody, or a link that is not ours: markup that is not escaped.
bool harms(const std::string& words) {
    for (const char* sign : {"<!channel", "<!here", "<!everyone", "<https://evil"})
        if (words.contains(sign)) return true;
    return false;
}

} // namespace

TEST_CASE("ten thousand malformed requests: each is answered, nobody is pinged, and the bot goes on", "[hostile]") {
    const auto seed = std::random_device{}();
    INFO("seed " << seed);
    run([&](net::executor loop) -> net::awaitable<void> {
        Stage stage(loop, {.data = {}, .over_http = true});
        stage.start_bot();
        CHECK(co_await stage.ready(0));
        Tally tally;
        for (std::uint64_t i = 0; i < senders; ++i)
            boost::asio::co_spawn(loop, send_rubbish(stage, tally, seed + i), [](std::exception_ptr) {});
        CHECK(co_await stage.until([&]() -> net::awaitable<bool> { co_return tally.running == 0; }, 200s));
        CHECK(tally.answered == requests);
        for (std::size_t i = 0; i < std::min<std::size_t>(tally.wrong.size(), 10); ++i)
            FAIL_CHECK(tally.wrong[i]);
        co_await stage.say("ana", "CGENERAL", "<@UPILOT> ping");
        CHECK(co_await stage.until([&]() { return stage.said("CGENERAL", "pong"); }, 60s));
        CHECK(co_await stage.rest());
        for (const char* channel : {"CGENERAL", "COPS", "CDEPLOYS", "CPILOTHOUSE", "CAPI"})
            for (const auto& message : co_await stage.control().history(channel))
                if (!message.value("bot_id", "").empty() && harms(message.dump())) FAIL_CHECK(message.dump());
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
