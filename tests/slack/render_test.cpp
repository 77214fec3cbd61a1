#include "integrations/slack/blocks.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/render.hpp"
#include "integrations/slack/table.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::commands;
using nlohmann::json;
using slack::blocks;
namespace limits = pilothouse::slack::limits;

namespace {

Card card_of(std::vector<Block> parts) {
    return Card{.title = "t", .blocks = std::move(parts)};
}

Card full_card() {
    return Card{
        .title = "api v1 → " + bold("staging"),
        .tone = Tone::running,
        .blocks =
            {Paragraph{"by " + mention(PersonId("U024BE7LH"))}, Fields{{{"From", code("v0")}, {"Since", Text{}}}},
             Verbatim{"line 1\nline <2>"}, Footnote{"#812"}, Table{{"Service", "Version"}, {{"api", code("v1")}}},
             Buttons{{{"deploy.cancel", "812:9f21", "Cancel", ButtonStyle::danger, "Stop the rollout?"}}}},
    };
}

/// Every text of a payload, and how long Slack lets it be.
void check_texts(const json& node) {
    if (node.is_object()) {
        if (node.contains("text") && node["text"].is_string() && node.contains("type")) {
            const auto length = limits::length(node["text"].get_ref<const std::string&>());
            CHECK(length > 0);
            CHECK(length <= limits::section_text);
        }
        if (node.value("type", "") == "mrkdwn") CHECK(node.value("verbatim", false));
    }
    if (!node.is_structured()) return;
    for (const auto& child : node)
        check_texts(child);
}

/// The limits that hold for any message.
void check_message(const json& shown) {
    CHECK(shown.is_array());
    CHECK(shown.size() <= limits::blocks_in_message);
    std::size_t tables = 0;
    std::vector<std::string> ids;
    for (const auto& block : shown) {
        if (block["type"] == "table") ++tables;
        if (block.contains("fields")) {
            CHECK(block["fields"].size() <= limits::fields_in_section);
            for (const auto& field : block["fields"])
                CHECK(limits::length(field["text"].get<std::string>()) <= limits::field_text);
        }
        if (block["type"] != "actions") continue;
        CHECK(block["elements"].size() <= limits::buttons_in_block);
        for (const auto& element : block["elements"])
            ids.push_back(element["action_id"]);
    }
    CHECK(tables <= 1);
    std::ranges::sort(ids);
    CHECK(std::ranges::adjacent_find(ids) == ids.end());
    check_texts(shown);
}

} // namespace

TEST_CASE("each part of a card has its block") {
    const auto shown = blocks(full_card());
    check_message(shown);
    REQUIRE(shown.size() == 7);
    CHECK(shown[0]["text"]["text"] == "🔄 *api v1 →* *staging*");
    CHECK(shown[1]["text"]["text"] == "by <@U024BE7LH>");
    CHECK(shown[2]["fields"][0]["text"] == "*From*\n`v0`");
    CHECK(shown[2]["fields"][1]["text"] == "*Since*\n–");
    CHECK(shown[3]["elements"][0]["type"] == "rich_text_preformatted");
    CHECK(shown[3]["elements"][0]["elements"][0]["text"] == "line 1\nline <2>");
    CHECK(shown[4]["type"] == "context");
    CHECK(shown[5]["rows"][0][0] == json{{"type", "raw_text"}, {"text", "Service"}});
    CHECK(shown[5]["rows"][1][1]["elements"][0]["elements"][0]["style"]["code"] == true);
    const auto& button = shown[6]["elements"][0];
    CHECK(button["action_id"] == "deploy.cancel#1");
    CHECK(button["value"] == "812:9f21");
    CHECK(button["style"] == "danger");
    CHECK(button["confirm"]["text"]["text"] == "Stop the rollout?");
    CHECK(button["confirm"]["confirm"]["text"] == "Cancel");
}

TEST_CASE("a message has a fallback text, unfurls nothing and links no names") {
    const auto arguments = slack::message_arguments(full_card());
    CHECK(arguments["text"] == "🔄 api v1 → *staging*");
    CHECK(arguments["unfurl_links"] == false);
    CHECK(arguments["unfurl_media"] == false);
    CHECK(arguments["blocks"] == blocks(full_card()));
    CHECK(arguments.dump().find("link_names") == std::string::npos);
    CHECK(slack::private_answer(full_card())["response_type"] == "ephemeral");
    CHECK(slack::fallback_text(Card{.title = "<!channel>"}) == "&lt;!channel&gt;");
    CHECK(slack::fallback_text(Card{.title = {}, .blocks = {Paragraph{"a & b"}}}).find("a &amp; b") == 0);
}

TEST_CASE("foreign words bring no markup into any part of a card") {
    const std::string evil = "<!channel> <@U1> & `x` \u202E";
    const auto shown = slack::message_arguments(Card{
        .title = evil,
        .blocks =
            {Paragraph{evil}, Fields{{{evil, evil}}}, Footnote{evil},
             Buttons{{{"a", "v", evil, ButtonStyle::plain, evil}}}},
    });
    for (const auto& block : shown["blocks"]) {
        if (block["type"] == "actions") continue; // plain_text knows no markup
        CHECK(block.dump().find('<') == std::string::npos);
    }
    CHECK(shown["text"].get<std::string>().find('<') == std::string::npos);
    CHECK(shown.dump().find("\u202E") == std::string::npos);
}

TEST_CASE("whatever is too long is cut where people see it") {
    const std::string longest(50'000, 'x');
    const auto lone = blocks(card_of({Paragraph{longest}}));
    CHECK(limits::length(lone[1]["text"]["text"].get<std::string>()) == limits::section_text);
    CHECK(lone[1]["text"]["text"].get<std::string>().ends_with("…"));
    const auto log = blocks(card_of({Verbatim{longest + "END"}}));
    const auto tail = log[1]["elements"][0]["elements"][0]["text"].get<std::string>();
    CHECK(tail.starts_with("…"));
    CHECK(tail.ends_with("END"));
    const auto all = slack::message_arguments(Card{
        .title = longest,
        .blocks =
            {Paragraph{longest}, Fields{{{longest, longest}, {longest, longest}}}, Verbatim{longest}, Footnote{longest},
             Buttons{{{"a", "v", longest, ButtonStyle::plain, longest}}}},
    });
    check_message(all["blocks"]);
    CHECK(limits::length(all["text"].get<std::string>()) <= limits::fallback_text);
    const auto& button = all["blocks"].at(all["blocks"].size() - 2)["elements"][0];
    CHECK(limits::length(button["text"]["text"].get<std::string>()) == limits::button_label);
    CHECK(limits::length(button["confirm"]["text"]["text"].get<std::string>()) == limits::confirm_text);
    CHECK(limits::length(button["confirm"]["confirm"]["text"].get<std::string>()) == limits::confirm_button);
    CHECK(all["blocks"].back()["elements"][0]["text"].get<std::string>().starts_with("…"));
}

TEST_CASE("too many blocks, fields and buttons") {
    const auto many = blocks(card_of(std::vector<Block>(80, Paragraph{"x"})));
    check_message(many);
    CHECK(many.size() == limits::blocks_in_message);
    CHECK(many.back()["type"] == "context");
    const auto fields = blocks(card_of({Fields{std::vector<Fields::Field>(23, {"a", "b"})}}));
    check_message(fields);
    CHECK(fields.size() == 1 + 3);
    const auto buttons =
        blocks(card_of({Buttons{std::vector<Button>(30, {"a", "v", "b"})}, Buttons{{{"a", "v", "b"}}}}));
    check_message(buttons);
    CHECK(buttons.size() == 1 + 2 + 1);
}

TEST_CASE("a button that can't be carried whole is left out, not cut") {
    const auto shown = blocks(card_of({Buttons{{{"a", std::string(2'001, 'v'), "A"}, {"b", "v", "B"}}}}));
    REQUIRE(shown.size() == 3);
    CHECK(shown[1]["elements"].size() == 1);
    CHECK(shown[1]["elements"][0]["action_id"] == "b#2");
    CHECK(shown[2]["type"] == "context");
}

TEST_CASE("empty parts leave no empty blocks") {
    const Card empty{.title = {}, .blocks = {Paragraph{}, Fields{}, Verbatim{}, Footnote{}, Table{}, Buttons{}}};
    CHECK(blocks(empty).empty());
}

TEST_CASE("a table beyond Slack's limits becomes fixed-width text") {
    const Table small{{"Service", "Version"}, {{"api", "v1"}, {"web", Text{}}, {"db"}}};
    const auto shown = blocks(card_of({small, small}));
    check_message(shown);
    CHECK(shown[1]["type"] == "table");
    CHECK(shown[1]["rows"][2][1]["text"] == "–");
    CHECK(shown[1]["rows"][3].size() == 2);
    CHECK(shown[1]["column_settings"].size() == 2);
    CHECK(shown[2]["elements"][0]["elements"][0]["text"] == "Service  Version\napi      v1\nweb\ndb");

    CHECK_FALSE(slack::table_block({{"a"}, std::vector<std::vector<Text>>(100, {"x"})}));
    CHECK(slack::table_block({{"a"}, std::vector<std::vector<Text>>(99, {"x"})}));
    CHECK_FALSE(slack::table_block({std::vector<std::string>(21, "a"), {}}));
    CHECK_FALSE(slack::table_block({{"a"}, {{std::string(10'000, 'x')}}}));
    CHECK(slack::table_block({{}, {{"x"}}})->at("rows").size() == 1);
}

TEST_CASE("a wide table reads as a paragraph a row; what does not fit is counted") {
    const Table wide{{"Service", "Why"}, {{"api", std::string(60, 'y')}, {"web", "z"}}};
    CHECK(slack::table_words(wide, 3'000) == "Service: api\nWhy: " + std::string(60, 'y') + "\n\nService: web\nWhy: z");
    const Table tall{{"n"}, std::vector<std::vector<Text>>(500, {"1234567"})};
    const auto words = slack::table_words(tall, 200);
    CHECK(limits::length(words) <= 200);
    CHECK(words.ends_with("more rows"));
}

TEST_CASE("table cells keep people, channels, links and moments") {
    const Text rich = mention(PersonId("U1")) + channel(ChannelId("C1")) +
                      pilothouse::link("https://x.example/a b", "x") + pilothouse::link("javascript:x", "y") +
                      when(from_unix_ms(5'000)) + mention(PersonId("u <1>"));
    const auto table = slack::table_block({{"h"}, {{rich}}});
    const auto& elements = table->at("rows")[1][0]["elements"][0]["elements"];
    REQUIRE(elements.size() == 6);
    CHECK(elements[0] == json{{"type", "user"}, {"user_id", "U1"}});
    CHECK(elements[1] == json{{"type", "channel"}, {"channel_id", "C1"}});
    CHECK(elements[2]["type"] == "link");
    CHECK(elements[3] == json{{"type", "text"}, {"text", "y"}});
    CHECK(elements[4]["timestamp"] == 5);
    CHECK(elements[5]["type"] == "text");
}

TEST_CASE("a form is a modal whose answers come back by key") {
    const Form form{
        .name = "deploy.request",
        .title = "Deploy a version to an environment",
        .submit = "",
        .blocks = {Paragraph{"Which one?"}},
        .questions =
            {{.key = "version", .label = "Version", .initial = "v1", .hint = "a tag"},
             {.key = "why", .label = "", .kind = Question::Kind::paragraph, .optional = true},
             {.key = "environment",
              .label = "Where",
              .kind = Question::Kind::choice,
              .choices = {"staging", "production"},
              .initial = "staging"}},
        .context = "812:9f21",
    };
    const auto view = slack::modal(form);
    REQUIRE(view);
    CHECK(view->at("type") == "modal");
    CHECK(view->at("callback_id") == "deploy.request");
    CHECK(view->at("private_metadata") == "812:9f21");
    CHECK(view->at("title")["text"] == "Deploy a version to an …");
    CHECK(view->at("submit")["text"] == "Send");
    const auto& shown = view->at("blocks");
    REQUIRE(shown.size() == 4);
    CHECK(shown[1]["block_id"] == "version");
    CHECK(shown[1]["element"]["initial_value"] == "v1");
    CHECK(shown[1]["element"]["multiline"] == false);
    CHECK(shown[1]["hint"]["text"] == "a tag");
    CHECK(shown[2]["element"]["multiline"] == true);
    CHECK(shown[2]["optional"] == true);
    CHECK(shown[2]["label"]["text"] == "why");
    CHECK(shown[3]["element"]["options"].size() == 2);
    CHECK(shown[3]["element"]["initial_option"]["value"] == "staging");
    check_texts(*view);
}

TEST_CASE("a form that could not come back whole is refused") {
    const Form good{.name = "n", .title = "t", .submit = "s", .questions = {{.key = "k", .label = "l"}}};
    CHECK(slack::modal(good));
    auto context = good;
    context.context = std::string(3'001, 'x');
    CHECK_FALSE(slack::modal(context));
    auto key = good;
    key.questions[0].key = std::string(256, 'x');
    CHECK_FALSE(slack::modal(key));
    auto choice = good;
    choice.questions[0].kind = Question::Kind::choice;
    CHECK_FALSE(slack::modal(choice));
    choice.questions[0].choices = {std::string(151, 'x')};
    CHECK_FALSE(slack::modal(choice));
    choice.questions[0].choices = std::vector<std::string>(120, "c");
    const auto many = slack::modal(choice);
    REQUIRE(many);
    CHECK(many->at("blocks")[0]["element"]["options"].size() == limits::options_in_select);
    CHECK(many->at("blocks")[0]["hint"]["text"] == "… 20 more are not listed");
    auto questions = good;
    questions.questions.assign(101, good.questions[0]);
    CHECK_FALSE(slack::modal(questions));
    auto tall = good;
    tall.blocks.assign(150, Paragraph{"x"});
    CHECK(slack::modal(tall)->at("blocks").size() == limits::blocks_in_modal);
    auto table = good;
    table.blocks = {Table{{"a"}, {{"b"}}}};
    CHECK(slack::modal(table)->at("blocks")[0]["type"] == "rich_text");
}
