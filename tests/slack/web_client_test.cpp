#include "integrations/slack/web_client.hpp"
#include "tests/net/support/loop.hpp"
#include "tests/slack/fake_slack.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::slack;
using namespace pilothouse::tests;
using namespace std::chrono_literals;

namespace {

constexpr const char* token = "xoxb-1-2-secretsecret";

/// A client in front of a scripted Slack.
struct Bench {
    explicit Bench(net::executor loop, WebClientOptions options = {})
        : slack(loop), http(loop, tls_for_tests()), api(*WebClient::create(http, slack.api(), Secret{token}, options)) {
    }

    net::awaitable<void> end() {
        http.close();
        co_await slack.server.stop(1s);
    }

    FakeSlack slack;
    net::HttpClient http;
    WebClient api;
};

Call read_call(const std::string& method = "users.info") {
    Form form;
    form.emplace_back("user", "U1&x=y");
    return Call{.method = method, .arguments = std::move(form)};
}

Call write_call() {
    return Call{
        .method = "chat.postMessage", .arguments = std::string(R"({"channel":"C1","text":"hi"})"), .posts_in = "C1"
    };
}

} // namespace

TEST_CASE("web client: reads go as a form, writes as JSON, both with the token in the header") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        bench.slack.script("users.info", ok(R"({"ok":true,"user":{"id":"U1"}})"));
        bench.slack.script("chat.postMessage", ok(R"({"ok":true,"channel":"C1","ts":"1.2","message":{"ts":"9.9"}})"));
        const auto read = co_await bench.api.call(read_call());
        REQUIRE(read);
        CHECK((*read)["user"]["id"] == "U1");
        const auto receipt = co_await bench.api.post(write_call());
        REQUIRE(receipt);
        CHECK(receipt->channel == "C1");
        CHECK(receipt->ts == "1.2");
        const Heard form = bench.slack.all[0];
        CHECK(form.request.method == "POST");
        CHECK(form.field("user") == "U1&x=y");
        CHECK(net::header(form.request.headers, "Content-Type") == "application/x-www-form-urlencoded");
        const Heard json = bench.slack.all[1];
        CHECK(json.request.body == R"({"channel":"C1","text":"hi"})");
        CHECK(net::header(json.request.headers, "Content-Type") == "application/json; charset=utf-8");
        for (const Heard& heard : bench.slack.all)
            CHECK(net::header(heard.request.headers, "Authorization") == std::string("Bearer ") + token);
        co_await bench.end();
    });
}

TEST_CASE("web client: each class of Slack's errors") {
    struct Row {
        const char* reason;
        Errc code;
        Refusal refusal;
    };

    static constexpr Row rows[] = {
        {"invalid_auth", Errc::rejected, Refusal::token},
        {"token_revoked", Errc::rejected, Refusal::token},
        {"missing_scope", Errc::rejected, Refusal::setting},
        {"restricted_action_read_only_channel", Errc::rejected, Refusal::setting},
        {"not_in_channel", Errc::rejected, Refusal::setting},
        {"channel_not_found", Errc::not_found, Refusal::setting},
        {"invalid_blocks", Errc::internal, Refusal::bug},
        {"ratelimited", Errc::rate_limited, Refusal::not_now},
        {"rate_limited", Errc::rate_limited, Refusal::not_now},
        {"accesslimited", Errc::unavailable, Refusal::not_now},
        {"internal_error", Errc::unknown_outcome, Refusal::ambiguous},
        {"fatal_error", Errc::unknown_outcome, Refusal::ambiguous},
        {"service_unavailable", Errc::unknown_outcome, Refusal::ambiguous},
        {"message_not_found", Errc::not_found, Refusal::other},
        {"name_taken", Errc::rejected, Refusal::other},
    };
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        for (const Row& row : rows)
            bench.slack.script("users.info", refusal(row.reason));
        for (const Row& row : rows)
            bench.slack.script("chat.postMessage", refusal(row.reason));
        for (const Row& row : rows) {
            INFO(row.reason);
            const auto answer = co_await bench.api.call(read_call());
            REQUIRE_FALSE(answer);
            CHECK(answer.error().code == row.code);
            CHECK(answer.error().refusal == row.refusal);
            CHECK(answer.error().reason == row.reason);
            CHECK(answer.error().message.find("users.info") != std::string::npos);
            Call post = write_call();
            post.posts_in.clear();
            const auto posted = co_await bench.api.post(std::move(post));
            REQUIRE_FALSE(posted);
            CHECK(posted.error().reason == row.reason);
        }
        co_await bench.end();
    });
}

TEST_CASE("web client: the needed scope and the place in the blocks are told") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        bench.slack.script("users.info", ok(R"({"ok":false,"error":"missing_scope","needed":"users:read"})"));
        bench.slack.script(
            "users.info",
            ok(R"({"ok":false,"error":"invalid_blocks","response_metadata":{"messages":["[ERROR] too long [json-pointer:/blocks/0]"]}})"
            )
        );
        const auto scope = co_await bench.api.call(read_call());
        CHECK(scope.error().message.find("users:read") != std::string::npos);
        const auto blocks = co_await bench.api.call(read_call());
        CHECK(blocks.error().message.find("/blocks/0") != std::string::npos);
        co_await bench.end();
    });
}

TEST_CASE("web client: what is no answer of Slack's has an unknown outcome") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        const std::vector<Reply> replies{
            ok("<html>proxy</html>"),
            ok(""),
            ok("[1,2]"),
            ok(R"({"ok":"yes"})"),
            ok(R"({"ok":true,)"),
            ok("\xff\xfe"),
            Reply{.status = 500, .body = R"({"ok":true})"},
            Reply{.status = 503, .body = "no"},
            Reply{.status = 404, .body = "not here"},
            lost(),
            Reply{.fate = Reply::Fate::cut},
        };
        for (const Reply& reply : replies) {
            INFO(reply.status << " " << reply.body);
            Bench bench(loop);
            bench.slack.script("chat.postMessage", reply);
            const auto posted = co_await bench.api.post(write_call());
            REQUIRE_FALSE(posted);
            CHECK(posted.error().code == Errc::unknown_outcome);
            CHECK(posted.error().refusal == Refusal::ambiguous);
            Call call = write_call();
            call.deadline = 2s;
            const auto called = co_await bench.api.call(std::move(call));
            REQUIRE_FALSE(called);
            CHECK(called.error().code == Errc::unknown_outcome);
            co_await bench.end();
        }
    });
}

TEST_CASE("web client: nobody listening is surely not done") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        co_await bench.slack.server.stop(0s);
        const auto posted = co_await bench.api.post(write_call());
        REQUIRE_FALSE(posted);
        CHECK(posted.error().code == Errc::unavailable);
        CHECK(posted.error().refusal == Refusal::not_now);
        CHECK(posted.error().text().find("secret") == std::string::npos);
        bench.http.close();
    });
}

TEST_CASE("web client: a 429 holds up that method only, for as long as Slack says") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop, WebClientOptions{.pace = false});
        bench.slack.script("users.info", too_many(7));
        bench.slack.script("users.info", ok());
        bench.slack.script("users.lookupByEmail", too_many(std::nullopt));
        bench.slack.script("auth.test", ok());
        const auto first = co_await bench.api.call(read_call());
        REQUIRE_FALSE(first);
        CHECK(first.error().code == Errc::rate_limited);
        CHECK(*first.error().retry_after >= 7s);
        CHECK(*first.error().retry_after < 8s);
        Call again = read_call();
        again.deadline = 100ms;
        const auto second = co_await bench.api.call(std::move(again));
        REQUIRE_FALSE(second);
        CHECK(second.error().code == Errc::rate_limited);
        CHECK(*second.error().retry_after > 6s);
        CHECK(bench.slack.times("users.info") == 1); // not even asked
        CHECK(co_await bench.api.call(Call{.method = "auth.test"}));
        const auto unsaid = co_await bench.api.call(read_call("users.lookupByEmail"));
        CHECK(*unsaid.error().retry_after >= 30s);
        co_await bench.end();
    });
}

TEST_CASE("web client: waits its turn when that is soon") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        bench.slack.script("chat.postMessage", ok(R"({"ok":true,"channel":"C1","ts":"1.2"})"));
        const auto began = std::chrono::steady_clock::now();
        for (int i = 0; i < 4; ++i)
            CHECK(co_await bench.api.post(write_call()));
        CHECK(std::chrono::steady_clock::now() - began >= 900ms); // three at once, the fourth a second later
        co_await bench.end();
    });
}

TEST_CASE("web client: the scopes of the token are kept") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        Reply reply = ok();
        reply.headers.emplace_back("X-OAuth-Scopes", "chat:write,commands");
        bench.slack.script("auth.test", reply);
        CHECK(bench.api.scopes().empty());
        CHECK(co_await bench.api.call(Call{.method = "auth.test"}));
        CHECK(bench.api.scopes() == "chat:write,commands");
        co_await bench.end();
    });
}

TEST_CASE("web client: nothing is sent with the token to other addresses") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        Bench bench(loop);
        bench.slack.script("/hooks/1", ok("ok"));
        const auto sent = co_await bench.api.send_to(bench.slack.address() + "/hooks/1", "application/json", "{}", 2s);
        REQUIRE(sent);
        CHECK(sent->status == 200);
        CHECK(net::header(bench.slack.all[0].request.headers, "Authorization").empty());
        const auto nowhere = co_await bench.api.send_to("not a url", "application/json", "{}", 2s);
        REQUIRE_FALSE(nowhere);
        CHECK(nowhere.error().code == Errc::bad_input);
        co_await bench.end();
    });
}

TEST_CASE("web client: an address that is none is refused") {
    boost::asio::io_context loop;
    net::HttpClient http(loop.get_executor(), tls_for_tests());
    CHECK_FALSE(WebClient::create(http, "slack dot com", Secret{token}));
}
