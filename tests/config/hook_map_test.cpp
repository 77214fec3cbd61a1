#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace pilothouse;
using namespace pilothouse::config;

namespace {
std::optional<std::string> variable(std::string_view name) {
    if (name.starts_with("SLACK_API") || name.starts_with("PILOTHOUSE_")) return std::nullopt;
    return "a-secret";
}

const std::string head =
    "[slack]\napp_token = { env = \"SLACK_APP_TOKEN\" }\nbot_token = { env = \"SLACK_BOT_TOKEN\" }\n"
    "[http]\nport = 8080\n[[hook]]\nname = \"nightly\"\nsecret = { env = \"HOOK\" }\n"
    "channel = \"#api\"\n";

/// A whole file with one hook; `lines` begin at line 10.
Result<Settings> read(const std::string& lines) {
    return parse(head + lines, "p.toml", variable, {.secrets = false});
}

std::string complaint(const std::string& lines) {
    const auto settings = read(lines);
    return settings ? "" : settings.error().message;
}

std::string generic(const std::string& map) {
    return "vendor = \"generic\"\n" + map;
}
} // namespace

TEST_CASE("A map says where in a body stands what is told", "[map]") {
    const auto settings = read(generic(
        "map = { kind = \"build\", run = \"/pipeline/id\", phase = \"build.status\", title = \"{/a} of {b.c}\", "
        "project = \"'acme/api'\" }\nphases = { ok = \"succeeded\", \"in progress\" = \"running\", 1 = \"failed\" }\n"
    ));
    REQUIRE(settings);
    const auto& map = settings->hooks.at(0).map;
    CHECK(map.kind == "build");
    CHECK(map.run == "/pipeline/id");
    CHECK(map.phase == "build.status");
    CHECK(map.phases.size() == 3);
    CHECK(map.phases.at(1) == std::pair<std::string, std::string>{"in progress", "running"});
}

TEST_CASE("A map may stand in a table of its own", "[map]") {
    const auto settings = read(
        generic("[hook.map]\nkind = \"alert\"\nalert = \"/id\"\nphase = \"/state\"\n[hook.phases]\nopen = \"firing\"\n")
    );
    REQUIRE(settings);
    CHECK(settings->hooks.at(0).map.alert == "/id");
    CHECK(settings->hooks.at(0).map.phases.at(0).second == "firing");
}

TEST_CASE("A hook whose bodies may have any shape needs a map, and no other has one", "[map]") {
    CHECK(complaint(generic("")).contains("p.toml:6:1: hook[0].map is missing"));
    CHECK(complaint("vendor = \"github\"\nmap = { kind = \"build\", run = \"/i\", phase = \"/p\" }\n")
              .contains("p.toml:11:7: hook[0].map is for vendor = \"generic\""));
    CHECK(complaint("vendor = \"cloudevents\"\n").empty());
    CHECK(complaint("vendor = \"github\"\nphases = { ok = \"succeeded\" }\n").contains("belongs to a map"));
    CHECK(complaint(generic("map = \"/id\"\n")).contains("p.toml:11:7: hook[0].map must be a table"));
}

TEST_CASE("A map has what its kind needs, and nothing that says nothing of it", "[map]") {
    const auto lacking = complaint(generic("map = { kind = \"deploy\", run = \"/id\" }\n"));
    CHECK(lacking.contains("p.toml:11:7: hook[0].map.deploy is missing, and kind = \"deploy\" needs it"));
    CHECK(lacking.contains("hook[0].map.phase is missing"));
    CHECK(lacking.contains("p.toml:11:32: hook[0].map.run says nothing of kind = \"deploy\"; leave it out"));
    CHECK(complaint(generic("map = { run = \"/id\" }\n")).contains("hook[0].map.kind is missing"));
    CHECK(complaint(generic("map = { kind = \"bild\" }\n")).contains("did you mean 'build'?"));
    CHECK(complaint(generic("map = { kind = \"build\", run = \"/i\", phase = \"/p\", brnch = \"/b\" }\n"))
              .contains("did you mean 'branch'?"));
}

TEST_CASE("A place that can't be one is refused where it stands", "[map]") {
    const auto place = [](const std::string& text) {
        return complaint(generic("map = { kind = \"build\", phase = \"/p\", run = \"" + text + "\" }\n"));
    };
    CHECK(place("").contains("p.toml:11:45: hook[0].map.run"));
    CHECK(place("a..b").contains("nothing between two dots"));
    CHECK(place("/a~2").contains("'~'"));
    CHECK(place("{/a").contains("brace"));
    CHECK(place("/a}").contains("brace"));
    CHECK(place("{}").contains("names no place"));
    CHECK(place("'x").contains("fixed text"));
    for (const auto* good : {"/", "/a/0", "$/a", "$.a.b", "a b.c", "{/a}{b}", "'x'", "/a~0~1"})
        CHECK(place(good).empty());
}

TEST_CASE("A phase is one of ours", "[map]") {
    const auto with = [](const std::string& kind, const std::string& phases) {
        const std::string id = kind == "alert" ? "alert" : "run";
        return complaint(
            generic("map = { kind = \"" + kind + "\", phase = \"/p\", " + id + " = \"/i\" }\nphases = " + phases + "\n")
        );
    };
    CHECK(with("build", "{ ok = \"suceeded\" }")
              .contains("p.toml:12:17: hook[0].phases.ok can't be 'suceeded', did you mean 'succeeded'?"));
    CHECK(with("build", "{ ok = \"firing\" }").contains("can't be 'firing'"));
    CHECK(with("build", "{ ok = 1 }").contains("must be a text in quotes"));
    CHECK(with("alert", "{ ok = \"resolved\", \"*\" = \"ignore\" }").empty());
    for (const auto* phase :
         {"queued", "waiting", "needs_action", "running", "succeeded", "neutral", "skipped", "cancelled", "timed_out",
          "failed", "ignore"})
        CHECK(with("build", std::string("{ x = \"") + phase + "\" }").empty());
}
