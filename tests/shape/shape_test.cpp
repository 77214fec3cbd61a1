#include "shape.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

using namespace pilothouse::shape;

namespace {
namespace fs = std::filesystem;

constexpr std::array roots = {"core", "config",  "storage", "commands", "integrations",
                              "bot",  "sandbox", "tests",   "bench"};

bool is_source(const fs::path& path) {
    const auto kind = path.extension();
    return kind == ".cpp" || kind == ".hpp";
}

struct Source {
    std::string path;
    std::string text;
};

std::vector<Source> sources() {
    std::vector<Source> all;
    const fs::path root = PILOTHOUSE_SOURCE;
    for (const auto* folder : roots) {
        if (!fs::exists(root / folder)) continue;
        for (fs::recursive_directory_iterator it(root / folder), end; it != end; ++it) {
            if (it->path().filename() == "node_modules") it.disable_recursion_pending();
            if (!it->is_regular_file() || !is_source(it->path())) continue;
            std::ifstream stream(it->path(), std::ios::binary);
            all.push_back({it->path().lexically_relative(root).string(), {std::istreambuf_iterator<char>(stream), {}}});
        }
    }
    return all;
}

/// The rules that a text planted at `path` breaks, a line each.
std::string broken(const std::string& path, const std::string& text) {
    std::string all;
    for (const auto& finding : check(path, text))
        all += finding.text() + "\n";
    return all;
}

std::string include(const std::string& what) {
    return "#include " + what + "\n";
}
} // namespace

TEST_CASE("The sources keep the shape of the project") {
    const auto all = sources();
    CHECK(all.size() > 50);
    std::string report;
    for (const auto& [path, text] : all)
        report += broken(path, text);
    INFO(report);
    CHECK(report.empty());
}

TEST_CASE("Includes go downward only") {
    struct Row {
        std::string from;
        std::string what;
        bool allowed;
    };

    const std::vector<Row> rows = {
        {"core/a.cpp", "core/text.hpp", true},
        {"core/a.cpp", "config/settings.hpp", false},
        {"config/a.cpp", "core/text.hpp", true},
        {"config/a.cpp", "storage/database.hpp", false},
        {"storage/a.cpp", "config/settings.hpp", false},
        {"storage/sqlite/a.cpp", "commands/event.hpp", false},
        {"commands/deploy/a.cpp", "storage/database.hpp", true},
        {"commands/deploy/a.cpp", "integrations/net/url.hpp", false},
        {"commands/deploy/a.cpp", "commands/language/grammar.hpp", true},
        {"integrations/slack/a.cpp", "integrations/net/url.hpp", true},
        {"integrations/slack/a.cpp", "integrations/process/runner.hpp", false},
        {"integrations/slack/a.cpp", "integrations/slack/b.hpp", true},
        {"integrations/net/a.cpp", "integrations/slack/b.hpp", false},
        {"integrations/net/a.cpp", "bot/engine.hpp", false},
        {"integrations/net/a.cpp", "sandbox/slack/world.hpp", false},
        {"sandbox/slack/a.cpp", "integrations/net/http_server.hpp", true},
        {"sandbox/slack/a.cpp", "integrations/slack/web_api.hpp", false},
        {"sandbox/slack/a.cpp", "commands/event.hpp", false},
        {"sandbox/slack/a.cpp", "storage/database.hpp", false},
        {"bot/a.cpp", "sandbox/slack/world.hpp", true},
        {"bot/program/a.cpp", "integrations/slack/web_api.hpp", true},
        {"tests/slack/a.cpp", "sandbox/slack/world.hpp", true},
        {"core/a.cpp", "../config/settings.hpp", false},
    };
    for (const auto& [from, what, allowed] : rows) {
        CAPTURE(from, what);
        CHECK(broken(from, include("\"" + what + "\"")).empty() == allowed);
    }
}

TEST_CASE("Libraries stay behind their fences") {
    struct Row {
        std::string from;
        std::string what;
        bool allowed;
    };

    const std::vector<Row> rows = {
        {"integrations/net/a.cpp", "<boost/beast/http.hpp>", true},
        {"integrations/slack/a.cpp", "<boost/beast/http.hpp>", false},
        {"bot/a.cpp", "<boost/beast.hpp>", false},
        {"sandbox/slack/a.cpp", "<boost/asio/ssl/context.hpp>", false},
        {"sandbox/slack/a.cpp", "<boost/asio/ssl.hpp>", false},
        {"integrations/slack/a.cpp", "<openssl/hmac.h>", false},
        {"bot/a.cpp", "<boost/asio/signal_set.hpp>", true},
        {"core/a.cpp", "<boost/asio/awaitable.hpp>", false},
        {"config/a.cpp", "<boost/asio.hpp>", false},
        {"storage/a.cpp", "<boost/asio/post.hpp>", false},
        {"commands/deploy/a.cpp", "<boost/asio/post.hpp>", false},
        {"storage/sqlite/a.cpp", "<sqlite3.h>", true},
        {"storage/a.cpp", "<sqlite3.h>", false},
        {"core/log.cpp", "<spdlog/spdlog.h>", true},
        {"bot/a.cpp", "<spdlog/spdlog.h>", false},
        {"config/a.cpp", "<toml++/toml.h>", true},
        {"config/a.hpp", "<toml++/toml.h>", false},
        {"commands/a.cpp", "<toml++/toml.h>", false},
        {"commands/a.cpp", "<nlohmann/json.hpp>", true},
        {"commands/a.hpp", "<nlohmann/json.hpp>", false},
        {"commands/a.hpp", "<nlohmann/json_fwd.hpp>", true},
    };
    for (const auto& [from, what, allowed] : rows) {
        CAPTURE(from, what);
        CHECK(broken(from, "#pragma once\n" + include(what)).empty() == allowed);
    }
}

TEST_CASE("The world is read by adapters only") {
    const std::vector<std::string> calls = {
        "auto t = std::chrono::system_clock::now();",
        "auto t = steady_clock::now();",
        "int i = rand();",
        "std::random_device d;",
        "auto* v = std::getenv(\"HOME\");",
        "if (fork() == 0) {"
    };
    for (const auto& call : calls) {
        CAPTURE(call);
        for (const auto* path : {"core/a.cpp", "config/a.cpp", "storage/a.cpp", "commands/deploy/a.cpp"})
            CHECK(broken(path, "\n" + call + "\n").starts_with(std::string(path) + ":2: "));
        for (const auto* path : {"core/clock.cpp", "integrations/net/a.cpp", "bot/a.cpp", "tests/net/a.cpp"})
            CHECK(broken(path, call).empty());
        CHECK(broken("commands/a.cpp", "// " + call).empty());
        CHECK(broken("commands/a.cpp", "/* \n" + call + "*/").empty());
    }
    CHECK(broken("commands/a.cpp", "auto s = \"steady_clock::now() and fork()\";").empty());
    CHECK(broken("commands/a.cpp", "operand(x); brand(y); system_clock::time_point t;").empty());
    CHECK(!broken("bot/a.cpp", "std::system(\"ls\");").empty());
    CHECK(!broken("integrations/process/a.cpp", "auto* p = popen(\"ls\", \"r\");").empty());
}

TEST_CASE("Names, words, sizes and headers") {
    for (const auto* path :
         {"core/utils.cpp", "bot/common/a.cpp", "core/string_helpers.cpp", "bot/session_manager.cpp", "core/misc.cpp"
         }) {
        CAPTURE(path);
        CHECK(!broken(path, "").empty());
    }
    CHECK(broken("core/community.cpp", "").empty());
    CHECK(!broken("bot/a.cpp", "class DeployManager {};").empty());
    CHECK(broken(
              "bot/a.cpp", "// TO"
                           "DO later\n"
    )
              .starts_with("bot/a.cpp:1: "));
    CHECK(broken(
              "bot/a.cpp", "int a;\n  // FIX"
                           "ME\n"
    )
              .starts_with("bot/a.cpp:2: "));
    CHECK(broken("bot/a.hpp", "#include <string>\n") == "bot/a.hpp:1: a header begins with #pragma once\n");
    CHECK(broken("bot/a.hpp", "#pragma once\n").empty());
    std::string text;
    for (int i = 0; i < 600; ++i)
        text += "int a;\n";
    CHECK(broken("bot/a.cpp", text) == "bot/a.cpp:0: longer than 600 lines; take it apart\n");
    text.resize(text.size() - 7);
    CHECK(broken("bot/a.cpp", text).empty());
}

TEST_CASE("SQL is never put together") {
    CHECK(!broken("storage/a.cpp", "run(\"SELECT a FROM b WHERE c = \" + name);").empty());
    CHECK(!broken("bot/a.cpp", "fmt::format(\"DELETE FROM {}\", name)").empty());
    CHECK(!broken("commands/a.cpp", "sql += \"INSERT INTO a VALUES (1)\";").empty());
    CHECK(broken("storage/a.cpp", "store.run(\"SELECT a FROM b WHERE c = $1\", {name});").empty());
    CHECK(broken("storage/a.cpp", "return \"no update \" + name;").empty());
}

TEST_CASE("Sources are taken apart into code, comments and strings") {
    const auto lines =
        lines_of("int a = 1'000; // one\nauto s = R\"x(two\n// three)x\"; char c = '\"'; f(\"a\\\"b\");\n");
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].code == "int a = 1'000; ");
    CHECK(lines[0].raw == "int a = 1'000; // one");
    CHECK(lines[1].code == "auto s = \"\"");
    CHECK(lines[2].code == "; char c = ''; f(\"\");");
    CHECK(lines[2].literals.find("three") != std::string::npos);
}
