#include "tests/slack/sender_bench.hpp"

using namespace pilothouse;
using namespace pilothouse::tests;

namespace {

commands::OpenRoom room() {
    return {.incident = 7, .name = "inc-7-checkout", .hidden = false, .purpose = "Incident 7: Checkout"};
}

std::string opened(const commands::Outcome& outcome) {
    const auto* const done = std::get_if<commands::Done>(&outcome);
    if (done == nullptr || !done->event) return {};
    const auto* const event = std::get_if<commands::RoomOpened>(&*done->event);
    return event == nullptr ? "" : std::to_string(event->incident) + " " + event->room.value + " #" + event->name;
}

/// A listing with a channel made at that second by that user.
std::string listed(const std::string& creator, const std::string& created) {
    return R"({"ok":true,"channels":[{"id":"COLD","name":"other","creator":")" + creator + R"(","created":)" + created +
           R"(},{"id":"COWN","name":"inc-7-checkout","creator":")" + creator + R"(","created":)" + created + "}]}";
}

const std::string just_now = "1795400901";
const std::string long_ago = "1700000000";
const char* const name_taken_answer = R"({"ok":false,"error":"name_taken"})";
const char* const second = R"({"ok":true,"channel":{"id":"CNEW","name":"inc-7-checkout-2"}})";

} // namespace

TEST_CASE("room: made") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script(
            "conversations.create", ok(R"({"ok":true,"channel":{"id":"CNEW","name":"inc-7-checkout"}})")
        );
        const auto task = room();
        const auto tried = attempt();
        CHECK(opened(co_await bench.sender.perform(task, tried)) == "7 CNEW #inc-7-checkout");
        co_await bench.end();
    });
}

TEST_CASE("room: a name that others have gets a number behind it, and nothing of theirs is taken") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.create", ok(name_taken_answer));
        bench.slack.script("conversations.create", ok(second));
        const auto task = room();
        const auto tried = attempt();
        CHECK(opened(co_await bench.sender.perform(task, tried)) == "7 CNEW #inc-7-checkout-2");
        CHECK(bench.slack.times("users.conversations") == 0);
        co_await bench.end();
    });
}

TEST_CASE("room: one that an earlier try has made is found again") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.create", ok(name_taken_answer));
        bench.slack.script("users.conversations", ok(listed("UBOT", just_now)));
        const auto task = room();
        const auto tried = attempt(7, true);
        CHECK(opened(co_await bench.sender.perform(task, tried)) == "7 COWN #inc-7-checkout");
        co_await bench.end();
    });
}

TEST_CASE("room: an old one of ours, or a new one of others, is not of an earlier try") {
    const auto who = GENERATE(std::pair("UBOT", long_ago), std::pair("UANA", just_now));
    on_loop([&](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.create", ok(name_taken_answer));
        bench.slack.script("users.conversations", ok(listed(who.first, who.second)));
        bench.slack.script("conversations.create", ok(second));
        bench.slack.script("users.conversations", ok(R"({"ok":true,"channels":[]})"));
        const auto task = room();
        const auto tried = attempt(7, true);
        CHECK(opened(co_await bench.sender.perform(task, tried)) == "7 CNEW #inc-7-checkout-2");
        co_await bench.end();
    });
}

TEST_CASE("room: what may have been made is looked for before another is made") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.create", ok(name_taken_answer));
        bench.slack.script("users.conversations", ok(R"({"ok":false,"error":"ratelimited"})"));
        const auto task = room();
        const auto tried = attempt(7, true);
        const auto outcome = co_await bench.sender.perform(task, tried);
        const auto* const error = tries_again(outcome);
        REQUIRE(error != nullptr);
        CHECK(error->code == Errc::unknown_outcome);
        CHECK(bench.slack.times("conversations.create") == 1);
        co_await bench.end();
    });
}

TEST_CASE("room: what a workspace forbids is given up") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.create", ok(R"({"ok":false,"error":"restricted_action"})"));
        const auto task = room();
        const auto tried = attempt();
        const auto outcome = co_await bench.sender.perform(task, tried);
        CHECK(gives_up(outcome) != nullptr);
        co_await bench.end();
    });
}

TEST_CASE("room: people who are in, or can't be, keep nobody else out") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.invite", ok(R"({"ok":false,"error":"already_in_channel"})"));
        const commands::Invite invite{ChannelId{"C7"}, {PersonId{"U1"}, PersonId{"U2"}}};
        const auto tried = attempt();
        const auto outcome = co_await bench.sender.perform(invite, tried);
        CHECK(std::holds_alternative<commands::Done>(outcome));
        const auto sent = bench.slack.heard("conversations.invite").at(0).json();
        CHECK(sent["users"] == "U1,U2");
        CHECK(sent["force"] == true);
        co_await bench.end();
    });
}
