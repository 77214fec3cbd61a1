#include "end_to_end_stage.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

/// An incident from its declaration to its end, with a Slack that fails while its channel is being made.

namespace pilothouse::tests {

namespace {

using namespace std::chrono_literals;

net::awaitable<std::vector<Json>> rooms(Stage& stage) {
    std::vector<Json> found;
    for (const auto& channel : (co_await stage.control().get("/_sim/state"))["channels"])
        if (channel.value("name", "").starts_with("inc-")) found.push_back(channel);
    co_return found;
}

net::awaitable<bool> room_says(Stage& stage, std::string words) {
    co_return co_await stage.until(
        [&stage, words]() -> net::awaitable<bool> {
            const auto all = co_await rooms(stage);
            co_return all.size() == 1 && co_await stage.said(all[0].value("id", ""), words);
        },
        30s
    );
}

net::awaitable<void> in_room(Stage& stage, std::string who, std::string text) {
    const auto channel = (co_await rooms(stage)).at(0).value("id", "");
    const Json wish{{"as", who}, {"channel", channel}, {"command", "/incident"}, {"text", text}};
    CHECK((co_await stage.control().post("/_sim/command", wish)).value("ok", false));
}

net::awaitable<void> declared_and_ended(Stage& stage) {
    const auto answer = co_await stage.command("ana", "/incident declare sev1 Checkout is down");
    CHECK(answer.dump().contains("Incident 1 is declared"));
    CHECK(co_await room_says(stage, "Be lead"));
    co_await in_room(stage, "ana", "take lead");
    CHECK(co_await room_says(stage, "lead ana"));
    co_await in_room(stage, "ana", "resolve the pool was full");
    CHECK(co_await room_says(stage, "What caused it?"));
    REQUIRE(co_await stage.rest());

    const auto all = co_await rooms(stage);
    REQUIRE(all.size() == 1);
    CHECK(all[0].value("name", "") == "inc-1-checkout-is-down");
    // What was refused for a while is tried again after a pause.
    CHECK(co_await stage.until([&stage]() -> net::awaitable<bool> {
        const auto room = (co_await rooms(stage)).at(0);
        co_return room.value("topic", "").starts_with("sev1 · resolved · lead ana") &&
            room["members"].dump().contains("UANA");
    }));
    int headlines = 0;
    for (const auto& message : co_await stage.said_by_bot("CDEPLOYS"))
        headlines += words_of(message).contains("Declared by") ? 1 : 0;
    CHECK(headlines == 1);
}

} // namespace

TEST_CASE("end to end: an incident has one channel and one headline, whatever becomes of Slack's answers") {
    const auto* const effect = GENERATE(
        as<const char*>(), "", "drop_before_commit", "drop_after_commit", "internal_error_after_commit", "garbage_json",
        "ratelimited"
    );
    INFO(effect);
    run([&](net::executor loop) -> net::awaitable<void> {
        Stage stage(loop);
        stage.start_bot();
        CHECK(co_await stage.ready());
        auto rules = Json::array();
        if (*effect != '\0')
            for (const auto* method :
                 {"conversations.create", "conversations.setTopic", "conversations.invite", "chat.postMessage"})
                rules.push_back({{"method", method}, {"effect", effect}, {"times", 2}});
        (void)co_await stage.control().post("/_sim/faults", {{"rules", rules}});
        co_await declared_and_ended(stage);
        co_await stage.end();
    });
}

} // namespace pilothouse::tests
