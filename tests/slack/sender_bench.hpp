#pragma once

#include "integrations/slack/sender.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/slack/fake_slack.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

namespace pilothouse::tests {

/// A sender in front of a scripted Slack, with short waits.
struct SenderBench {
    explicit SenderBench(net::executor loop, std::function<std::string(DeployId)> log_path = {})
        : slack(loop), http(loop, tls_for_tests()),
          api(*slack::WebClient::create(http, slack.api(), Secret{"xoxb-1"}, {.pace = false})), directory(api),
          sender(api, directory, options(slack.api(), std::move(log_path))) {
        slack.script("auth.test", ok(R"({"ok":true,"user_id":"UBOT","bot_id":"BBOT","team_id":"T1"})"));
    }

    static slack::SenderOptions options(const std::string& api, std::function<std::string(DeployId)> log_path) {
        slack::SenderOptions options;
        options.log_path = std::move(log_path);
        options.response_urls = slack::ResponseUrls({"hooks.slack.com"}, api);
        options.deadline = std::chrono::seconds{2};
        options.settle = std::chrono::milliseconds{5};
        options.look_again = std::chrono::milliseconds{5};
        return options;
    }

    net::awaitable<void> end() {
        http.close();
        co_await slack.server.stop(std::chrono::seconds{1});
    }

    FakeSlack slack;
    net::HttpClient http;
    slack::WebClient api;
    slack::Directory directory;
    slack::Sender sender;
};

inline commands::Attempt attempt(std::int64_t task = 7, bool uncertain = false) {
    commands::Attempt attempt;
    attempt.task = TaskId{task};
    attempt.uncertain = uncertain;
    attempt.first_try = from_unix_ms(1'795'400'900'120);
    return attempt;
}

inline commands::Card card(const std::string& title) {
    commands::Card card;
    card.title = Text{title};
    return card;
}

inline commands::Say say(const std::string& key = "deploy/812") {
    commands::Say say;
    say.key = MessageKey{key};
    say.channel = ChannelId{"C1"};
    say.card = card("Deploy 812");
    return say;
}

inline std::optional<std::string> posted_ts(const commands::Outcome& outcome) {
    const auto* const done = std::get_if<commands::Done>(&outcome);
    if (done == nullptr || !done->posted) return std::nullopt;
    return done->posted->channel.value + " " + done->posted->id;
}

inline const Error* tries_again(const commands::Outcome& outcome) {
    const auto* const again = std::get_if<commands::TryAgain>(&outcome);
    return again == nullptr ? nullptr : &again->error;
}

inline const Error* gives_up(const commands::Outcome& outcome) {
    const auto* const given_up = std::get_if<commands::GiveUp>(&outcome);
    return given_up == nullptr ? nullptr : &given_up->error;
}

/// An answer of conversations.history with one message of the bot (or of somebody else).
inline Reply history(const std::string& key, std::int64_t task, const std::string& bot = "BBOT") {
    nlohmann::json message;
    message["ts"] = "1795400901.447119";
    message["bot_id"] = bot;
    message["user"] = "UBOT";
    message["metadata"]["event_type"] = "pilothouse_message";
    message["metadata"]["event_payload"]["key"] = key;
    message["metadata"]["event_payload"]["task"] = task;
    nlohmann::json answer;
    answer["ok"] = true;
    answer["messages"].push_back(message);
    return ok(answer.dump());
}

inline Reply empty_history() {
    return ok(R"({"ok":true,"messages":[]})");
}

inline Reply taken(const std::string& ts = "1.2", const std::string& channel = "C1") {
    return ok(R"({"ok":true,"channel":")" + channel + R"(","ts":")" + ts + "\"}");
}

} // namespace pilothouse::tests
