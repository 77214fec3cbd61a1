#include "config/hook_map.hpp"
#include "delivered.hpp"
#include "integrations/cloudevents/vendor.hpp"
#include "integrations/generic/vendor.hpp"
#include "integrations/hooks/places.hpp"
#include "mutants.hpp"
#include "readings.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <variant>

using namespace pilothouse;
using namespace pilothouse::vendors;
using commands::AlertChanged;
using commands::DeployChanged;
using commands::Phase;
using commands::PipelineChanged;

namespace {
const Time noon = parse_time("2026-11-20T12:00:00Z").value();

Result<hooks::Reading>
read_by(const config::HookMap& map, const std::string& body, const hooks::Vendor& vendor = generic::vendor()) {
    PILOTHOUSE_TRY(const auto document, JsonDocument::read(body));
    const net::Headers headers;
    return vendor.read({headers, body, document.root(), noon, "nightly", &map});
}

config::HookMap build_map() {
    config::HookMap map;
    map.kind = "build";
    map.run = "/pipeline/id";
    map.job = "job.id";
    map.phase = "/status";
    map.at = "/time";
    map.event = "/type";
    map.delivery = "/uuid";
    map.project = "'acme/api'";
    map.title = "{/commit/0/message} by {user.name}";
    map.change_label = "#{/pull}";
    map.branch = "/ref";
    map.attempt = "/try";
    map.author_email = "/user/email";
    map.reason = "/error";
    map.url = "/url";
    map.phases = {{"ok", "succeeded"}, {"ko", "failed"}, {"0", "succeeded"}, {"true", "running"}, {"note", "ignore"}};
    return map;
}

const std::string body = R"({"type":"build.done","uuid":"d-1","pipeline":{"id":4711},"job":null,"status":"ko",
    "time":1795171200,"commit":[{"message":"Fix it"}],"user":{"name":"Ann","email":"ann@example.com"},
    "ref":"refs/heads/main","try":2,"error":"unit tests\nmore","url":"https://ci.example.com/4711"})";

std::string text_at(std::string_view place, const std::string& json) {
    const auto document = JsonDocument::read(json);
    REQUIRE(document);
    return hooks::Source{document->root(), document->root()}.text(place);
}

std::optional<Time> time_of(const std::string& json) {
    const auto document = JsonDocument::read(json);
    REQUIRE(document);
    return hooks::Source{document->root(), document->root()}.time("/t");
}
} // namespace

TEST_CASE("Map: places are pointers, paths, texts with places and fixed texts", "[map]") {
    const std::string json = R"({"a":{"b":[10,{"c d":"x","e/f":true,"g~h":1.50}],"":"empty"},"a.b":"dotted","n":null})";
    CHECK(text_at("/a/b/0", json) == "10");
    CHECK(text_at("a.b.0", json) == "10");
    CHECK(text_at("/a/b/1/c d", json) == "x");
    CHECK(text_at("/a/b/1/e~1f", json) == "true");
    CHECK(text_at("/a/b/1/g~0h", json) == "1.50");
    CHECK(text_at("/a.b", json) == "dotted");
    CHECK(text_at("$.a.b.0", json) == "10");
    CHECK(text_at("$/a/b/0", json) == "10");
    CHECK(text_at("/a/", json) == "empty");
    CHECK(text_at("'fixed /a'", json) == "fixed /a");
    CHECK(text_at("{/a/b/0} of {a.b.1.c d}!", json) == "10 of x!");
    CHECK(text_at("#{/missing}", json).empty());
    for (const auto* nothing : {"", "/a", "/a/b", "/a/b/2", "/a/b/-1", "/a/b/x", "/n", "/missing/x", "n.x.y"})
        CHECK(text_at(nothing, json).empty());
}

TEST_CASE("Map: times are ISO 8601, seconds or milliseconds", "[map]") {
    CHECK(time_of(R"({"t":"2026-11-20T12:00:00Z"})") == noon);
    CHECK(time_of(R"({"t":"2026-11-20T13:00:00+01:00"})") == noon);
    CHECK(time_of(R"({"t":1795176000})") == noon);
    CHECK(time_of(R"({"t":"1795176000"})") == noon);
    CHECK(time_of(R"({"t":1795176000.5})") == noon);
    CHECK(time_of(R"({"t":1795176000000})") == noon);
    for (const auto* none :
         {R"({"t":"2026-11-20T12:00:00"})", R"({"t":"soon"})", R"({"t":0})", R"({"t":-5})",
          R"({"t":9223372036854775807})", R"({"t":null})", R"({"t":[]})"})
        CHECK_FALSE(time_of(none));
}

TEST_CASE("Map: a build of any shape", "[map]") {
    const auto read = read_by(build_map(), body);
    const auto change = only<PipelineChanged>(read);
    CHECK(read->event == "build.done");
    CHECK(change.run == "generic/nightly/4711");
    CHECK(change.job.empty());
    CHECK(change.attempt == 2);
    CHECK(change.phase == Phase::failed);
    CHECK(change.project == "acme/api");
    CHECK(change.title == "Fix it by Ann");
    CHECK(change.change_label.empty());
    CHECK(change.branch == "main");
    CHECK(change.reason == "unit tests");
    CHECK(change.url == "https://ci.example.com/4711");
    CHECK(change.at == from_unix_ms(1'795'171'200'000));
    CHECK(change.authors == std::vector<commands::Author>{{.email = "ann@example.com"}});
    CHECK(only<PipelineChanged>(read_by(build_map(), changed(body, "/job", R"({"id":"unit"})"))).job == "unit");
}

TEST_CASE("Map: the phase is looked up by what stands there, of whatever kind", "[map]") {
    const auto phase = [](const std::string& json, const config::HookMap& map = build_map()) {
        return only<PipelineChanged>(read_by(map, changed(body, "/status", json))).phase;
    };
    CHECK(phase(R"("ok")") == Phase::succeeded);
    CHECK(phase("0") == Phase::succeeded);
    CHECK(phase("true") == Phase::running);
    CHECK(phase(R"("timed_out")") == Phase::timed_out);
    CHECK(read_by(build_map(), changed(body, "/status", R"("note")"))->changes.empty());
    auto rest = build_map();
    rest.phases.emplace_back("*", "neutral");
    CHECK(phase(R"("odd")", rest) == Phase::neutral);
    CHECK(phase(R"("timed_out")", rest) == Phase::timed_out);
}

TEST_CASE("Map: what is missing is said with its place", "[map]") {
    const auto odd = read_by(build_map(), changed(body, "/status", R"("odd")"));
    REQUIRE_FALSE(odd);
    CHECK(odd.error().message.contains("'odd' at '/status'"));
    const auto gone = read_by(build_map(), changed(body, "/pipeline/id", ""));
    REQUIRE_FALSE(gone);
    CHECK(gone.error().message.contains("'/pipeline/id'"));
    CHECK(gone.error().message.contains("'run'"));
    const net::Headers headers;
    CHECK_FALSE(generic::vendor().read({headers, "{}", {}, noon, "x", nullptr}));
}

TEST_CASE("Map: a deploy", "[map]") {
    config::HookMap map;
    map.kind = "deploy";
    map.deploy = "/id";
    map.phase = "/state";
    map.project = "/service";
    map.environment = "/env";
    map.version = "/version";
    map.ours = "/parameters/bot_deploy_id";
    const auto change = only<DeployChanged>(read_by(
        map,
        R"({"id":"d7","state":"running","service":"api","env":"prod","version":"v42","parameters":{"bot_deploy_id":9}})"
    ));
    CHECK(change.deploy == "generic/nightly/d7");
    CHECK(change.phase == Phase::running);
    CHECK(change.version == "v42");
    CHECK(change.ours == "9");
    CHECK(change.at == noon);
}

TEST_CASE("Map: alerts in a list", "[map]") {
    config::HookMap map;
    map.kind = "alert";
    map.each = "/alerts";
    map.alert = "{$/site}/{id}";
    map.phase = "/up";
    map.began = "/since";
    map.summary = "/text";
    map.phases = {{"false", "firing"}, {"true", "resolved"}};
    const auto read = read_by(map, R"({"site":"a","alerts":[{"id":1,"up":false,"since":1795176000,"text":"one"},
        {"id":1,"up":true,"since":1795176001,"text":"two"},{"id":2,"up":false,"text":"three"}]})");
    REQUIRE(read);
    REQUIRE(read->changes.size() == 3);
    const auto first = nth<AlertChanged>(read, 0);
    CHECK(first.group == "generic/nightly/a/1");
    CHECK(first.reopens);
    CHECK(first.alerts.at(0).firing);
    CHECK(first.alerts.at(0).summary == "one");
    CHECK_FALSE(nth<AlertChanged>(read, 1).alerts.at(0).firing);
    CHECK(nth<AlertChanged>(read, 1).group == first.group);
    CHECK(nth<AlertChanged>(read, 2).alerts.at(0).began == noon);

    CHECK(read_by(map, R"({"alerts":{}})").error().message.contains("/alerts"));
    std::string list = "{}";
    for (int i = 0; i < 500; ++i)
        list += ",{}";
    CHECK(read_by(map, R"({"alerts":[)" + list + "]}").error().message.contains("500"));
}

TEST_CASE("Map: the data of a CloudEvent is read by it as well", "[map]") {
    config::HookMap map;
    map.kind = "deploy";
    map.deploy = "{/service}/{/environment}/{/version}";
    map.phase = "/outcome";
    map.project = "/service";
    map.phases = {{"success", "succeeded"}};
    const auto change =
        only<DeployChanged>(read_by(map, payload("cloudevents/structured.synthetic.json"), cloudevents::vendor()));
    CHECK(change.deploy == "cloudevents/nightly/checkout/staging/v42");
    CHECK(change.at == parse_time("2026-11-20T10:00:00Z"));
}

TEST_CASE("Map: a delivery is named as the map says", "[map]") {
    const auto document = JsonDocument::read(body);
    REQUIRE(document);
    const net::Headers headers;
    const auto map = build_map();
    CHECK(generic::vendor().key({headers, body, document->root(), noon, "nightly", &map}) == "d-1");
    CHECK(generic::vendor().key({headers, body, document->root(), noon, "nightly", nullptr}).empty());
}

TEST_CASE("Map: no value of a body is trusted", "[map]") {
    const auto whole = marked(nlohmann::json::parse(body));
    for (const auto& place : whole.places)
        for (const auto* other :
             {"null", "\"\"", "[]", "{}", "-1e400", "9223372036854775807", R"("\u0000<!channel>\n")"}) {
            const auto read = read_by(build_map(), with(whole, place, other));
            CAPTURE(place.path, other);
            if (!read)
                CHECK(read.error().code == Errc::bad_input);
            else if (!read->changes.empty())
                CHECK(only<PipelineChanged>(read).run.size() > std::string_view("generic/nightly/").size());
        }
}
