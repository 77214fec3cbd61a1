#include "tests/slack/sender_bench.hpp"

#include <boost/asio/co_spawn.hpp>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace pilothouse::tests;

TEST_CASE("directory: an id stays as it is") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        const auto id = co_await bench.directory.resolve(ChannelId{"C024BE91L"});
        REQUIRE(id);
        CHECK(id->value == "C024BE91L");
        CHECK(bench.slack.all.empty());
        co_await bench.end();
    });
}

TEST_CASE("directory: own channels first, then all, page after page") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("users.conversations", ok(R"({"ok":true,"channels":[{"id":"C1","name":"ops"}]})"));
        bench.slack.script(
            "conversations.list",
            ok(R"({"ok":true,"channels":[],"response_metadata":{"next_cursor":"next"}})") // short pages happen
        );
        bench.slack.script("conversations.list", ok(R"({"ok":true,"channels":[{"id":"C2","name":"deploys"}]})"));
        const auto deploys = co_await bench.directory.resolve(ChannelId{"#Deploys"});
        REQUIRE(deploys);
        CHECK(deploys->value == "C2");
        CHECK(bench.slack.heard("conversations.list").at(1).field("cursor") == "next");
        const auto ops = co_await bench.directory.resolve(ChannelId{"#ops"});
        CHECK(ops->value == "C1");
        CHECK(bench.slack.all.size() == 3);
        bench.directory.forget(ChannelId{"C1"});
        CHECK(co_await bench.directory.resolve(ChannelId{"#ops"}));
        CHECK(bench.slack.all.size() == 4);
        co_await bench.end();
    });
}

TEST_CASE("directory: an unknown name says what to do, and is not asked for again at once") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("users.conversations", ok(R"({"ok":true,"channels":[]})"));
        bench.slack.script("conversations.list", ok(R"({"ok":true,"channels":[]})"));
        for (int i = 0; i < 3; ++i) {
            const auto nowhere = co_await bench.directory.resolve(ChannelId{"#nowhere"});
            REQUIRE_FALSE(nowhere);
            CHECK(nowhere.error().refusal == Refusal::setting);
            CHECK(nowhere.error().text().find("/invite") != std::string::npos);
        }
        CHECK(bench.slack.all.size() == 2);
        co_await bench.end();
    });
}

TEST_CASE("directory: several that ask at once share one listing") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("users.conversations", ok(R"({"ok":true,"channels":[{"id":"C1","name":"ops"}]})"));
        int right = 0;
        const auto ask = [](Directory& directory, int& counted) -> net::awaitable<void> {
            const auto id = co_await directory.resolve(ChannelId{"#ops"});
            if (id && id->value == "C1") ++counted;
        };
        for (int i = 0; i < 5; ++i)
            boost::asio::co_spawn(loop, ask(bench.directory, right), [](const std::exception_ptr&) {});
        co_await ask(bench.directory, right);
        for (int i = 0; i < 200 && right < 6; ++i)
            (void)co_await net::pause(std::chrono::milliseconds{5});
        CHECK(right == 6);
        CHECK(bench.slack.times("users.conversations") == 1);
        co_await bench.end();
    });
}

TEST_CASE("directory: a failed listing is the caller's to try again") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("users.conversations", refusal("internal_error"));
        const auto id = co_await bench.directory.resolve(ChannelId{"#ops"});
        REQUIRE_FALSE(id);
        CHECK(id.error().refusal == Refusal::ambiguous);
        co_await bench.end();
    });
}

TEST_CASE("directory: who we are, and which scopes are missing") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        CHECK_FALSE(bench.directory.self().known());
        CHECK(bench.directory.missing_scopes().empty());
        bench.slack.answer("auth.test", [](const tests::Heard&) {
            Reply reply = ok(R"({"ok":true,"user_id":"U1","bot_id":"B1","team_id":"T1","user":"pilot","team":"N"})");
            reply.headers.emplace_back("x-oauth-scopes", "commands, chat:write,users:read.email");
            return reply;
        });
        const auto self = co_await bench.directory.identify();
        REQUIRE(self);
        CHECK(self->user_id == "U1");
        CHECK(bench.directory.self().bot_id == "B1");
        bool history = false;
        for (const NeededScope& missing : bench.directory.missing_scopes()) {
            CHECK(missing.scope != "chat:write");
            CHECK(missing.scope != "users:read.email");
            history |= missing.scope == "channels:history";
        }
        CHECK(history);
        CHECK(bench.directory.missing_scopes().size() == needed_scopes().size() - 3);
        co_await bench.end();
    });
}
