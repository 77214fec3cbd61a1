#include "integrations/hooks/fields.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

using namespace pilothouse;
using commands::Phase;

namespace {

/// One value, looked at as the field "x" of a body.
struct Field {
    explicit Field(const std::string& value) : text(R"({"x": )" + value + "}"), document(JsonDocument::read(text)) {
        REQUIRE(document);
    }

    [[nodiscard]] JsonView body() const { return document->root(); }

    std::string text;
    Result<JsonDocument> document;
};

} // namespace

TEST_CASE("Ids are strings or numbers") {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"17", "17"}, {R"("abc")", "abc"}, {"9223372036854775807", "9223372036854775807"},
        {"0", ""},    {"-1", ""},          {"1.5", ""},
        {"null", ""}, {"true", ""},        {R"("")", ""},
        {"[1]", ""},  {"{}", ""},          {"18446744073709551616", ""},
    };
    for (const auto& [value, id] : rows) {
        CAPTURE(value);
        const Field field(value);
        CHECK(hooks::id_text(field.body()["x"]) == id);
        const auto needed = hooks::needed_id(field.body(), "x", "a.x");
        CHECK(needed.has_value() == !id.empty());
        if (!needed) CHECK(needed.error().text() == "'a.x' is missing or no id");
    }
}

TEST_CASE("Texts that are needed are there, or named") {
    CHECK(hooks::needed_text(Field(R"("t")").body(), "x", "a.x") == "t");
    for (const auto* const value : {"null", "7", R"("")", "[]"}) {
        CAPTURE(value);
        const Field field(value);
        const auto needed = hooks::needed_text(field.body(), "x", "a.x");
        REQUIRE_FALSE(needed);
        CHECK(needed.error().code == Errc::bad_input);
        CHECK(needed.error().text() == "'a.x' is missing or no text");
    }
}

TEST_CASE("The year 1 is no time, nor is what can't be read") {
    CHECK(hooks::time_at(Field(R"("2026-11-20T10:00:00Z")").body(), "x") == parse_time("2026-11-20T10:00:00Z"));
    for (const auto* const value : {R"("0001-01-01T00:00:00Z")", R"("soon")", "null", "1795407394"}) {
        CAPTURE(value);
        CHECK_FALSE(hooks::time_at(Field(value).body(), "x"));
    }
    const Field field(R"({"a": null, "b": "2026-11-20T10:00:00Z", "c": "2027-11-20T10:00:00Z"})");
    CHECK(hooks::first_time(field.body()["x"], {"a", "b", "c"}) == parse_time("2026-11-20T10:00:00Z"));
    CHECK_FALSE(hooks::first_time(field.body()["x"], {"a", "d"}));
}

TEST_CASE("A first line is short and has nothing around it") {
    CHECK(hooks::first_line("\n\n  Fix it \r\nbecause") == "Fix it");
    CHECK(hooks::first_line(" \t\n").empty());
    CHECK(hooks::first_line("").empty());
    CHECK(hooks::first_line(std::string(10'000, 'x')).size() < 310);
    CHECK(hooks::first_text({"", "b", "c"}) == "b");
    CHECK(hooks::first_text({"", ""}).empty());
}

TEST_CASE("States by their names") {
    static constexpr std::array<hooks::PhaseName, 1> names = {{{"done", Phase::succeeded}}};
    CHECK(hooks::phase_named(names, "done") == Phase::succeeded);
    CHECK_FALSE(hooks::phase_named(names, "Done"));
    CHECK_FALSE(hooks::phase_named(names, ""));
}

TEST_CASE("Installations are told apart by their host") {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"https://github.com/acme/api", "github"},
        {"https://GitHub.com/acme/api", "github"},
        {"https://ghe.acme.example:8443/acme/api", "github/ghe.acme.example:8443"},
        {"https://ghe.acme.example", "github/ghe.acme.example"},
        {"https://ghe.acme.example?x", "github/ghe.acme.example"},
        {"https:///x", "github"},
        {"ghe.acme.example", "github"},
        {"", "github"},
    };
    for (const auto& [url, key] : rows) {
        CAPTURE(url);
        CHECK(hooks::installation("github", "github.com", url) == key);
    }
}

TEST_CASE("Names of events can be counted, whatever they hold") {
    CHECK(hooks::event_name("workflow_run", "completed") == "workflow_run completed");
    CHECK(hooks::event_name("Pipeline Hook") == "Pipeline Hook");
    CHECK(hooks::event_name("") == "other");
    CHECK(hooks::event_name("", "completed") == "other");
    CHECK(hooks::event_name("a\nb") == "other");
    CHECK(hooks::event_name("push", "<!channel>") == "other");
    CHECK(hooks::event_name(std::string(81, 'a')) == "other");
}

TEST_CASE("A time in seconds, or in parts of one, as a number or its digits") {
    struct Row {
        const char* value;
        std::int64_t per_second;
        std::int64_t ms; // -1: none
    };

    for (const auto& [value, per_second, ms] : {
             Row{"1795400000", 1, 1'795'400'000'000},
             Row{R"("1795400000")", 1, 1'795'400'000'000},
             Row{"1795400000123", 1'000, 1'795'400'000'123},
             Row{"1795400000123999999", 1'000'000'000, 1'795'400'000'123},
             Row{"1795400000123", 1, -1},
             Row{"1795400000123", 1'000'000'000, -1},
             Row{"9223372036854775807", 1, -1},
             Row{"-9223372036854775808", 1'000, -1},
             Row{"0", 1, -1},
             Row{"1795400000.5", 1, -1},
             Row{R"("1795400000 ")", 1, -1},
             Row{R"("99999999999999999999")", 1, -1},
             Row{R"("")", 1, -1},
             Row{"null", 1, -1},
             Row{"[1795400000]", 1, -1},
         }) {
        CAPTURE(value, per_second);
        const Field field(value);
        const auto time = hooks::unix_time(field.body()["x"], per_second);
        CHECK((time ? to_unix_ms(*time) : -1) == ms);
    }
}

TEST_CASE("A reference by its short name") {
    CHECK(hooks::short_ref("refs/heads/fix/x") == "fix/x");
    CHECK(hooks::short_ref("refs/tags/v1") == "v1");
    CHECK(hooks::short_ref("main") == "main");
    CHECK(hooks::short_ref("refs/pull/1/merge") == "refs/pull/1/merge");
    CHECK(hooks::short_ref("").empty());
}
