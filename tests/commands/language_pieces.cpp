#include "commands/language/help.hpp"
#include "commands/language/look_alike.hpp"
#include "commands/language/samples.hpp"
#include "commands/language/suggestions.hpp"
#include "commands/language/values.hpp"
#include "tests/commands/language_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::language;
using namespace pilothouse::commands::language::tests;

TEST_CASE("a pattern is taken apart") {
    constexpr Pattern deploy("deploy <service> [<version>] to|in|on <environment> [because <reason>] [--force]");
    static_assert(deploy.verb() == "deploy" && deploy.slots().size() == 5);
    static_assert(deploy.slots()[2].words[2] == "on" && !deploy.slots()[2].optional);
    static_assert(deploy.find("reason")->optional && deploy.find("reason")->kind == Kind::text);
    static_assert(deploy.find("force")->kind == Kind::flag && deploy.find("nothing") == nullptr);
    constexpr Pattern open("incident open [as <severity:text>]");
    static_assert(open.verb() == "incident open" && open.slots()[0].name == "severity");
    CHECK(open.readable() == "incident open [as <severity>]");
    CHECK(Pattern::compile("ping")->slots().empty());
}

TEST_CASE("a broken pattern is refused with what is wrong") {
    for (const auto* text :
         {"", "<service>", "x <thing>", "x <service", "x [<service>", "x <service>]", "x [[<service>]]", "x [in]",
          "x <service> <service>", "x <reason> <service>", "x --force", "x a|b|c|d|e <service>", "x <:text>",
          "x | <service>", "x [in on <environment>]",
          "x [a <a:text>] [b <b:text>] [c <c:text>] [d <d:text>] [e <e:text>] [f <f:text>] [g <g:text>] [h <h:text>] "
          "[i <i:text>]"}) {
        INFO(text);
        const auto pattern = Pattern::compile(text);
        REQUIRE(!pattern);
        CHECK(pattern.error().code == Errc::bad_input);
        CHECK(!pattern.error().message.empty());
    }
}

TEST_CASE("a faulty catalogue is told apart from a good one") {
    CHECK(faults(small_catalogue()) == std::vector<std::string>{});
    auto broken = small_catalogue();
    broken[0].verb = "ping";
    broken[1].examples = {"rollback"};
    broken[2].handler = nullptr;
    broken[3].summary = "";
    broken[4].examples.clear();
    CHECK(faults(broken).size() >= 6);
}

TEST_CASE("versions, deploys, counts and spans of time") {
    for (const auto* good : {"v1.4.2", "main", "feature/log-in", "1.0+build.5", "3f9c2ab", "a_b"})
        CHECK(version_from(good));
    for (const auto* bad :
         {"", "-v1", "a..b", "../x", "/x", "x/", "a//b", ".git", "a b", "a:b", "a;b", "$(x)", "v\u0456"})
        CHECK(!version_from(bad));
    CHECK(version_from(std::string(128, 'v')));
    CHECK(!version_from(std::string(129, 'v')));
    CHECK(deploy_from("#7")->number == DeployId{7});
    CHECK(deploy_from("k7qx")->code == "K7QX");
    for (const auto* bad : {"", "#", "0", "-1", "7QXK", "K7Q", "K7QXX", "1234567890123456789"})
        CHECK(!deploy_from(bad));
    CHECK(count_from("1000")->value == 1000);
    CHECK((!count_from("0") && !count_from("1001") && !count_from("x")));
    CHECK(*duration_from("1h30m") == std::chrono::minutes{90});
    CHECK(*duration_from("2w") == std::chrono::hours{336});
    for (const auto* bad : {"", "h", "1", "1x", "0m", "9999999h", "400d", "m5"})
        CHECK(!duration_from(bad));
}

TEST_CASE("what a word may have been meant to be") {
    constexpr std::array<std::string_view, 4> known{"staging", "production", "qa", "api"};
    CHECK(nearest("prod", known) == std::vector<std::string>{"production"});
    CHECK(nearest("stg", known) == std::vector<std::string>{"staging"});
    CHECK(nearest("stagign", known) == std::vector<std::string>{"staging"});
    CHECK(nearest("xyzzy", known).empty());
    CHECK(nearest("", known).empty());
}

TEST_CASE("names in disguise") {
    constexpr std::array<std::string_view, 2> known{"api", "staging"};
    CHECK(!masquerade("api", known));
    CHECK(!masquerade("anything-else", known));
    CHECK(looks_like("\u0430\u0440\u0456", known) == "api");
    CHECK(looks_like("\uFF41\uFF50\uFF49", known) == "api");
    CHECK(masquerade("\u0430\u0440\u0456", known));
    CHECK(masquerade("ap\u0456x", known));
    CHECK(masquerade("a\u200Dpi", known));
    CHECK(!masquerade("\u00FCber", known));
}

TEST_CASE("help shows first what this person may run, with names of this installation") {
    const auto catalogue = small_catalogue();
    const auto settings = installation();
    const auto help =
        plain(help_overview(catalogue, settings, [](const Command& command) { return command.verb != "deploy"; }));
    CHECK_THAT(help, Catch::Contains("rollback api in staging"));
    CHECK_THAT(help, Catch::Contains("Not for you here: deploy"));
    const auto one = plain(help_for(catalogue[0], settings));
    CHECK_THAT(one, Catch::Contains("deploy <service> [<version>] to|in|on <environment>"));
    CHECK_THAT(one, Catch::Contains("a service: api, web-shop, canary"));
    CHECK_THAT(one, Catch::Contains("after to or in or on"));
    CHECK_THAT(one, Catch::Contains("deploy api v1.4.2 to staging"));
}

TEST_CASE("the page of commands is made from the declarations") {
    const auto page = commands_markdown(small_catalogue());
    CHECK_THAT(page, Catch::StartsWith("# Commands\n"));
    CHECK_THAT(page, Catch::Contains("### deploy\n") && Catch::Contains("`deploy api v1.4.2 to staging`"));
    CHECK(page.ends_with("\n"));
    CHECK(!page.ends_with("\n\n"));
    CHECK(example_line("deploy <service> <nonsense> <", config::Settings{}) == "deploy <service> <nonsense> <");
}
