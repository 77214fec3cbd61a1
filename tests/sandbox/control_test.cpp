#include "sandbox/slack/control.hpp"
#include "tests/sandbox/harness.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::Json;
using sandbox::tests::Stage;

namespace {

/// A folder that is gone when the test ends.
struct Folder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("sandbox_page_" + std::to_string(to_unix_ms(now())));

    Folder() {
        std::filesystem::create_directories(path / "page" / "assets");
        write("page/index.html", "<!doctype html>");
        write("page/assets/app.js", "let x;");
        write("secret.txt", "secret");
    }

    ~Folder() { std::filesystem::remove_all(path); }

    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    void write(const char* name, const char* text) const { std::ofstream(path / name) << text; }
};

} // namespace

TEST_CASE("the default workspace", "[sandbox]") {
    Stage stage;
    const Json state = stage.get("/_sim/state");
    CHECK(state["team"]["name"] == "Northwind");
    CHECK(
        state["me_bot"] ==
        Json{{"user_id", "UPILOT"}, {"bot_id", "BPILOT"}, {"app_id", "APILOT"}, {"name", "pilothouse"}}
    );
    CHECK(state["users"].size() == 5);
    CHECK(state["channels"].size() == 9);
    CHECK(state["commands"].size() == 4);
    CHECK(state["sockets"] == 0);
}

TEST_CASE("a seed replaces parts, a manifest fits the app", "[sandbox]") {
    Options options = tests::quiet();
    options.seed_json = R"({"team":{"name":"Acme"},"users":[{"name":"zoe"}],"usergroups":[],"channels":[{"name":"lab"}],
        "manifest":{"features":{"bot_user":{"display_name":"labbot"},"slash_commands":[{"command":"/lab","description":"d"}]},
        "oauth_config":{"scopes":{"bot":["commands","chat:write"]}},"settings":{"event_subscriptions":{"bot_events":["app_mention"]}}}})";
    Stage stage(options);
    const Json state = stage.get("/_sim/state");
    CHECK(state["team"]["name"] == "Acme");
    CHECK(state["me_bot"]["name"] == "labbot");
    CHECK(state["commands"][0]["command"] == "/lab");
    CHECK(state["channels"].size() == 2);
    CHECK(stage.api("users.list", Json::object())["error"] == "missing_scope");
}

TEST_CASE("a bad seed is refused with the reason", "[sandbox]") {
    boost::asio::io_context loop;
    for (const char* seed :
         {"{", "[]", R"({"users":{}})", R"({"users":[{}]})", R"({"channels":[{"name":"x","members":["nobody"]}]})",
          R"({"commands":[{"command":"deploy"}]})"}) {
        Options options = tests::quiet();
        options.seed_json = seed;
        const auto started = Sandbox::start(loop.get_executor(), options);
        REQUIRE_FALSE(started);
        CHECK(started.error().code == Errc::bad_input);
        CHECK_FALSE(started.error().message.empty());
    }
    Options options;
    options.seed_file = "/nowhere/seed.json";
    CHECK_FALSE(Sandbox::start(loop.get_executor(), options));
}

TEST_CASE("changes wakes up whoever waits", "[sandbox]") {
    Stage stage;
    const std::uint64_t revision = stage.get("/_sim/changes?since=0")["revision"];
    bool woken = false;
    stage.spawn([](Stage& target, std::uint64_t since, bool& flag) -> net::awaitable<void> {
        net::HttpClient client(target.loop().get_executor(), *net::TlsClient::create());
        const net::Url url{
            .tls = false,
            .host = "127.0.0.1",
            .port = target.port(),
            .target = "/_sim/changes?since=" + std::to_string(since)
        };
        const auto answer =
            co_await client.send(url, {.method = "GET", .target = url.target}, std::chrono::seconds{20});
        flag = answer && Json::parse(answer->body)["revision"] > since;
    }(stage, revision, woken));
    stage.sim("say", {{"as", "UANA"}, {"channel", "CAPI"}, {"text", "x"}});
    stage.until([&] { return woken; });
}

TEST_CASE("the journal tells, reset forgets", "[sandbox]") {
    Options options = tests::quiet();
    options.journal_entries = 50;
    Stage stage(options);
    for (int i = 0; i < 80; ++i)
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}});
    const Json journal = stage.get("/_sim/journal?since=0");
    CHECK(journal["entries"].size() == 50);
    CHECK(journal["dropped"].get<int>() > 0);
    const auto calls = stage.journal("api.call");
    REQUIRE_FALSE(calls.empty());
    CHECK(calls.back()["method"] == "chat.postMessage");
    CHECK(calls.back()["ok"] == true);
    CHECK(stage.get("/_sim/journal?since=" + std::to_string(journal["next"].get<int>()))["entries"].empty());
    CHECK(stage.sim("reset", Json::object())["ok"] == true);
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UANA")["messages"].empty());
    CHECK(stage.counter("api.calls") == 0);
}

TEST_CASE("wrong requests to the control API are answered, not obeyed", "[sandbox]") {
    Stage stage;
    CHECK(stage.send({.method = "GET", .target = "/_sim/nothing"}).status == 404);
    CHECK(stage.send({.method = "POST", .target = "/_sim/say", .headers = {}, .body = "{"}).status == 400);
    CHECK(stage.sim("say", {{"as", "UNOBODY"}, {"channel", "CAPI"}, {"text", "x"}})["error"] == "user_not_found");
    CHECK(stage.sim("say", {{"as", 7}, {"channel", Json::array()}, {"text", "x"}})["ok"] == false);
    CHECK(stage.sim("submit", {{"as", "UANA"}, {"view_id", "V1"}, {"values", 3}})["ok"] == false);
}

TEST_CASE("the page's files are served, and nothing else", "[sandbox]") {
    const Folder folder;
    const std::string page = (folder.path / "page").string();
    CHECK(page_file(page, "/").body == "<!doctype html>");
    const auto script = page_file(page, "/assets/app.js");
    CHECK(script.status == 200);
    CHECK(net::header(script.headers, "Content-Type") == "text/javascript; charset=utf-8");
    for (const char* path :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt", "//etc/passwd", "/.git",
          "/nothing.js", "/assets", "/a%00b"}) {
        INFO(path);
        CHECK(page_file(page, path).status == 404);
    }
    CHECK(page_file("", "/").body.find("The page is not built here") != std::string::npos);
}
