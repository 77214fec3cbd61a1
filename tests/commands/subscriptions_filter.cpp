#include "commands/subscriptions/filter.hpp"
#include "desk_support.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::subscriptions;
using pilothouse::commands::testing::has;

namespace {

Topic build_topic() {
    return {
        .kind = "builds",
        .thing = "run/1",
        .about = "acme/api",
        .traits =
            {{"result", "all"},
             {"result", "failed"},
             {"project", "acme/api"},
             {"branch", "release/1.4"},
             {"name", "Build and test"},
             {"author", "dependabot[bot]"}},
    };
}

Topic alert_topic() {
    Topic topic{.kind = "alerts", .thing = "alerts/1", .about = "Disk"};
    topic.parts = {
        {{"severity", "critical"}, {"label.team", "web"}, {"service", "web"}},
        {{"severity", "info"}, {"label.team", "payments"}, {"service", "api"}},
    };
    return topic;
}

bool shown(const std::string& text, const Topic& topic) {
    const auto filter = parse_filter(text);
    INFO(text << (filter ? "" : ": " + filter.error().text()));
    REQUIRE(filter);
    return matches(*filter, topic);
}

std::string refusal(const std::string& text) {
    const auto filter = parse_filter(text);
    INFO(text);
    REQUIRE_FALSE(filter);
    return filter.error().text();
}

} // namespace

TEST_CASE("What a filter lets through") {
    struct Row {
        const char* filter;
        bool shown;
    };

    const std::vector<Row> builds = {
        {"builds", true},
        {"acme/api builds", true},
        {"builds acme/api", true},
        {"api builds", true},
        {"acme/* builds", true},
        {"ACME/API builds", true},
        {"acme/web builds", false},
        {"acme/ap builds", false},
        {"builds result:fixed", false},
        {"builds result:all", true},
        {"builds result:fixed,failed", true},
        {"builds branch:main,release/*", true},
        {"builds branch:main", false},
        {"builds branch:*", true},
        {"builds -branch:release/*", false},
        {"builds -author:dependabot[bot]", false},
        {"builds -author:renovate*", true},
        {"builds name:\"Build and test\"", true},
        {"builds trigger:push", false},
        {"builds -trigger:push", true},
        {"alerts", false},
    };
    for (const auto& [filter, expected] : builds)
        CHECK(shown(filter, build_topic()) == expected);
}

TEST_CASE("A filter lets through what passes each of its parts, and is understood once") {
    auto many_parts = alert_topic();
    for (int i = 0; i < 20; ++i)
        many_parts.parts.push_back({{"severity", i % 2 == 0 ? "warning" : "high"}, {"service", std::to_string(i)}});
    const std::vector<Topic> topics{
        build_topic(), alert_topic(), many_parts, Topic{.kind = "alerts", .thing = "alerts/2", .about = {}}
    };
    const std::vector<std::string> filters{
        "builds",
        "api builds",
        "acme/web builds",
        "builds result:all -author:dependabot[bot]",
        "builds -trigger:push",
        "builds branch:main,release/*",
        "alerts",
        "alerts severity:high",
        "7 alerts severity:high",
        "8 alerts severity:high",
        "alerts -severity:info",
        "alerts -severity:info,critical,warning,high",
        "web alerts team:web",
        "web alerts team:payments",
        "alerts severity:critical -team:web"
    };
    for (const auto& topic : topics)
        for (const auto& text : filters) {
            const auto filter = parse_filter(text);
            REQUIRE(filter);
            INFO(text);
            const bool expected = std::ranges::all_of(explain(*filter, topic), &Check::passed);
            CHECK(matches(*filter, topic) == expected);
            CHECK(matches(text, topic) == expected);
            CHECK(matches(text, topic) == expected);
        }
    CHECK_FALSE(matches("what is this", build_topic()));
}

TEST_CASE("A filter fits a group of alerts when it fits one of them") {
    struct Row {
        const char* filter;
        bool shown;
    };

    const std::vector<Row> rows = {
        {"alerts", true},
        {"alerts severity:critical", true},
        {"alerts severity:critical team:web", true},
        {"alerts severity:critical team:payments", false},
        {"alerts -severity:info", true},
        {"alerts -severity:info,critical", false},
        {"api alerts", true},
        {"api alerts severity:critical", false},
        {"db alerts", false},
        {"alerts label.team:pay*", true},
        {"builds", false},
    };
    for (const auto& [filter, expected] : rows)
        CHECK(shown(filter, alert_topic()) == expected);
}

TEST_CASE("One way of writing a filter, which reads back as itself") {
    struct Row {
        const char* typed;
        const char* written;
    };

    const std::vector<Row> rows = {
        {"builds", "builds result:failed,fixed"},
        {"acme/api builds result:failed,fixed branch:main,release/* -author:dependabot[bot]",
         "acme/api builds result:failed,fixed branch:main,release/* -author:dependabot[bot]"},
        {"-author:x branch:main builds acme/api RESULT:All branch:dev",
         "acme/api builds result:all branch:main,dev -author:x"},
        {"builds result:all name:'Build and test',\"a,b\"", "builds result:all name:\"Build and test\",\"a,b\""},
        {"alerts team:payments severity:Critical", "alerts severity:critical team:payments"},
        {"alerts label.zone:eu severity:critic*", "alerts severity:critic* label.zone:eu"},
    };
    for (const auto& [typed, written] : rows) {
        const auto filter = parse_filter(typed);
        CAPTURE(typed);
        REQUIRE(filter);
        CHECK(filter->text() == written);
        CHECK(parse_filter(filter->text()).value() == *filter);
    }
}

TEST_CASE("What is wrong with a filter is said, with what was meant and a right example") {
    struct Row {
        const char* typed;
        const char* said;
    };

    const std::vector<Row> rows = {
        {"", "say whether it is about `builds` or `alerts`"},
        {"acme/api", "say whether it is about `builds` or `alerts`"},
        {"acme/api bulids", "did you mean `builds`?"},
        {"builds alerts", "one by one"},
        {"builds brnach:main", "did you mean `branch:`?"},
        {"builds severity:critical", "`severity` is nothing that builds are filtered by"},
        {"builds result:faild", "did you mean `failed`?"},
        {"builds result:green", "known: `failed`, `fixed`"},
        {"builds result:", "after `result:` comes"},
        {"builds branch:main,", "after `branch:` comes"},
        {"alerts severity:critcal", "did you mean `critical`?"},
        {"alerts zone:eu", "any label as `label.zone:`"},
        {"builds -main", "what is left out is named"},
        {"builds acme/api acme/web", "only one of `acme/api` and `acme/web`"},
        {"builds --dryrun", "there is `--dry-run`"},
        {"builds name:\"Build", "never closed"},
    };
    for (const auto& [typed, said] : rows) {
        CAPTURE(typed, refusal(typed));
        CHECK(has(refusal(typed), said));
    }
    CHECK(has(refusal("builds brnach:main"), "For example: `subscribe acme/api builds"));
    CHECK(parse_filter("alerts severity:weltuntergang"));
}

TEST_CASE("Patterns with stars take no time, whatever they are") {
    CHECK(fits("*", ""));
    CHECK(fits("a*b*c", "aXXbYYc"));
    CHECK_FALSE(fits("a*b*c", "aXXbYY"));
    CHECK_FALSE(fits("", "a"));
    std::string stars;
    for (int i = 0; i < 400; ++i)
        stars += "*a";
    CHECK_FALSE(fits(stars + "b", std::string(900, 'a')));
}

TEST_CASE("Why a filter does not fit is said") {
    const auto checks = explain(parse_filter("acme/api builds branch:main").value(), build_topic());
    const auto failed = std::ranges::find(checks, false, &Check::passed);
    REQUIRE(failed != checks.end());
    CHECK(failed->words == "branch:main: it is release/1.4");
}
