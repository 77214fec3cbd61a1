#include "tests/slack/sender_bench.hpp"

using namespace pilothouse;
using namespace pilothouse::tests;
using namespace std::chrono_literals;

namespace {

commands::Attempt edit_of(const std::string& ts, bool uncertain = false) {
    commands::Attempt edit = attempt(7, uncertain);
    edit.message = commands::Posted{ChannelId{"C1"}, ts};
    return edit;
}

/// Posts into an empty channel with the given script of chat.postMessage and looks at the outcome.
commands::Outcome outcome_of_post(const Reply& reply) {
    commands::Outcome outcome;
    on_loop([&](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", reply);
        bench.slack.script("conversations.history", empty_history());
        const commands::Say what = say();
        const commands::Attempt first = attempt();
        outcome = co_await bench.sender.perform(what, first);
        co_await bench.end();
    });
    return outcome;
}

} // namespace

TEST_CASE("say: a new key is posted, with the key in its metadata") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", taken());
        const commands::Say what = say();
        const commands::Attempt first = attempt();
        const auto outcome = co_await bench.sender.perform(what, first);
        CHECK(posted_ts(outcome) == "C1 1.2");
        REQUIRE(bench.slack.all.size() == 1); // nothing else is asked: one call a message
        const nlohmann::json body = bench.slack.all[0].json();
        CHECK(body["channel"] == "C1");
        CHECK(body["metadata"]["event_type"] == "pilothouse_message");
        CHECK(body["metadata"]["event_payload"]["key"] == "deploy/812");
        CHECK(body["metadata"]["event_payload"]["task"] == 7);
        CHECK(body["unfurl_links"] == false);
        CHECK_FALSE(body.contains("thread_ts"));
        co_await bench.end();
    });
}

TEST_CASE("say: without a key the task's number is the key") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", taken());
        commands::Say what = say("");
        what.thread = "17.5";
        const commands::Attempt first = attempt(99);
        co_await bench.sender.perform(what, first);
        const nlohmann::json body = bench.slack.all[0].json();
        CHECK(body["metadata"]["event_payload"]["key"] == "task/99");
        CHECK(body["thread_ts"] == "17.5");
        co_await bench.end();
    });
}

TEST_CASE("say: in the thread of another message of ours") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", taken("1.3", "C9"));
        commands::Say what = say();
        what.in_thread_of = MessageKey{"deploy/811"};
        commands::Attempt first = attempt();
        first.parent = commands::Posted{ChannelId{"C9"}, "11.1"};
        const auto outcome = co_await bench.sender.perform(what, first);
        CHECK(posted_ts(outcome) == "C9 1.3");
        const nlohmann::json body = bench.slack.all[0].json();
        CHECK(body["channel"] == "C9");
        CHECK(body["thread_ts"] == "11.1");
        co_await bench.end();
    });
}

TEST_CASE("say: where the thread is gone it is said in the channel") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", refusal("thread_not_found"));
        bench.slack.script("chat.postMessage", taken());
        commands::Say what = say();
        what.thread = "17.5";
        const commands::Attempt first = attempt();
        CHECK(posted_ts(co_await bench.sender.perform(what, first)) == "C1 1.2");
        CHECK_FALSE(bench.slack.all[1].json().contains("thread_ts"));
        co_await bench.end();
    });
}

TEST_CASE("say: a known message is edited in place") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.update", taken("5.5"));
        const commands::Say what = say();
        const commands::Attempt edit = edit_of("5.5", true); // uncertain: an edit is simply repeated
        CHECK(posted_ts(co_await bench.sender.perform(what, edit)) == "C1 5.5");
        REQUIRE(bench.slack.all.size() == 1);
        CHECK(bench.slack.all[0].json()["ts"] == "5.5");
        co_await bench.end();
    });
}

TEST_CASE("say: where the edited message is gone it is posted afresh") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        for (const char* reason : {"message_not_found", "cant_update_message", "edit_window_closed"}) {
            INFO(reason);
            SenderBench bench(loop);
            bench.slack.script("chat.update", refusal(reason));
            bench.slack.script("chat.postMessage", taken("6.6"));
            const commands::Say what = say();
            const commands::Attempt edit = edit_of("5.5");
            CHECK(posted_ts(co_await bench.sender.perform(what, edit)) == "C1 6.6");
            co_await bench.end();
        }
    });
}

TEST_CASE("say: an edit with an unknown outcome is tried again, not posted") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.update", lost());
        const commands::Say what = say();
        const commands::Attempt edit = edit_of("5.5");
        const auto outcome = co_await bench.sender.perform(what, edit);
        REQUIRE(tries_again(outcome));
        CHECK(tries_again(outcome)->code == Errc::unknown_outcome);
        CHECK(bench.slack.times("chat.postMessage") == 0);
        co_await bench.end();
    });
}

TEST_CASE("say: the answer was lost after the message was posted: found, and not posted again") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", lost());
        bench.slack.script("conversations.history", history("deploy/812", 7));
        const commands::Say what = say();
        const commands::Attempt first = attempt();
        CHECK(posted_ts(co_await bench.sender.perform(what, first)) == "C1 1795400901.447119");
        CHECK(bench.slack.times("chat.postMessage") == 1);
        const Heard asked = bench.slack.heard("conversations.history").at(0);
        CHECK(asked.field("channel") == "C1");
        CHECK(asked.field("oldest") == "1795400890.120000"); // ten seconds before the first try
        CHECK(asked.field("include_all_metadata") == "true");
        CHECK(asked.field("inclusive") == "true");
        co_await bench.end();
    });
}

TEST_CASE("say: an unknown outcome that is not found yet is left to the next try") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", lost());
        bench.slack.script("conversations.history", empty_history());
        const commands::Say what = say();
        const commands::Attempt first = attempt();
        const auto outcome = co_await bench.sender.perform(what, first);
        REQUIRE(tries_again(outcome));
        CHECK(tries_again(outcome)->code == Errc::unknown_outcome);
        CHECK(bench.slack.times("chat.postMessage") == 1);
        co_await bench.end();
    });
}

TEST_CASE("say: an uncertain try looks first, twice, and posts only what is missing") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postMessage", taken());
        bench.slack.script("conversations.history", empty_history());
        const commands::Say what = say();
        const commands::Attempt second = attempt(7, true);
        CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1.2");
        // Each look reads the minute of the first try, and then what was said since.
        const auto looks = bench.slack.heard("conversations.history");
        REQUIRE(looks.size() == 4);
        CHECK(looks[0].request.body.find("latest=") != std::string::npos);
        CHECK(looks[1].request.body.find("latest=") == std::string::npos);
        CHECK(bench.slack.times("chat.postMessage") == 1);
        CHECK(bench.slack.all.back().request.body.find("repeated") == std::string::npos);
        co_await bench.end();
    });
}

TEST_CASE("say: the second look may find it") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.history", empty_history());
        bench.slack.script("conversations.history", history("deploy/812", 7));
        const commands::Say what = say();
        const commands::Attempt second = attempt(7, true);
        CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1795400901.447119");
        CHECK(bench.slack.times("chat.postMessage") == 0);
        co_await bench.end();
    });
}

TEST_CASE("say: in a thread the thread is read back, over all pages") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script(
            "conversations.replies", ok(R"({"ok":true,"messages":[],"response_metadata":{"next_cursor":"abc"}})")
        );
        bench.slack.script("conversations.replies", history("deploy/812", 7));
        commands::Say what = say();
        what.thread = "17.5";
        const commands::Attempt second = attempt(7, true);
        CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1795400901.447119");
        const auto asked = bench.slack.heard("conversations.replies");
        REQUIRE(asked.size() == 2);
        CHECK(asked[0].field("ts") == "17.5");
        CHECK(asked[0].field("cursor").empty());
        CHECK(asked[1].field("cursor") == "abc");
        co_await bench.end();
    });
}

TEST_CASE("say: somebody else's message with our key, and another key of ours, are not it") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        for (const Reply& reply : {history("deploy/812", 7, "BEVIL"), history("deploy/813", 7)}) {
            SenderBench bench(loop);
            bench.slack.script("conversations.history", reply);
            bench.slack.script("chat.postMessage", taken());
            const commands::Say what = say();
            const commands::Attempt second = attempt(7, true);
            CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1.2");
            co_await bench.end();
        }
    });
}

TEST_CASE("say: found, but written by an older task: edited to what this one says") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("conversations.history", history("deploy/812", 6));
        bench.slack.script("chat.update", taken());
        const commands::Say what = say();
        const commands::Attempt second = attempt(7, true);
        CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1795400901.447119");
        CHECK(bench.slack.heard("chat.update").at(0).json()["ts"] == "1795400901.447119");
        CHECK(bench.slack.times("chat.postMessage") == 0);
        co_await bench.end();
    });
}

TEST_CASE("say: where the channel can't be read back it is posted again and says so") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        for (const char* reason : {"missing_scope", "not_in_channel", "channel_not_found"}) {
            SenderBench bench(loop);
            bench.slack.script("conversations.history", refusal(reason));
            bench.slack.script("chat.postMessage", taken());
            const commands::Say what = say();
            const commands::Attempt second = attempt(7, true);
            CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1.2");
            CHECK(bench.slack.all.back().request.body.find("(repeated: ") != std::string::npos);
            co_await bench.end();
        }
    });
}

TEST_CASE("say: a channel without end is not read for ever") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script(
            "conversations.history", ok(R"({"ok":true,"messages":[],"response_metadata":{"next_cursor":"more"}})")
        );
        bench.slack.script("chat.postMessage", taken());
        const commands::Say what = say();
        const commands::Attempt second = attempt(7, true);
        CHECK(posted_ts(co_await bench.sender.perform(what, second)) == "C1 1.2");
        CHECK(bench.slack.times("conversations.history") == 50);
        CHECK(bench.slack.all.back().request.body.find("(repeated: ") != std::string::npos);
        co_await bench.end();
    });
}

TEST_CASE("say: while it can't be looked up for now, nothing is posted and the doubt stays") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        for (const Reply& reply : {too_many(3), refusal("internal_error"), refusal("token_revoked"), lost()}) {
            SenderBench bench(loop);
            bench.slack.script("conversations.history", reply);
            const commands::Say what = say();
            const commands::Attempt second = attempt(7, true);
            const auto outcome = co_await bench.sender.perform(what, second);
            REQUIRE(tries_again(outcome));
            CHECK(tries_again(outcome)->code == Errc::unknown_outcome);
            CHECK(bench.slack.times("chat.postMessage") == 0);
            co_await bench.end();
        }
    });
}

TEST_CASE("say: what each refusal means for the task") {
    SECTION("429 is waited out") {
        const auto outcome = outcome_of_post(too_many(4));
        REQUIRE(tries_again(outcome));
        CHECK(tries_again(outcome)->code == Errc::rate_limited);
        CHECK(*tries_again(outcome)->retry_after >= 4s);
    }
    SECTION("429 without a time") {
        const auto outcome = outcome_of_post(too_many(std::nullopt));
        REQUIRE(tries_again(outcome));
        CHECK(*tries_again(outcome)->retry_after >= 30s);
    }
    SECTION("garbage and 5xx may have been posted") {
        for (const Reply& reply : {ok("<html>"), Reply{.status = 502, .body = "bad gateway"}}) {
            const auto outcome = outcome_of_post(reply);
            REQUIRE(tries_again(outcome));
            CHECK(tries_again(outcome)->code == Errc::unknown_outcome);
        }
    }
    SECTION("a refused token waits for a person") {
        const auto outcome = outcome_of_post(refusal("token_revoked"));
        REQUIRE(tries_again(outcome));
        CHECK(*tries_again(outcome)->retry_after == 5min);
    }
    SECTION("what a person has to mend is given up, with a hint") {
        for (const char* reason :
             {"channel_not_found", "not_in_channel", "is_archived", "invalid_blocks", "msg_too_long", "missing_scope",
              "restricted_action"}) {
            INFO(reason);
            const auto outcome = outcome_of_post(refusal(reason));
            REQUIRE(gives_up(outcome));
            CHECK_FALSE(gives_up(outcome)->hint.empty());
        }
        const auto outcome = outcome_of_post(refusal("not_in_channel"));
        CHECK(gives_up(outcome)->hint.find("/invite @pilothouse") != std::string::npos);
    }
}

TEST_CASE("say: into a channel by its name") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("users.conversations", ok(R"({"ok":true,"channels":[{"id":"C77","name":"ops"}]})"));
        bench.slack.script("chat.postMessage", taken("1.2", "C77"));
        commands::Say what = say();
        what.channel = ChannelId{"#ops"};
        const commands::Attempt first = attempt();
        CHECK(posted_ts(co_await bench.sender.perform(what, first)) == "C77 1.2");
        CHECK(posted_ts(co_await bench.sender.perform(what, first)) == "C77 1.2");
        CHECK(bench.slack.times("users.conversations") == 1);
        co_await bench.end();
    });
}
