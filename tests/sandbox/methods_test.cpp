#include "tests/sandbox/harness.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace pilothouse;
using namespace pilothouse::sandbox;
using sandbox::tests::App;
using sandbox::tests::Json;
using sandbox::tests::Stage;

TEST_CASE("chat: a message is posted, found, edited, linked and deleted", "[sandbox]") {
    Stage stage;
    const Json posted = stage.api(
        "chat.postMessage",
        {{"channel", "#api"}, {"text", "one"}, {"metadata", {{"event_type", "out"}, {"event_payload", {{"key", "k1"}}}}}
        }
    );
    REQUIRE(posted["ok"] == true);
    CHECK(posted["channel"] == "CAPI");
    CHECK(posted["message"]["bot_id"] == "BPILOT");
    CHECK(posted["message"]["metadata"]["event_payload"]["key"] == "k1");
    const std::string ts = posted["ts"];

    const Json next = stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "two"}});
    CHECK(next["ts"].get<std::string>() > ts);

    Json history = stage.form("conversations.history", "channel=CAPI&limit=10");
    REQUIRE(history["messages"].size() == 2);
    CHECK(history["messages"][0]["text"] == "two");
    CHECK(history["messages"][1]["metadata"] == Json{{"event_type", "out"}});
    history = stage.form("conversations.history", "channel=CAPI&include_all_metadata=true&inclusive=true&latest=" + ts);
    REQUIRE(history["messages"].size() == 1);
    CHECK(history["messages"][0]["metadata"]["event_payload"]["key"] == "k1");

    const Json edited = stage.api("chat.update", {{"channel", "CAPI"}, {"ts", ts}, {"text", "one and a half"}});
    CHECK(edited["ok"] == true);
    CHECK(edited["message"].contains("edited"));
    CHECK(edited["message"]["metadata"]["event_payload"]["key"] == "k1");
    CHECK(
        stage.api("chat.update", {{"channel", "CAPI"}, {"ts", ts}, {"text", std::string(4001, 'x')}})["error"] ==
        "msg_too_long"
    );
    CHECK(
        stage.api("chat.update", {{"channel", "CAPI"}, {"ts", "1.000001"}, {"text", "x"}})["error"] ==
        "message_not_found"
    );

    const Json link = stage.form("chat.getPermalink", "channel=CAPI&message_ts=" + ts);
    CHECK(link["permalink"].get<std::string>().starts_with("https://northwind.slack.com/archives/CAPI/p"));
    CHECK(stage.api("chat.delete", {{"channel", "CAPI"}, {"ts", ts}})["ok"] == true);
    CHECK(stage.api("chat.delete", {{"channel", "CAPI"}, {"ts", ts}})["error"] == "message_not_found");
    CHECK(stage.api("chat.postMessage", {{"channel", "CAPI"}})["error"] == "no_text");
    CHECK(stage.api("chat.postMessage", {{"channel", "CNOWHERE"}, {"text", "x"}})["error"] == "channel_not_found");
}

TEST_CASE("chat: text alone takes the blocks away, blocks alone leave the text", "[sandbox]") {
    Stage stage;
    const Json blocks = Json::array({Json{{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", "*b*"}}}}});
    const std::string ts =
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "t"}, {"blocks", blocks}})["ts"];
    Json updated = stage.api("chat.update", {{"channel", "CAPI"}, {"ts", ts}, {"blocks", blocks}});
    CHECK(updated["message"]["text"] == "t");
    CHECK_FALSE(updated["message"].contains("edited"));
    CHECK(updated["message"]["blocks"][0].contains("block_id"));
    updated = stage.api("chat.update", {{"channel", "CAPI"}, {"ts", ts}, {"text", "only"}});
    CHECK_FALSE(updated["message"].contains("blocks"));
}

TEST_CASE("chat: threads count their replies and stay out of the channel", "[sandbox]") {
    Stage stage;
    const std::string parent = stage.sim("say", {{"as", "UANA"}, {"channel", "CAPI"}, {"text", "hello"}})["ts"];
    const Json reply =
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "in thread"}, {"thread_ts", parent}});
    CHECK(reply["message"]["parent_user_id"] == "UANA");
    CHECK(
        stage.api("chat.postMessage", {{"channel", "CAPI"}, {"text", "x"}, {"thread_ts", "1.000000"}})["error"] ==
        "thread_not_found"
    );
    const Json history = stage.form("conversations.history", "channel=CAPI");
    REQUIRE(history["messages"].size() == 1);
    CHECK(history["messages"][0]["reply_count"] == 1);
    CHECK(history["messages"][0]["latest_reply"] == reply["ts"]);
    const Json replies = stage.form("conversations.replies", "channel=CAPI&ts=" + parent);
    REQUIRE(replies["messages"].size() == 2);
    CHECK(replies["messages"][1]["text"] == "in thread");
}

TEST_CASE("chat: an ephemeral message is seen by one person only", "[sandbox]") {
    Stage stage;
    const Json posted = stage.api("chat.postEphemeral", {{"channel", "CAPI"}, {"user", "UANA"}, {"text", "psst"}});
    REQUIRE(posted["ok"] == true);
    CHECK(stage.form("conversations.history", "channel=CAPI")["messages"].empty());
    const Json seen = stage.get("/_sim/messages?channel=CAPI&as=UANA")["messages"];
    REQUIRE(seen.size() == 1);
    CHECK(seen[0]["is_ephemeral"] == true);
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UBEN")["messages"].empty());
    CHECK(
        stage.api("chat.update", {{"channel", "CAPI"}, {"ts", posted["message_ts"]}, {"text", "x"}})["error"] ==
        "message_not_found"
    );
}

TEST_CASE("chat: a scheduled message comes when its time has come", "[sandbox]") {
    Options options = tests::quiet();
    options.time_scale = 0.001;
    Stage stage(options);
    const std::int64_t at = std::chrono::duration_cast<std::chrono::seconds>(now().time_since_epoch()).count();
    CHECK(
        stage.api("chat.scheduleMessage", {{"channel", "CAPI"}, {"text", "x"}, {"post_at", at - 10}})["error"] ==
        "time_in_past"
    );
    CHECK(
        stage.api(
            "chat.scheduleMessage", {{"channel", "CAPI"}, {"text", "x"}, {"post_at", at + 11'000'000}}
        )["error"] == "time_too_far"
    );
    const Json kept =
        stage.api("chat.scheduleMessage", {{"channel", "CAPI"}, {"text", "gone"}, {"post_at", at + 86'400}});
    CHECK(
        stage.api(
            "chat.deleteScheduledMessage", {{"channel", "CAPI"}, {"scheduled_message_id", kept["scheduled_message_id"]}}
        )["ok"] == true
    );
    REQUIRE(
        stage.api("chat.scheduleMessage", {{"channel", "CAPI"}, {"text", "later"}, {"post_at", at + 60}})["ok"] == true
    );
    stage.until([&] { return stage.form("conversations.history", "channel=CAPI")["messages"].size() == 1; });
}

TEST_CASE("conversations: create, name rules, invite, topic, rename, archive", "[sandbox]") {
    Stage stage;
    CHECK(stage.api("conversations.create", {{"name", ""}})["error"] == "invalid_name_required");
    CHECK(stage.api("conversations.create", {{"name", "Upper"}})["error"] == "invalid_name_specials");
    CHECK(stage.api("conversations.create", {{"name", "--"}})["error"] == "invalid_name_punctuation");
    CHECK(stage.api("conversations.create", {{"name", std::string(81, 'a')}})["error"] == "invalid_name_maxlength");
    CHECK(stage.api("conversations.create", {{"name", "api"}})["error"] == "name_taken");
    const Json made = stage.api("conversations.create", {{"name", "inc-7"}});
    REQUIRE(made["ok"] == true);
    const std::string id = made["channel"]["id"];
    CHECK(made["channel"]["is_member"] == true);

    const Json partly = stage.api("conversations.invite", {{"channel", id}, {"users", "UANA,UBOGUS"}});
    CHECK(partly["error"] == "user_not_found");
    CHECK(partly["errors"][0]["user"] == "UBOGUS");
    CHECK(stage.form("conversations.members", "channel=" + id)["members"].size() == 1);
    stage.api("conversations.invite", {{"channel", id}, {"users", "UANA,UBOGUS"}, {"force", true}});
    CHECK(stage.form("conversations.members", "channel=" + id)["members"].size() == 2);
    CHECK(stage.api("conversations.invite", {{"channel", id}, {"users", "UANA"}})["error"] == "already_in_channel");

    CHECK(
        stage.api("conversations.setTopic", {{"channel", id}, {"topic", std::string(251, 't')}})["error"] == "too_long"
    );
    CHECK(
        stage.api("conversations.setTopic", {{"channel", id}, {"topic", "burning"}})["channel"]["topic"]["value"] ==
        "burning"
    );
    CHECK(stage.api("conversations.setPurpose", {{"channel", id}, {"purpose", "p"}})["ok"] == true);
    CHECK(stage.api("conversations.rename", {{"channel", id}, {"name", "inc-8"}})["channel"]["name"] == "inc-8");
    CHECK(stage.api("conversations.kick", {{"channel", id}, {"user", "UANA"}})["ok"] == true);
    CHECK(stage.api("conversations.archive", {{"channel", id}})["ok"] == true);
    CHECK(stage.api("conversations.archive", {{"channel", id}})["error"] == "already_archived");
    CHECK(stage.api("chat.postMessage", {{"channel", id}, {"text", "x"}})["error"] == "is_archived");
    CHECK(stage.api("conversations.create", {{"name", "inc-8"}})["error"] == "name_taken");
    CHECK(stage.api("conversations.join", {{"channel", "CAPI"}})["warning"] == "already_in_channel");
    CHECK(stage.form("conversations.info", "channel=CAPI")["channel"]["name"] == "api");
    CHECK(stage.api("conversations.open", {{"users", "UANA"}})["channel"]["id"] == "DANA");
}

TEST_CASE("conversations: history is paged without a gap", "[sandbox]") {
    Stage stage;
    for (int i = 0; i < 7; ++i)
        stage.api("chat.postMessage", {{"channel", "COPS"}, {"text", std::to_string(i)}});
    std::string cursor, texts;
    for (int page = 0; page < 10; ++page) {
        const Json part =
            stage.form("conversations.history", "channel=COPS&limit=3&inclusive=true&oldest=0&cursor=" + cursor);
        for (const Json& message : part["messages"])
            texts += message["text"].get<std::string>();
        cursor = part["response_metadata"]["next_cursor"];
        CHECK(part["has_more"] == !cursor.empty());
        if (cursor.empty()) break;
    }
    CHECK(texts == "6543210");
    CHECK(stage.form("conversations.history", "channel=COPS&cursor=bogus")["error"] == "invalid_cursor");
    CHECK(stage.form("conversations.history", "channel=COPS&oldest=yesterday")["error"] == "invalid_ts_oldest");
}

TEST_CASE("lists may come in short pages", "[sandbox]") {
    Options options = tests::quiet();
    options.short_pages = true;
    Stage stage(options);
    const Json first = stage.form("users.list", "limit=4");
    CHECK(first["members"].size() == 2);
    CHECK_FALSE(first["response_metadata"]["next_cursor"].get<std::string>().empty());
}

TEST_CASE("users and groups", "[sandbox]") {
    Stage stage;
    CHECK(stage.form("users.info", "user=UANA")["user"]["profile"]["email"] == "ana@example.com");
    CHECK(stage.form("users.info", "user=UNOBODY")["error"] == "user_not_found");
    CHECK(stage.form("users.lookupByEmail", "email=dora%40example.com")["user"]["id"] == "UDORA");
    CHECK(stage.form("users.lookupByEmail", "email=x%40example.com")["error"] == "users_not_found");
    const Json groups = stage.form("usergroups.list", "include_users=true");
    CHECK(groups["usergroups"][0]["handle"] == "oncall");
    CHECK(stage.form("usergroups.users.list", "usergroup=SONCALL")["users"] == Json{"UANA", "UBEN"});
    CHECK(stage.form("usergroups.users.list", "usergroup=SX")["error"] == "no_such_subteam");
    CHECK(stage.form("users.conversations", "types=public_channel")["channels"].size() == 5);
}

TEST_CASE("reactions, pins and bookmarks", "[sandbox]") {
    Stage stage;
    const std::string ts = stage.sim("say", {{"as", "UANA"}, {"channel", "CAPI"}, {"text", "hello"}})["ts"];
    const Json mark{{"channel", "CAPI"}, {"timestamp", ts}, {"name", "eyes"}};
    CHECK(stage.api("reactions.add", mark)["ok"] == true);
    CHECK(stage.api("reactions.add", mark)["error"] == "already_reacted");
    CHECK(stage.get("/_sim/messages?channel=CAPI&as=UANA")["messages"][0]["reactions"][0]["count"] == 1);
    CHECK(stage.api("reactions.remove", mark)["ok"] == true);
    CHECK(stage.api("reactions.remove", mark)["error"] == "no_reaction");
    CHECK(
        stage.api("reactions.add", {{"channel", "CAPI"}, {"timestamp", ts}, {"name", ":eyes:"}})["error"] ==
        "invalid_name"
    );
    CHECK(stage.api("pins.add", mark)["ok"] == true);
    CHECK(stage.api("pins.add", mark)["error"] == "already_pinned");
    CHECK(stage.form("pins.list", "channel=CAPI")["items"].size() == 1);
    const Json added = stage.api(
        "bookmarks.add", {{"channel_id", "CAPI"}, {"title", "Runbook"}, {"type", "link"}, {"link", "https://x.example"}}
    );
    CHECK(added["bookmark"]["title"] == "Runbook");
    CHECK(
        stage.api(
            "bookmarks.add", {{"channel_id", "CAPI"}, {"title", "x"}, {"type", "link"}, {"link", "ftp://x"}}
        )["error"] == "invalid_link"
    );
    CHECK(stage.form("bookmarks.list", "channel_id=CAPI")["bookmarks"].size() == 1);
}

TEST_CASE("files: announce, upload, share", "[sandbox]") {
    Stage stage;
    const Json place = stage.form("files.getUploadURLExternal", "filename=a.log&length=5");
    REQUIRE(place["ok"] == true);
    const std::string url = place["upload_url"];
    const std::string target = url.substr(url.find("/upload/"));
    const Json share{
        {"files", Json::array({Json{{"id", place["file_id"]}, {"title", "Log"}}})},
        {"channel_id", "CAPI"},
        {"initial_comment", "see"}
    };
    CHECK(stage.api("files.completeUploadExternal", share)["error"] == "file_not_found");
    CHECK(stage.send({.method = "POST", .target = target, .headers = {}, .body = "toolong"}).status == 400);
    CHECK(stage.send({.method = "POST", .target = target, .headers = {}, .body = "12345"}).status == 200);
    const Json shared = stage.api("files.completeUploadExternal", share);
    REQUIRE(shared["ok"] == true);
    const Json message = stage.form("conversations.history", "channel=CAPI")["messages"][0];
    CHECK(message["subtype"] == "file_share");
    CHECK(message["files"][0]["title"] == "Log");
    const std::string file = shared["files"][0]["url_private"];
    CHECK(stage.send({.method = "GET", .target = file.substr(file.find("/files/"))}).body == "12345");
}
