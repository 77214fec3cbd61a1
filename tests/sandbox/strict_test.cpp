#include "sandbox/slack/block_check.hpp"
#include "sandbox/slack/methods.hpp"
#include "tests/sandbox/harness.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::Json;
using sandbox::tests::Stage;

namespace {

std::vector<std::string> complaints(const Json& block, Surface surface = Surface::message) {
    std::vector<std::string> lines;
    for (const Problem& problem : check_blocks(Json::array({block}), surface, "/blocks"))
        lines.push_back(problem.line());
    return lines;
}

Json plain(std::size_t length) {
    return {{"type", "plain_text"}, {"text", std::string(length, 'x')}};
}

Json button(const Json& more) {
    Json element{{"type", "button"}, {"action_id", "a"}, {"text", plain(5)}};
    element.update(more);
    return {{"type", "actions"}, {"elements", Json::array({element})}};
}

struct Case {
    const char* what;
    Json block;
    std::string line;
};

} // namespace

TEST_CASE("blocks are checked against Slack's limits", "[sandbox]") {
    const Case cases[] = {
        {"header",
         {{"type", "header"}, {"text", plain(151)}},
         "must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
        {"empty text",
         {{"type", "section"}, {"text", plain(0)}},
         "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
        {"section",
         {{"type", "section"}, {"text", plain(3001)}},
         "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
        {"no text", {{"type", "section"}}, "missing required field: text [json-pointer:/blocks/0]"},
        {"unknown block", {{"type", "carousel"}}, "unsupported type: carousel [json-pointer:/blocks/0/type]"},
        {"unknown field",
         {{"type", "divider"}, {"colour", "red"}},
         "invalid additional property: colour [json-pointer:/blocks/0]"},
        {"mrkdwn header",
         {{"type", "header"}, {"text", {{"type", "mrkdwn"}, {"text", "x"}}}},
         "must be a plain_text object [json-pointer:/blocks/0/text/type]"},
        {"button text", button({{"text", plain(76)}}),
         "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
        {"button value", button({{"value", std::string(2001, 'v')}}),
         "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
        {"button style", button({{"style", "green"}}),
         "must be one of primary, danger [json-pointer:/blocks/0/elements/0/style]"},
        {"block id",
         {{"type", "divider"}, {"block_id", std::string(256, 'b')}},
         "must be less than 256 characters [json-pointer:/blocks/0/block_id]"},
    };
    for (const Case& one : cases) {
        INFO(one.what);
        CHECK(complaints(one.block) == std::vector<std::string>{one.line});
    }
    CHECK(complaints(button({{"style", "primary"}, {"value", "v"}})).empty());
}

TEST_CASE("lists in blocks have their bounds", "[sandbox]") {
    const auto section_with = [](std::size_t fields) {
        Json block{{"type", "section"}, {"fields", Json::array()}};
        for (std::size_t i = 0; i < fields; ++i)
            block["fields"].push_back(plain(1));
        return block;
    };
    CHECK(complaints(section_with(10)).empty());
    CHECK(complaints(section_with(11)).front() == "no more than 10 items allowed [json-pointer:/blocks/0/fields]");
    Json many = Json::array();
    for (int i = 0; i < 51; ++i)
        many.push_back({{"type", "divider"}});
    CHECK(check_blocks(many, Surface::message, "/blocks").front().text == "no more than 50 items allowed");
    CHECK(check_blocks(many, Surface::modal, "/view/blocks").empty());
    many =
        Json::array({Json{{"type", "divider"}, {"block_id", "same"}}, Json{{"type", "divider"}, {"block_id", "same"}}});
    CHECK(check_blocks(many, Surface::message, "/blocks").size() == 1);
    Json option{{"text", plain(3)}, {"value", std::string(151, 'v')}};
    const Json select{{"type", "static_select"}, {"action_id", "s"}, {"options", Json::array({option})}};
    const Json block{{"type", "actions"}, {"elements", Json::array({select})}};
    CHECK(
        complaints(block).front() ==
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"
    );
}

TEST_CASE("a modal needs its title, and a submit where there is an input", "[sandbox]") {
    const Json input{
        {"type", "input"}, {"label", plain(3)}, {"element", {{"type", "plain_text_input"}, {"action_id", "v"}}}
    };
    Json view{{"type", "modal"}, {"blocks", Json::array({input})}};
    CHECK(check_view(view).size() == 2);
    view["title"] = plain(24);
    view["submit"] = plain(2);
    CHECK(check_view(view).empty());
    view["title"] = plain(25);
    view["private_metadata"] = std::string(3001, 'm');
    CHECK(check_view(view).size() == 2);
}

TEST_CASE("the answer of a refused post names the place", "[sandbox]") {
    Stage stage;
    const Json blocks = Json::array({Json{{"type", "header"}, {"text", plain(151)}}});
    const Json answer = stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}, {"blocks", blocks}});
    CHECK(answer["error"] == "invalid_blocks");
    CHECK(
        answer["response_metadata"]["messages"][0] ==
        "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]"
    );
    CHECK(
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}, {"blocks", "not json"}})["error"] ==
        "invalid_blocks_format"
    );
    CHECK(
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"markdown_text", "x"}, {"text", "y"}})["error"] ==
        "markdown_text_conflict"
    );
    CHECK(
        stage.api(
            "chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}, {"metadata", {{"event_type", "e"}}}}
        )["error"] == "invalid_metadata_format"
    );
    Json attachments = Json::array();
    for (int i = 0; i < 101; ++i)
        attachments.push_back({{"text", "a"}});
    CHECK(
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"attachments", attachments}})["error"] ==
        "too_many_attachments"
    );
}

TEST_CASE("tokens, scopes and content types", "[sandbox]") {
    Stage stage;
    CHECK(stage.api("auth.test", Json::object())["user_id"] == "UPILOT");
    CHECK(stage.api("auth.test", Json::object(), "xoxb-wrong")["error"] == "invalid_auth");
    CHECK(stage.api("auth.test", Json::object(), "xapp-sandbox")["error"] == "not_allowed_token_type");
    CHECK(stage.api("apps.connections.open", Json::object())["error"] == "not_allowed_token_type");
    CHECK(Json::parse(stage.send({.method = "POST", .target = "/api/auth.test"}).body)["error"] == "not_authed");
    CHECK(stage.api("chat.explode", Json::object())["error"] == "unknown_method");
    CHECK(stage.form("chat.postMessage", "channel=CAPI&text=a%20%26%20b&blocks=%5B%5D")["message"]["text"] == "a & b");

    net::HttpRequest request = stage.api_request("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}});
    request.headers[0].second = "application/json";
    CHECK(Json::parse(stage.send(request).body)["warning"] == "missing_charset");
    request.body = "{";
    CHECK(Json::parse(stage.send(request).body)["error"] == "invalid_json");
    request.headers[0].second = "text/plain";
    CHECK(Json::parse(stage.send(request).body)["error"] == "invalid_post_type");
    CHECK(
        Json::parse(stage
                        .send(
                            {.method = "GET",
                             .target = "/api/apps.connections.open",
                             .headers = {{"Authorization", "Bearer xapp-sandbox"}}}
                        )
                        .body)["error"] == "insecure_request"
    );

    stage.sim("token", {{"token", "xoxb-sandbox"}, {"scopes", {"commands"}}});
    const Json refused = stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}});
    CHECK(refused["error"] == "missing_scope");
    CHECK(refused["needed"] == "chat:write");
    CHECK(refused["provided"] == "commands");
    stage.sim("token", {{"token", "xoxb-sandbox"}, {"error", "token_revoked"}});
    CHECK(stage.api("auth.test", Json::object())["error"] == "token_revoked");
}

TEST_CASE("the table of methods has no double and no hole", "[sandbox]") {
    for (const Method& method : methods()) {
        INFO(method.name);
        CHECK(find_method(method.name) == &method);
        CHECK(method.run != nullptr);
    }
}

TEST_CASE("no argument of any type breaks a method", "[sandbox]") {
    Stage stage;
    Json deep = "x";
    for (int i = 0; i < 40; ++i)
        deep = Json::array({deep});
    const Json odd[] = {
        nullptr,
        true,
        -1,
        1.5e300,
        "",
        "{",
        "[1,{}]",
        "<!channel>",
        std::string("\x01\x7f"),
        Json::array(),
        Json::object(),
        deep,
        Json::array({1, nullptr, "a", Json::object()}),
        {{"type", 7}, {"blocks", {{"type", "modal"}}}},
        Json::array(
            {Json{{"type", "section"}, {"text", 5}, {"accessory", "x"}}, Json{{"type", "actions"}, {"elements", {1}}}}
        ),
        {{"type", "modal"}, {"title", 3}, {"blocks", {1, "x", Json{{"type", "input"}}}}},
        {{"event_type", 1}, {"event_payload", {{"k", {{"k", {1}}}}}}},
    };
    static constexpr const char* names[] = {
        "channel",     "channel_id",    "user",   "user_id", "users",       "text",       "blocks",
        "attachments", "metadata",      "view",   "view_id", "external_id", "trigger_id", "ts",
        "thread_ts",   "timestamp",     "oldest", "latest",  "limit",       "cursor",     "name",
        "files",       "filename",      "length", "post_at", "title",       "link",       "topic",
        "types",       "markdown_text", "hash",   "file",    "usergroup",
    };
    for (const Method& method : methods()) {
        if (method.name == "auth.revoke") continue;
        for (const Json& value : odd)
            for (const bool everywhere : {true, false}) {
                Json arguments{{"channel", "CAPI"}, {"user", "UANA"}, {"user_id", "UANA"}, {"text", "x"}};
                for (const char* name : names)
                    if (everywhere || !arguments.contains(name)) arguments[name] = value;
                const Json answer = stage.api(
                    std::string(method.name), arguments,
                    method.token == TokenKind::app ? "xapp-sandbox" : "xoxb-sandbox"
                );
                INFO(method.name << " " << value.dump() << " " << answer.dump());
                CHECK(answer.at("ok").is_boolean());
                CHECK(answer.value("error", "") != "internal_error");
            }
    }
}

TEST_CASE("rate limits: a channel, a method, and off", "[sandbox]") {
    Options options;
    options.limit_scale = 1.0;
    Stage stage(options);
    int limited = 0;
    for (int i = 0; i < 12; ++i) {
        const auto response = stage.send(stage.api_request("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}}));
        if (response.status != 429) continue;
        ++limited;
        CHECK(net::header(response.headers, "Retry-After") == "1");
        CHECK(Json::parse(response.body)["error"] == "ratelimited");
    }
    CHECK(limited > 0);
    CHECK(stage.api("chat.postMessage", {{"channel", "COPS"}, {"text", "another channel"}})["ok"] == true);
    int listed = 0;
    for (int i = 0; i < 30; ++i)
        listed += stage.send(stage.api_request("conversations.list", Json::object())).status == 200 ? 1 : 0;
    CHECK(listed < 30);
    stage.sim("limits", {{"on", false}});
    CHECK(stage.api("conversations.list", Json::object())["ok"] == true);
}
