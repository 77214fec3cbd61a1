#include "real_alertmanager.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

/// A real Alertmanager: it fires, a person silences it from the card, it resolves.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

std::string hook(const std::string& silence_api) {
    return R"([[hook]]
name = "pager"
vendor = "alertmanager"
secret = { env = "HOOK_SECRET" }
channel = "#deploys"
silence_api = ")" +
           silence_api + "\"\n";
}

net::awaitable<bool> appears(Stage& stage, std::string words) {
    co_return co_await stage.until([&stage, words]() { return stage.said("CDEPLOYS", words); });
}

net::awaitable<std::ptrdiff_t> count(Stage& stage, std::string words) {
    const auto messages = co_await stage.said_by_bot("CDEPLOYS");
    co_return std::ranges::count_if(messages, [&](const Json& message) { return words_of(message).contains(words); });
}

/// The action's id of the button whose id begins so; empty where there is none.
std::string button(const Json& node, const std::string& action) {
    if (node.is_object() && node.value("type", "") == "button" && node.value("action_id", "").starts_with(action))
        return node["action_id"];
    if (!node.is_structured()) return {};
    for (const auto& part : node)
        if (auto found = button(part, action); !found.empty()) return found;
    return {};
}

net::awaitable<Json> card(Stage& stage) {
    for (const auto& message : co_await stage.said_by_bot("CDEPLOYS"))
        if (words_of(message).contains("HighErrorRate") && message.value("thread_ts", "").empty()) co_return message;
    co_return nullptr;
}

/// Presses Silence on the card, and sends the form as it opens.
net::awaitable<void> silence(Stage& stage, std::string who, std::string id) {
    const auto shown = co_await card(stage);
    const auto action = button(shown, "alerts.silence");
    REQUIRE_FALSE(action.empty());
    const auto pressed = co_await stage.control().post(
        "/_sim/press",
        {{"as", who}, {"channel", "CDEPLOYS"}, {"message_ts", shown["ts"]}, {"action_id", action}, {"block_id", ""}}
    );
    REQUIRE(pressed.value("ok", false));
    Json view;
    REQUIRE(co_await stage.until([&]() -> net::awaitable<bool> {
        view = (co_await stage.control().get("/_sim/view?as=" + id)).value("view", Json());
        co_return view.is_object();
    }));
    Json values;
    for (const auto& block : view["blocks"])
        if (block.value("block_id", "") == "span") values["span"] = {{block["element"]["action_id"], "4h"}};
    const auto sent = co_await stage.control().post(
        "/_sim/submit", {{"as", who}, {"view_id", view["id"]}, {"values", std::move(values)}}
    );
    INFO(sent.dump());
    CHECK(sent.value("ok", false));
}

net::awaitable<void> fires_and_is_silenced(Stage& stage, RealAlertmanager& alertmanager) {
    const Json labels{{"alertname", "HighErrorRate"}, {"service", "checkout"}, {"path", "a \"b\" \\ c"}};
    co_await alertmanager.raise(stage, labels, true);
    REQUIRE(co_await appears(stage, "Firing: HighErrorRate"));
    co_await silence(stage, "ana", "UANA");
    CHECK(co_await appears(stage, "Silenced by"));
    const auto silences = co_await alertmanager.ask(stage, "GET", "/api/v2/silences");
    REQUIRE(silences.size() == 1);
    CHECK(silences[0]["status"]["state"] == "active");
    CHECK(silences[0]["matchers"].size() == 3);
    const auto alerts = co_await alertmanager.ask(stage, "GET", "/api/v2/alerts");
    REQUIRE(alerts.size() == 1);
    CHECK(alerts[0]["status"]["silencedBy"] == Json::array({silences[0]["id"]}));
    CHECK(button(co_await card(stage), "alerts.silence").empty());

    const auto ended =
        co_await alertmanager.ask(stage, "DELETE", "/api/v2/silence/" + silences[0]["id"].get<std::string>());
    CHECK_FALSE(ended.is_null());
    co_await alertmanager.raise(stage, labels, false);
    CHECK(co_await appears(stage, "Resolved: HighErrorRate"));
    CHECK(co_await stage.rest());
    CHECK(co_await count(stage, "Resolved: HighErrorRate") == 1);
    CHECK(co_await count(stage, "Silenced by") == 0);
}

} // namespace

TEST_CASE("a real Alertmanager: it fires, is silenced from the card, and resolves", "[hooks]") {
    if (!RealAlertmanager::installed()) {
        WARN("prometheus-alertmanager is not installed: nothing was tested");
        return;
    }
    run([](net::executor loop) -> net::awaitable<void> {
        RealAlertmanager alertmanager;
        StageOptions options;
        options.tables = hook(alertmanager.address());
        Stage stage(loop, std::move(options));
        alertmanager.start(stage.address() + "/hooks/alertmanager/pager", "hook-secret");
        stage.start_bot();
        CHECK(co_await stage.ready());
        REQUIRE(co_await alertmanager.ready(stage));
        co_await fires_and_is_silenced(stage, alertmanager);
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
