#include "tests/sandbox/harness.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::App;
using sandbox::tests::Json;
using sandbox::tests::Stage;

namespace {

Json plain(const std::string& text) {
    return {{"type", "plain_text"}, {"text", text}};
}

Json modal(const std::string& title) {
    return {
        {"type", "modal"},
        {"callback_id", "form"},
        {"title", plain(title)},
        {"submit", plain("Go")},
        {"notify_on_close", true},
        {"blocks", Json::array({Json{
                       {"type", "input"},
                       {"block_id", "why"},
                       {"label", plain("Why")},
                       {"element", {{"type", "plain_text_input"}, {"action_id", "v"}, {"min_length", 2}}},
                   }})},
    };
}

Json with_button() {
    return Json::array({Json{
        {"type", "actions"},
        {"block_id", "acts"},
        {"elements", Json::array({
                         Json{{"type", "button"}, {"action_id", "go"}, {"text", plain("Go")}, {"value", "812"}},
                         Json{
                             {"type", "static_select"},
                             {"action_id", "pick"},
                             {"options", Json::array({Json{{"text", plain("One")}, {"value", "1"}}})}
                         },
                     })},
    }});
}

/// Gives trigger ids: a press on a fresh button.
std::string trigger(Stage& stage, App& app) {
    const std::string ts =
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "b"}, {"blocks", with_button()}})["ts"];
    const std::size_t before = app.frames().size();
    stage.sim(
        "press", {{"as", "UANA"}, {"channel", "CAPI"}, {"message_ts", ts}, {"action_id", "go"}, {"block_id", "acts"}}
    );
    return app.frame("type", "interactive", before)["payload"]["trigger_id"];
}

} // namespace

TEST_CASE("a button press tells who, where and what", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    const std::string ts =
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "b"}, {"blocks", with_button()}})["ts"];
    CHECK(
        stage.sim(
            "press",
            {{"as", "UBEN"}, {"channel", "CAPI"}, {"message_ts", ts}, {"action_id", "go"}, {"block_id", "acts"}}
        )["ok"] == true
    );
    const Json pressed = app.frame("type", "interactive");
    CHECK(pressed["accepts_response_payload"] == false);
    const Json& payload = pressed["payload"];
    CHECK(payload["type"] == "block_actions");
    CHECK(payload["user"]["id"] == "UBEN");
    CHECK(payload["container"]["message_ts"] == ts);
    CHECK(payload["message"]["blocks"][0]["block_id"] == "acts");
    CHECK(payload["actions"][0]["value"] == "812");
    CHECK(payload["actions"][0].contains("action_ts"));

    const std::size_t before = app.frames().size();
    stage.sim(
        "press", {{"as", "UBEN"}, {"channel", "CAPI"}, {"message_ts", ts}, {"action_id", "pick"}, {"value", "1"}}
    );
    const Json picked = app.frame("type", "interactive", before)["payload"]["actions"][0];
    CHECK(picked["selected_option"]["text"]["text"] == "One");
    CHECK(
        stage.sim("press", {{"as", "UBEN"}, {"channel", "CAPI"}, {"message_ts", ts}, {"action_id", "none"}})["error"] ==
        "action_not_found"
    );
    CHECK(
        stage.sim(
            "press", {{"as", "UBEN"}, {"channel", "CAPI"}, {"message_ts", "1.0"}, {"action_id", "go"}}
        )["error"] == "message_not_found"
    );
}

TEST_CASE("response_url: replaces, answers, deletes, five times at most", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    const std::string ts =
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "b"}, {"blocks", with_button()}})["ts"];
    stage.sim("press", {{"as", "UANA"}, {"channel", "CAPI"}, {"message_ts", ts}, {"action_id", "go"}});
    const std::string url = app.frame("type", "interactive")["payload"]["response_url"];
    const auto hook = [&](const Json& body) {
        return stage.send(
            {.method = "POST",
             .target = url.substr(url.find("/hooks/")),
             .headers = {{"Content-Type", "application/json"}},
             .body = body.dump()}
        );
    };
    CHECK(hook({{"replace_original", true}, {"text", "replaced"}}).body == "ok");
    Json seen = stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"];
    REQUIRE(seen.size() == 1);
    CHECK(seen[0]["text"] == "replaced");
    CHECK_FALSE(seen[0].contains("blocks"));
    hook({{"text", "only for ana"}});
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UANA")["messages"].size() == 2);
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"].size() == 1);
    hook({{"text", "for all"}, {"response_type", "in_channel"}});
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"].size() == 2);
    CHECK(hook({{"blocks", Json::array({Json{{"type", "header"}}})}}).status == 400);
    CHECK(hook({{"delete_original", true}}).status == 200);
    seen = stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"];
    CHECK(seen[0]["text"] == "for all");
    const auto sixth = hook({{"text", "once more"}});
    CHECK(sixth.status == 404);
    CHECK(sixth.body == "used_url");
}

TEST_CASE("a modal is opened, refused, updated, submitted", "[sandbox]") {
    Stage stage;
    Json answer_to_submit;
    App app(stage, [&](const Json& frame) {
        return std::optional<Json>(frame["payload"]["type"] == "view_submission" ? answer_to_submit : Json());
    });
    app.frame("type", "hello");
    const std::string first = trigger(stage, app);
    const Json opened = stage.api("views.open", {{"trigger_id", first}, {"view", modal("One")}});
    REQUIRE(opened["ok"] == true);
    CHECK(stage.api("views.open", {{"trigger_id", first}, {"view", modal("Two")}})["error"] == "exchanged_trigger_id");
    CHECK(
        stage.api("views.open", {{"trigger_id", "made.up"}, {"view", modal("Two")}})["error"] == "invalid_trigger_id"
    );
    const std::string id = opened["view"]["id"];
    CHECK(stage.get("/_sim/view?as=UANA")["view"]["id"] == id);
    CHECK(stage.get("/_sim/view?as=UBEN")["view"].is_null());

    CHECK(
        stage.api("views.update", {{"view_id", id}, {"view", modal("New")}, {"hash", "old"}})["error"] ==
        "hash_conflict"
    );
    CHECK(
        stage.api("views.update", {{"view_id", id}, {"view", modal("New")}, {"hash", opened["view"]["hash"]}})["ok"] ==
        true
    );
    CHECK(stage.api("views.update", {{"view_id", "V0"}, {"view", modal("New")}})["error"] == "not_found");

    const auto submit = [&](const std::string& why) {
        return stage.sim(
            "submit", {{"as", "UANA"},
                       {"view_id", id},
                       {"values", {{"why", {{"v", {{"type", "plain_text_input"}, {"value", why}}}}}}}}
        );
    };
    CHECK(submit("")["errors"]["why"] == "Please complete this required field.");
    CHECK(submit("x")["errors"].contains("why"));
    answer_to_submit = {{"response_action", "errors"}, {"errors", {{"why", "be serious"}}}};
    CHECK(submit("because")["errors"]["why"] == "be serious");
    answer_to_submit = {{"response_action", "push"}, {"view", modal("Top")}};
    CHECK(submit("because")["ok"] == true);
    CHECK(stage.get("/_sim/view?as=UANA")["view"]["title"]["text"] == "Top");
    CHECK(stage.get("/_sim/view?as=UANA")["view"]["previous_view_id"] == id);
    const std::string top = stage.get("/_sim/view?as=UANA")["view"]["id"];
    CHECK(stage.sim("close", {{"as", "UANA"}, {"view_id", top}})["ok"] == true);
    stage.until([&] { return app.frames().back()["payload"]["type"] == "view_closed"; });
    CHECK(stage.get("/_sim/view?as=UANA")["view"]["id"] == id);
    answer_to_submit = nullptr;
    CHECK(submit("because")["ok"] == true);
    CHECK(stage.get("/_sim/view?as=UANA")["view"].is_null());
    Json values;
    for (const Json& frame : app.frames())
        if (frame.contains("payload") && frame["payload"]["type"] == "view_submission")
            values = frame["payload"]["view"]["state"]["values"];
    CHECK(values["why"]["v"] == Json{{"type", "plain_text_input"}, {"value", "because"}});
}

TEST_CASE("a trigger lasts three seconds, and three views can lie on each other", "[sandbox]") {
    Options options = tests::quiet();
    Stage stage(options);
    App app(stage);
    app.frame("type", "hello");
    REQUIRE(stage.api("views.open", {{"trigger_id", trigger(stage, app)}, {"view", modal("1")}})["ok"] == true);
    const auto push = [&] {
        const Json top = stage.get("/_sim/view?as=UANA")["view"];
        stage.api(
            "views.update",
            {{"view_id", top["id"]}, {"view", {{"type", "modal"}, {"title", plain("t")}, {"blocks", with_button()}}}}
        );
        const std::size_t before = app.frames().size();
        stage.sim("press", {{"as", "UANA"}, {"view_id", top["id"]}, {"action_id", "go"}, {"block_id", "acts"}});
        const Json payload = app.frame("type", "interactive", before)["payload"];
        CHECK(payload["container"]["view_id"] == top["id"]);
        return stage.api("views.push", {{"trigger_id", payload["trigger_id"]}, {"view", modal("n")}});
    };
    CHECK(push()["ok"] == true);
    CHECK(push()["ok"] == true);
    CHECK(push()["error"] == "push_limit_reached");
}

TEST_CASE("an old trigger is refused", "[sandbox]") {
    Options options = tests::quiet();
    options.time_scale = 0.0001; // three seconds pass in less than a millisecond
    Stage stage(options);
    App app(stage);
    app.frame("type", "hello");
    const std::string id = trigger(stage, app);
    CHECK(stage.api("views.open", {{"trigger_id", id}, {"view", modal("late")}})["error"] == "expired_trigger_id");
}

TEST_CASE("views: strict checks and the home tab", "[sandbox]") {
    Stage stage;
    App app(stage);
    app.frame("type", "hello");
    Json bad = modal("A title of more than 24 characters");
    Json answer = stage.api("views.open", {{"trigger_id", trigger(stage, app)}, {"view", bad}});
    CHECK(answer["error"] == "invalid_arguments");
    CHECK(
        answer["response_metadata"]["messages"][0] ==
        "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    );
    const Json home{{"type", "home"}, {"blocks", Json::array({Json{{"type", "divider"}}})}};
    answer = stage.api("views.publish", {{"user_id", "UANA"}, {"view", home}});
    REQUIRE(answer["ok"] == true);
    CHECK(stage.get("/_sim/home?as=UANA")["view"]["id"] == answer["view"]["id"]);
    CHECK(stage.api("views.publish", {{"user_id", "UANA"}, {"view", home}, {"hash", "x"}})["error"] == "hash_conflict");
    stage.sim("home", {{"as", "UANA"}});
    CHECK(app.event("app_home_opened")["payload"]["event"]["view"]["id"] == answer["view"]["id"]);
}

TEST_CASE("shortcuts and suggestions", "[sandbox]") {
    Stage stage;
    App app(stage, [](const Json& frame) {
        if (frame["payload"]["type"] != "block_suggestion") return std::optional<Json>(Json());
        return std::optional<Json>(Json{{"options", Json::array({Json{{"text", plain("api")}, {"value", "api"}}})}});
    });
    app.frame("type", "hello");
    CHECK(stage.sim("shortcut", {{"as", "UANA"}, {"callback_id", "open"}})["ok"] == true);
    CHECK(app.frame("type", "interactive")["payload"]["type"] == "shortcut");
    const std::string ts = stage.sim("say", {{"as", "UANA"}, {"channel", "CAPI"}, {"text", "x"}})["ts"];
    const std::size_t before = app.frames().size();
    CHECK(
        stage.sim(
            "shortcut", {{"as", "UANA"}, {"callback_id", "ticket"}, {"channel", "CAPI"}, {"message_ts", ts}}
        )["ok"] == true
    );
    const Json payload = app.frame("type", "interactive", before)["payload"];
    CHECK(payload["type"] == "message_action");
    CHECK(payload["message"]["text"] == "x");
    CHECK(stage.sim("suggest", {{"as", "UANA"}, {"action_id", "svc"}, {"value", "a"}})["options"].size() == 1);
}
