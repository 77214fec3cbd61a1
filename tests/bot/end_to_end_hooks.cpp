#include "end_to_end_stage.hpp"
#include "integrations/net/hmac.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <fstream>

/// Webhooks: from a signed request to a card in the channel, once.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

constexpr const char* hooks = R"([[hook]]
name = "acme"
vendor = "github"
secret = { env = "HOOK_SECRET" }
channel = "#deploys"
[[hook]]
name = "pager"
vendor = "alertmanager"
secret = { env = "HOOK_SECRET" }
channel = "#deploys"
)";

Json payload(const std::string& file) {
    std::ifstream stream(std::string(PILOTHOUSE_SOURCE) + "/tests/payloads/" + file);
    return Json::parse(stream);
}

/// A run of GitHub's workflow on its branch, with that number and conclusion.
std::string workflow_run(int number, const std::string& conclusion) {
    auto body = payload("github/workflow_run.completed-success.json");
    auto& run = body["workflow_run"];
    run["id"] = 9'000'000 + number;
    run["run_number"] = number;
    run["conclusion"] = conclusion;
    return body.dump();
}

net::HttpRequest from_github(const std::string& body, const std::string& delivery, const std::string& secret) {
    return {
        .method = "POST",
        .target = "/hooks/github/acme",
        .headers =
            {{"Content-Type", "application/json"},
             {"X-GitHub-Event", "workflow_run"},
             {"X-GitHub-Delivery", delivery},
             {"X-Hub-Signature-256", "sha256=" + net::hmac_sha256_hex(secret, body)}},
        .body = body
    };
}

net::HttpRequest from_alertmanager(const std::string& body) {
    return {
        .method = "POST",
        .target = "/hooks/alertmanager/pager",
        .headers = {{"Content-Type", "application/json"}, {"Authorization", "Bearer hook-secret"}},
        .body = body
    };
}

net::awaitable<bool> appears(Stage& stage, std::string words) {
    co_return co_await stage.until([&stage, words]() { return stage.said("CDEPLOYS", words); });
}

/// How many of the bot's messages in the channel have these words.
net::awaitable<std::ptrdiff_t> count(Stage& stage, std::string words) {
    const auto messages = co_await stage.said_by_bot("CDEPLOYS");
    co_return std::ranges::count_if(messages, [&](const Json& message) { return words_of(message).contains(words); });
}

net::awaitable<void> builds(Stage& stage) {
    const auto red = from_github(workflow_run(2, "failure"), "d-2", "hook-secret");
    CHECK((co_await stage.ask_bot(from_github(workflow_run(1, "success"), "d-1", "hook-secret"))).status == 202);
    CHECK((co_await stage.ask_bot(red)).status == 202);
    CHECK(co_await appears(stage, "#2 broke on"));
    const auto again = co_await stage.ask_bot(red);
    CHECK(again.status == 202);
    CHECK(again.body.contains("duplicate"));
    const auto forged = from_github(workflow_run(3, "failure"), "d-3", "a guess");
    CHECK((co_await stage.ask_bot(forged)).status == 401);

    (void)co_await stage.stop_bot();
    stage.start_bot();
    CHECK((co_await stage.ask_bot(from_github(workflow_run(4, "success"), "d-4", "hook-secret"))).status == 202);
    CHECK(co_await appears(stage, "#4 is fixed on"));
    CHECK(co_await stage.rest());
    CHECK(co_await count(stage, "#2 broke on") == 1);
    CHECK(co_await count(stage, "#1") == 0);
    CHECK(co_await count(stage, "#3") == 0);
}

net::awaitable<void> alerts(Stage& stage) {
    const char* files[] = {
        "alertmanager/real-0.25-group-first.json", "alertmanager/real-0.25-group-grows.json",
        "alertmanager/real-0.25-firing-truncated.json", "alertmanager/real-0.25-resolved.json"
    };
    for (const auto* file : files)
        CHECK((co_await stage.ask_bot(from_alertmanager(payload(file).dump()))).status == 202);
    auto whole = payload(files[3]); // an end is believed when no alert was left out
    whole["truncatedAlerts"] = 0;
    CHECK((co_await stage.ask_bot(from_alertmanager(whole.dump()))).status == 202);
    CHECK(co_await appears(stage, "Resolved: "));
    CHECK(co_await stage.rest());
    CHECK(co_await count(stage, "Firing: ") == 1);
    CHECK(co_await count(stage, "Resolved: ") == 1);
}

} // namespace

TEST_CASE("builds: broken, told twice, forged, the bot started anew, fixed", "[hooks]") {
    run([](net::executor loop) -> net::awaitable<void> {
        StageOptions options;
        options.tables = hooks;
        Stage stage(loop, std::move(options));
        stage.start_bot();
        CHECK(co_await stage.ready());
        co_await builds(stage);
        co_await stage.end();
    });
}

TEST_CASE("alerts of a real Alertmanager: fire, grow, end, in one message", "[hooks]") {
    run([](net::executor loop) -> net::awaitable<void> {
        StageOptions options;
        options.tables = hooks;
        Stage stage(loop, std::move(options));
        stage.start_bot();
        CHECK(co_await stage.ready());
        co_await alerts(stage);
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
