#include "commands/card.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;

namespace {

Card card() {
    return {
        .title = bold("api") + " to " + code("staging"),
        .tone = Tone::warning,
        .blocks =
            {
                Paragraph{"asked by " + Text() + mention(PersonId{"U1"}) + italic("!") + channel(ChannelId{"C1"})},
                Fields{.fields = {{"From", Text("v1")}, {"To", pilothouse::link("https://x.example/", "v2")}}},
                Verbatim{"ok\ndone\n"},
                Table{{"service", "version"}, {{Text("api"), Text("v1")}, {Text("überweb"), Text()}}},
                Footnote{when(from_unix_ms(0))},
                Buttons{{{"a", "1", "Approve", ButtonStyle::primary, ""}, {"b", "2", "Stop", ButtonStyle::danger, "?"}}
                },
            },
    };
}

} // namespace

TEST_CASE("a card in plain words") {
    CHECK(
        plain(card()) == "api to staging\n"
                         "asked by @U1!C1\n"
                         "From: v1\n"
                         "To: v2\n"
                         "ok\ndone\n"
                         "service  version\n"
                         "api      v1\n"
                         "überweb\n"
                         "1970-01-01T00:00:00.000Z\n"
                         "[Approve] [Stop]"
    );
    CHECK(plain(Card{}).empty());
}

TEST_CASE("a card survives JSON") {
    CHECK(card_from_json(to_json(card())) == card());
    CHECK(card_from_json(nlohmann::json::parse(to_json(card()).dump())) == card());
    CHECK(card_from_json(to_json(Card{})) == Card{});
}

TEST_CASE("a form survives JSON") {
    const Form form{
        .name = "deploy.request",
        .title = "Deploy",
        .submit = "Go",
        .blocks = card().blocks,
        .questions =
            {
                {"env", "Where", Question::Kind::choice, {"staging", "production"}, "staging", "pick one", true},
                {"why", "Why", Question::Kind::paragraph},
            },
        .context = "api",
    };
    CHECK(form_from_json(to_json(form)) == form);
}

TEST_CASE("JSON that is no card is refused") {
    for (const auto* text :
         {"{}", "[]", R"({"title":[],"tone":"purple","blocks":[]})", R"({"title":[{}],"tone":"good","blocks":[]})",
          R"({"title":[],"tone":"good","blocks":[{}]})"})
        CHECK_THROWS_AS(card_from_json(nlohmann::json::parse(text)), nlohmann::json::exception);
}
