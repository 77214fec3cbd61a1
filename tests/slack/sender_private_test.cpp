#include "tests/slack/sender_bench.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace pilothouse;
using namespace pilothouse::tests;

namespace {

commands::Whisper whisper_by(const std::string& response_url) {
    commands::Whisper whisper;
    whisper.to = PersonId{"U1"};
    whisper.channel = ChannelId{"C1"};
    whisper.thread = "17.5";
    whisper.response_url = response_url;
    whisper.card = card("Only for you");
    return whisper;
}

commands::OpenForm form_of(const std::string& response_url) {
    commands::OpenForm open;
    open.trigger = "123.456";
    open.form.name = "deploy.request";
    open.form.title = "Deploy api";
    open.form.submit = "Deploy";
    open.form.questions.push_back(commands::Question{.key = "version", .label = "Version"});
    open.to = PersonId{"U1"};
    open.channel = ChannelId{"C1"};
    open.response_url = response_url;
    return open;
}

/// A file with `text` in it, gone with the test.
class LogFile {
public:
    explicit LogFile(const std::string& text)
        : path_(std::filesystem::temp_directory_path() / ("pilothouse-log-" + std::to_string(::getpid()))) {
        std::ofstream(path_) << text;
    }

    ~LogFile() { std::filesystem::remove(path_); }

    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    [[nodiscard]] std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

commands::ShareLog share_of(std::int64_t deploy) {
    commands::ShareLog share;
    share.deploy = DeployId{deploy};
    share.channel = ChannelId{"C1"};
    share.thread = "17.5";
    share.asked_by = PersonId{"U1"};
    return share;
}

} // namespace

TEST_CASE("whisper: by response_url, to that person alone") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("/hooks/1", ok("ok"));
        const commands::Whisper what = whisper_by(bench.slack.address() + "/hooks/1");
        const commands::Attempt first = attempt();
        CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, first)));
        REQUIRE(bench.slack.all.size() == 1);
        const nlohmann::json body = bench.slack.all[0].json();
        CHECK(body["response_type"] == "ephemeral");
        CHECK(body["replace_original"] == false);
        co_await bench.end();
    });
}

TEST_CASE("whisper: where the response_url is used up, as an ephemeral message") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        const std::vector<Reply> ends{
            Reply{.status = 404, .body = "used_url"},
            Reply{.status = 410, .body = "expired"},
            ok(R"({"ok":false,"error":"expired_url"})"),
        };
        for (const Reply& reply : ends) {
            SenderBench bench(loop);
            bench.slack.script("/hooks/1", reply);
            bench.slack.script("chat.postEphemeral", ok(R"({"ok":true,"message_ts":"1.2"})"));
            const commands::Whisper what = whisper_by(bench.slack.address() + "/hooks/1");
            const commands::Attempt first = attempt();
            CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, first)));
            const nlohmann::json body = bench.slack.all.back().json();
            CHECK(body["channel"] == "C1");
            CHECK(body["user"] == "U1");
            CHECK(body["thread_ts"] == "17.5");
            co_await bench.end();
        }
    });
}

TEST_CASE("whisper: a response_url of another host is never posted to") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postEphemeral", ok(R"({"ok":true,"message_ts":"1.2"})"));
        const commands::Attempt first = attempt();
        for (const char* url : {"https://evil.example/x", "http://hooks.slack.com/x", ""}) {
            const commands::Whisper what = whisper_by(url);
            CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, first)));
        }
        CHECK(bench.slack.times("chat.postEphemeral") == 3);
        co_await bench.end();
    });
}

TEST_CASE("whisper: where the bot is not in the channel, as a direct message") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("chat.postEphemeral", refusal("not_in_channel"));
        bench.slack.script("chat.postMessage", taken("1.2", "D9"));
        const commands::Whisper what = whisper_by("");
        const commands::Attempt first = attempt();
        CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, first)));
        const nlohmann::json body = bench.slack.all.back().json();
        CHECK(body["channel"] == "U1");
        CHECK_FALSE(body.contains("user"));
        CHECK_FALSE(body.contains("thread_ts"));
        co_await bench.end();
    });
}

TEST_CASE("whisper: what may have arrived is repeated with a mark") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("/hooks/1", Reply{.status = 500, .body = "oh"});
        bench.slack.script("/hooks/1", ok("ok"));
        const commands::Whisper what = whisper_by(bench.slack.address() + "/hooks/1");
        const commands::Attempt first = attempt();
        const auto outcome = co_await bench.sender.perform(what, first);
        REQUIRE(tries_again(outcome));
        CHECK(tries_again(outcome)->code == Errc::unknown_outcome);
        const commands::Attempt second = attempt(7, true);
        CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, second)));
        CHECK(bench.slack.all[0].request.body.find("repeated") == std::string::npos);
        CHECK(bench.slack.all[1].request.body.find("(repeated") != std::string::npos);
        co_await bench.end();
    });
}

TEST_CASE("form: opened") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("views.open", ok(R"({"ok":true,"view":{"id":"V1"}})"));
        const commands::OpenForm what = form_of("");
        const commands::Attempt first = attempt();
        CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, first)));
        const nlohmann::json body = bench.slack.all[0].json();
        CHECK(body["trigger_id"] == "123.456");
        CHECK(body["view"]["type"] == "modal");
        co_await bench.end();
    });
}

TEST_CASE("form: too late is given up, and the person is told how to go on") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        const std::vector<Reply> ends{
            refusal("expired_trigger_id"), refusal("trigger_expired"), refusal("exchanged_trigger_id"), too_many(5)
        };
        for (const Reply& reply : ends) {
            SenderBench bench(loop);
            bench.slack.script("views.open", reply);
            bench.slack.script("/hooks/1", ok("ok"));
            const commands::OpenForm what = form_of(bench.slack.address() + "/hooks/1");
            const commands::Attempt first = attempt();
            const auto outcome = co_await bench.sender.perform(what, first);
            CHECK(gives_up(outcome));
            const auto told = bench.slack.heard("/hooks/1");
            REQUIRE(told.size() == 1);
            CHECK(told[0].request.body.find("Nothing was started") != std::string::npos);
            CHECK(told[0].request.body.find("help") != std::string::npos);
            co_await bench.end();
        }
    });
}

TEST_CASE("form: a trigger used up by our own uncertain try has opened it") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("views.open", refusal("exchanged_trigger_id"));
        const commands::OpenForm what = form_of("");
        const commands::Attempt second = attempt(7, true);
        CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, second)));
        co_await bench.end();
    });
}

TEST_CASE("log: uploaded and shared in the thread") {
    const LogFile file("line one\nline two\n");
    on_loop([&](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop, [&](DeployId) { return file.path(); });
        bench.slack.script(
            "files.getUploadURLExternal",
            ok(R"({"ok":true,"file_id":"F1","upload_url":")" + bench.slack.address() + R"(/upload/1"})")
        );
        bench.slack.script("/upload/1", ok("OK - 18"));
        bench.slack.script("files.completeUploadExternal", ok(R"({"ok":true,"files":[{"id":"F1"}]})"));
        const commands::ShareLog what = share_of(812);
        const commands::Attempt first = attempt();
        CHECK(std::holds_alternative<commands::Done>(co_await bench.sender.perform(what, first)));
        REQUIRE(bench.slack.all.size() == 3);
        CHECK(bench.slack.all[0].field("filename") == "deploy-812.log");
        CHECK(bench.slack.all[0].field("length") == "18");
        CHECK(bench.slack.all[1].request.body == "line one\nline two\n");
        const nlohmann::json body = bench.slack.all[2].json();
        CHECK(body["files"][0]["id"] == "F1");
        CHECK(body["channel_id"] == "C1");
        CHECK(body["thread_ts"] == "17.5");
        CHECK(body["initial_comment"].get<std::string>().find("<@U1>") != std::string::npos);
        co_await bench.end();
    });
}

TEST_CASE("log: what fails before it is shared is surely not done, what fails then is not known") {
    const LogFile file("x");
    on_loop([&](net::executor loop) -> net::awaitable<void> {
        for (int step = 0; step < 3; ++step) {
            SenderBench bench(loop, [&](DeployId) { return file.path(); });
            const std::string granted =
                R"({"ok":true,"file_id":"F1","upload_url":")" + bench.slack.address() + R"(/upload/1"})";
            bench.slack.script("files.getUploadURLExternal", step == 0 ? lost() : ok(granted));
            bench.slack.script("/upload/1", step == 1 ? Reply{.status = 500, .body = ""} : ok("OK"));
            bench.slack.script("files.completeUploadExternal", lost());
            const commands::ShareLog what = share_of(812);
            const commands::Attempt first = attempt();
            const auto outcome = co_await bench.sender.perform(what, first);
            REQUIRE(tries_again(outcome));
            CHECK(tries_again(outcome)->code == (step == 2 ? Errc::unknown_outcome : Errc::unavailable));
            co_await bench.end();
        }
    });
}

TEST_CASE("log: one that is not there is given up") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop, [](DeployId) { return std::string("/nowhere/at/all"); });
        const commands::ShareLog what = share_of(812);
        const commands::Attempt first = attempt();
        const auto outcome = co_await bench.sender.perform(what, first);
        REQUIRE(gives_up(outcome));
        CHECK(gives_up(outcome)->message.find("812") != std::string::npos);
        CHECK(bench.slack.all.empty());
        co_await bench.end();
    });
}

TEST_CASE("person: by id and by e-mail address, members and others") {
    struct Row {
        const char* extra;
        bool member;
    };

    static constexpr Row rows[] = {
        {R"("team_id":"T1")", true},
        {R"("team_id":"T1","deleted":true)", false},
        {R"("team_id":"T1","is_bot":true)", false},
        {R"("team_id":"T1","is_restricted":true)", false},
        {R"("team_id":"T1","is_ultra_restricted":true)", false},
        {R"("team_id":"T1","is_stranger":true)", false},
        {R"("team_id":"T9")", false},
    };
    on_loop([](net::executor loop) -> net::awaitable<void> {
        for (const Row& row : rows) {
            INFO(row.extra);
            SenderBench bench(loop);
            const std::string user = R"({"ok":true,"user":{"id":"U1","name":"ana","real_name":"Ana M","profile":)"
                                     R"({"email":"ana@example.com","display_name":""},)" +
                                     std::string(row.extra) + "}}";
            bench.slack.script("users.info", ok(user));
            bench.slack.script("users.lookupByEmail", ok(user));
            for (const commands::LookUpPerson& look :
                 {commands::LookUpPerson{.email = {}, .id = PersonId{"U1"}},
                  commands::LookUpPerson{.email = "ana@example.com", .id = {}}}) {
                const commands::Attempt first = attempt();
                const auto outcome = co_await bench.sender.perform(look, first);
                const auto* const done = std::get_if<commands::Done>(&outcome);
                REQUIRE(done);
                const auto person = std::get<commands::PersonFound>(*done->event);
                CHECK(person.id.value == "U1");
                CHECK(person.email == "ana@example.com");
                CHECK(person.name == "Ana M");
                CHECK(person.member == row.member);
            }
            CHECK(bench.slack.heard("users.info").at(0).field("user") == "U1");
            CHECK(bench.slack.heard("users.lookupByEmail").at(0).field("email") == "ana@example.com");
            co_await bench.end();
        }
    });
}

TEST_CASE("person: unknown to Slack") {
    on_loop([](net::executor loop) -> net::awaitable<void> {
        SenderBench bench(loop);
        bench.slack.script("users.info", refusal("user_not_found"));
        bench.slack.script("users.lookupByEmail", refusal("users_not_found"));
        const commands::Attempt first = attempt();
        const commands::LookUpPerson by_id{.email = {}, .id = PersonId{"U404"}};
        const auto outcome = co_await bench.sender.perform(by_id, first);
        const auto person = std::get<commands::PersonFound>(*std::get<commands::Done>(outcome).event);
        CHECK(person.id.value == "U404");
        CHECK_FALSE(person.member);
        const commands::LookUpPerson by_email{.email = "who@example.com", .id = {}};
        const auto nobody = co_await bench.sender.perform(by_email, first);
        REQUIRE(gives_up(nobody));
        CHECK(gives_up(nobody)->message.find("who@example.com") != std::string::npos);
        co_await bench.end();
    });
}
