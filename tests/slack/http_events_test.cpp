#include "integrations/net/url.hpp"
#include "integrations/slack/http_events.hpp"
#include "integrations/slack/signature.hpp"
#include "samples.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::slack;
using nlohmann::json;

namespace {

constexpr std::int64_t sent = 1'795'400'000;

/// Takes what is offered, and acknowledges when the test says so.
class Engine : public commands::Intake {
public:
    bool offer(commands::Incoming incoming) override {
        if (full) return false;
        taken.push_back(std::move(incoming));
        if (at_once) taken.back().acknowledge(*at_once);
        if (on_offer) on_offer(taken.back());
        return true;
    }

    bool full = false;
    std::optional<Result<commands::Acknowledgement>> at_once = commands::Acknowledgement{};
    std::function<void(commands::Incoming&)> on_offer;
    std::vector<commands::Incoming> taken;
};

struct Fixture {
    boost::asio::io_context loop;
    Secret secret{"0f1e2d3c4b5a69788796a5b4c3d2e1f0"};
    Hearing hearing = samples::hearing();
    Engine engine;
    HttpEvents events{loop.get_executor(), secret, hearing, engine, [] { return from_unix_ms(sent * 1'000); }};

    [[nodiscard]] net::HttpRequest request(const std::string& target, const std::string& body) const {
        const auto timestamp = std::to_string(sent);
        return {
            "POST",
            target,
            {{"x-slack-request-timestamp", timestamp}, {"X-SLACK-SIGNATURE", signature(secret, timestamp, body)}},
            body
        };
    }

    net::HttpResponse send(net::HttpRequest request) {
        std::optional<net::HttpResponse> response;
        boost::asio::co_spawn(
            loop, events.handle(std::move(request)),
            [&response](std::exception_ptr failure, net::HttpResponse answer) {
                if (failure) std::rethrow_exception(failure);
                response = std::move(answer);
            }
        );
        loop.restart();
        loop.run();
        REQUIRE(response);
        return *response;
    }

    net::HttpResponse post(const std::string& target, const std::string& body) { return send(request(target, body)); }
};

std::string slash_form() {
    const auto payload = samples::read("06_env_slash_command_deploy")["payload"];
    std::vector<std::pair<std::string, std::string>> fields;
    for (const auto& [key, value] : payload.items())
        fields.emplace_back(key, value.get<std::string>());
    return net::form_encoded(fields);
}

std::string submission_form() {
    return net::form_encoded({{"payload", samples::read("15_env_view_submission_incident")["payload"].dump()}});
}

std::string mention_body() {
    return samples::read("08_env_app_mention")["payload"].dump();
}

} // namespace

TEST_CASE("the address is verified with the challenge, when it is signed") {
    Fixture slack;
    const auto sample = samples::read("29_http_events_url_verification_signed");
    const std::string body = sample["raw_body"];
    auto request = slack.request("/slack/events", body);
    const auto answer = slack.send(request);
    CHECK(answer.status == 200);
    CHECK(answer.body == sample["expected_response"]["body"].get<std::string>());
    CHECK(net::header(answer.headers, "content-type") == "text/plain");
    request.headers[1].second[10] ^= 1;
    CHECK(slack.send(request).status == 401);
    request.headers.clear();
    CHECK(slack.send(request).status == 401);
    CHECK(slack.engine.taken.empty());
}

TEST_CASE("other paths and methods are refused") {
    Fixture slack;
    CHECK(slack.post("/slack/other", "{}").status == 404);
    auto get = slack.request("/slack/events", "");
    get.method = "GET";
    CHECK(slack.send(get).status == 405);
    CHECK(HttpEvents::is_route("/slack/commands?x=1"));
    CHECK_FALSE(HttpEvents::is_route("/slack/commandsx"));
}

TEST_CASE("an event over HTTP is the event of a socket frame") {
    Fixture slack;
    auto request = slack.request("/slack/events", mention_body());
    request.headers.emplace_back("x-slack-retry-num", "2");
    CHECK(slack.send(request).status == 200);
    REQUIRE(slack.engine.taken.size() == 1);
    CHECK(slack.engine.taken[0].key == "event:Ev09MENTION1");
    CHECK(slack.engine.taken[0].source == "slack");
    const auto& said = std::get<commands::Said>(slack.engine.taken[0].event);
    CHECK(said.words == commands::plain_words("status checkout-api in prod"));
}

TEST_CASE("a slash command's answer is the body") {
    Fixture slack;
    slack.engine.at_once = commands::Acknowledgement{.answer = commands::Card{.title = "all well"}};
    const auto answer = slack.post("/slack/commands", slash_form());
    CHECK(json::parse(answer.body)["text"] == "all well");
    REQUIRE(slack.engine.taken.size() == 1);
    const auto& said = std::get<commands::Said>(slack.engine.taken[0].event);
    CHECK(said.words.size() == 3);
    CHECK(said.response_url.starts_with("https://hooks.slack.com/commands/"));
}

TEST_CASE("a form's errors are the body") {
    Fixture slack;
    slack.engine.at_once = commands::Acknowledgement{.form_errors = {{"title", "taken"}}};
    const auto answer = slack.post("/slack/interactivity", submission_form());
    CHECK(json::parse(answer.body)["errors"]["title"] == "taken");
    REQUIRE(slack.engine.taken.size() == 1);
    CHECK(std::holds_alternative<commands::Submitted>(slack.engine.taken[0].event));
}

TEST_CASE("the answer goes out after the commit, not before") {
    Fixture slack;
    slack.engine.at_once.reset();
    bool committed = false;
    slack.engine.on_offer = [&](commands::Incoming& incoming) {
        boost::asio::post(slack.loop, [&committed, acknowledge = incoming.acknowledge] {
            committed = true;
            acknowledge(commands::Acknowledgement{});
        });
    };
    CHECK(slack.post("/slack/events", mention_body()).status == 200);
    CHECK(committed);
}

TEST_CASE("a commit that fails, comes too late, or is not begun is never a success") {
    Fixture slack;
    slack.engine.at_once = fail(Errc::internal, "the disk is full");
    CHECK(slack.post("/slack/events", mention_body()).status == 503);
    auto told = slack.post("/slack/commands", slash_form());
    CHECK(told.status == 200);
    CHECK(told.body.find("the disk is full") != std::string::npos);

    slack.engine.at_once.reset();
    slack.events.wait_at_most(std::chrono::milliseconds{1});
    CHECK(slack.post("/slack/events", mention_body()).status == 503);
    told = slack.post("/slack/commands", slash_form());
    CHECK(told.body.find("longer than usual") != std::string::npos);
    slack.engine.taken.back().acknowledge(commands::Acknowledgement{}); // nobody waits any more

    slack.engine.full = true;
    CHECK(slack.post("/slack/events", mention_body()).status == 503);
    CHECK(slack.post("/slack/commands", slash_form()).body.find("nothing was started") != std::string::npos);
}

TEST_CASE("signed rubbish and what is not for us is taken with 200, so that it does not come again") {
    Fixture slack;
    for (const auto* body : {"", "{", "[]", "null", "{}", "{\"type\":\"event_callback\"}"}) {
        CHECK(slack.post("/slack/events", body).status == 200);
        CHECK(slack.post("/slack/interactivity", body).status == 200);
        CHECK(slack.post("/slack/commands", body).status == 200);
    }
    CHECK(slack.post("/slack/interactivity", "payload=%7B%22a").status == 200);
    CHECK(slack.post("/slack/events", samples::read("11_env_message_changed")["payload"].dump()).status == 200);
    CHECK(slack.engine.taken.empty());
}
