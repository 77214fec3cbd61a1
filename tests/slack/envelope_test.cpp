#include "samples.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::slack;
using nlohmann::json;

namespace {

json mention() {
    return samples::read("08_env_app_mention");
}

json direct_message() {
    return samples::read("12_env_message_im_with_links");
}

json slash() {
    return samples::read("06_env_slash_command_deploy");
}

/// The sample's buttons have ids of another program; ours are numbered.
json press() {
    auto frame = samples::read("13_env_block_actions_approve");
    frame["payload"]["actions"][0]["action_id"] = "deploy.approve#1";
    frame["payload"]["actions"][0]["value"] = "3107:9f21";
    return frame;
}

std::string first_words(const commands::Said& said) {
    REQUIRE(!said.words.empty());
    const auto* plain = std::get_if<commands::PlainWords>(&said.words.front());
    return plain ? plain->text : "";
}

} // namespace

TEST_CASE("hello and disconnect tell what the socket's keeper needs") {
    const auto hello = samples::decoded(samples::read("01_socket_hello"));
    CHECK(hello.type == "hello");
    CHECK(hello.id.empty());
    CHECK(hello.num_connections == 1);
    CHECK(hello.approximate_connection_time == 18'060);
    CHECK((hello.heard && !*hello.heard));
    const std::vector<std::pair<std::string, std::string>> reasons{
        {"02_socket_disconnect_warning", "warning"},
        {"03_socket_disconnect_refresh_requested", "refresh_requested"},
        {"04_socket_disconnect_too_many_websockets", "too_many_websockets"},
        {"05_socket_disconnect_link_disabled", "link_disabled"},
    };
    for (const auto& [name, reason] : reasons) {
        const auto frame = samples::decoded(samples::read(name));
        CHECK(frame.type == "disconnect");
        CHECK(frame.reason == reason);
    }
}

TEST_CASE("a mention in a channel") {
    const auto envelope = samples::decoded(mention());
    CHECK(envelope.id == "a1b0c7d2-55e3-4bb0-8f0e-9d2c1b3a4f02");
    CHECK(envelope.type == "events_api");
    CHECK_FALSE(envelope.accepts_response_payload);
    CHECK(envelope.retry_attempt == 0);
    const auto said = samples::heard<commands::Said>(mention());
    CHECK(said.who == PersonId("U07AMARA001"));
    CHECK(said.voice == commands::Voice::mention);
    CHECK(said.where.channel == ChannelId("C07DEPLOYS1"));
    CHECK(said.where.thread.empty());
    CHECK_FALSE(said.where.direct);
    CHECK_FALSE(said.where.strangers);
    CHECK(said.words == commands::plain_words("status checkout-api in prod"));
}

TEST_CASE("a redelivery has the key of the first delivery") {
    const auto retry = samples::read("09_env_app_mention_retry");
    CHECK(samples::key(mention()) == "event:Ev09MENTION1");
    CHECK(samples::key(retry) == samples::key(mention()));
    CHECK(samples::decoded(retry).retry_attempt == 1);
    auto without_id = mention();
    without_id["payload"].erase("event_id");
    CHECK(samples::key(without_id) == "message:C07DEPLOYS1:1795400101.204359");
}

TEST_CASE("of the two events of one text, one runs") {
    auto twin = mention();
    twin["payload"]["event"]["type"] = "message";
    for (const auto* kind : {"channel", "group", "mpim"}) {
        twin["payload"]["event"]["channel_type"] = kind;
        CHECK(samples::is_passed_over(twin));
    }
    CHECK(samples::heard<commands::Said>(direct_message()).voice == commands::Voice::direct);
    auto mention_in_direct = direct_message();
    mention_in_direct["payload"]["event"]["type"] = "app_mention";
    CHECK(samples::is_passed_over(mention_in_direct));
}

TEST_CASE("a direct message, with everything Slack made of it undone") {
    const auto said = samples::heard<commands::Said>(direct_message());
    CHECK(said.where.direct);
    const commands::Utterance expected{
        commands::PlainWords{"incident open sev2 \"5xx > 2% on checkout.example.com\" link "
                             "https://northwind.atlassian.example/browse/OPS-1042 cc @S07ONCALL01 in "},
        commands::ChannelNamed{ChannelId("C07ALERTS02")},
        commands::PlainWords{" "},
        commands::VerbatimWords{"kubectl get pods -n checkout"},
    };
    CHECK(said.words == expected);
}

TEST_CASE("a text in a thread is answered there") {
    auto frame = mention();
    frame["payload"]["event"]["thread_ts"] = "1795400000.000100";
    CHECK(samples::heard<commands::Said>(frame).where.thread == "1795400000.000100");
}

TEST_CASE("a channel shared with another organisation is marked") {
    auto frame = mention();
    frame["payload"]["is_ext_shared_channel"] = true;
    CHECK(samples::heard<commands::Said>(frame).where.strangers);
}

TEST_CASE("edits, bots, hidden and odd messages run nothing") {
    CHECK(samples::is_passed_over(samples::read("10_env_message_own_bot_ignore")));
    CHECK(samples::is_passed_over(samples::read("11_env_message_changed")));
    const std::vector<std::pair<std::string, json>> signs{
        {"bot_id", "B1"},
        {"bot_id", 7},
        {"bot_profile", json::object()},
        {"hidden", true},
        {"hidden", "yes"},
        {"edited", {{"ts", "1"}}},
        {"subtype", "message_changed"},
        {"subtype", "bot_message"},
        {"subtype", "channel_join"},
        {"subtype", 4},
        {"user", "U08SHIPBOT2"},
        {"user", "USLACKBOT"},
        {"user", ""},
        {"user", nullptr},
        {"type", "link_shared"},
        {"type", "message_deleted"},
        {"type", nullptr},
    };
    for (const auto& [field, value] : signs) {
        for (auto frame : {mention(), direct_message()}) {
            frame["payload"]["event"][field] = value;
            INFO(field << " = " << value);
            CHECK(samples::is_passed_over(frame));
        }
    }
}

TEST_CASE("null in a field is as good as no field, and files may come along") {
    for (const auto* field : {"bot_id", "bot_profile", "hidden", "edited", "subtype", "thread_ts"}) {
        auto frame = mention();
        frame["payload"]["event"][field] = nullptr;
        CHECK_FALSE(samples::is_passed_over(frame));
    }
    for (const auto* subtype : {"file_share", "thread_broadcast"}) {
        auto frame = direct_message();
        frame["payload"]["event"]["subtype"] = subtype;
        CHECK_FALSE(samples::is_passed_over(frame));
    }
    auto shown = mention();
    shown["payload"]["event"]["hidden"] = false;
    CHECK_FALSE(samples::is_passed_over(shown));
}

TEST_CASE("before auth.test has answered, the delivery itself tells who the bot is") {
    Hearing fresh;
    CHECK(first_words(samples::heard<commands::Said>(mention(), fresh)) == "status checkout-api in prod");
    auto own = mention();
    own["payload"]["event"]["user"] = "U08SHIPBOT2";
    CHECK(samples::is_passed_over(own, fresh));
}

TEST_CASE("a slash command") {
    const auto said = samples::heard<commands::Said>(slash());
    CHECK(samples::key(slash()) == "slash:8123456789044.7000000000001.3b0c1d9e7a5f42e0a6c8d4b2f1e09a77");
    CHECK(samples::decoded(slash()).accepts_response_payload);
    CHECK(said.who == PersonId("U07AMARA001"));
    CHECK(said.voice == commands::Voice::slash);
    CHECK(said.where.channel == ChannelId("C07DEPLOYS1"));
    CHECK(said.trigger == "8123456789044.7000000000001.3b0c1d9e7a5f42e0a6c8d4b2f1e09a77");
    CHECK(said.response_url == "https://hooks.slack.com/commands/T07DEVOPS01/8123456789012/kQ2vY7dPz0Rb4mXc9LwT1sAe");
    const commands::Utterance expected{
        commands::PlainWords{"deploy checkout-api v2.14.3 to prod —reason “hotfix for "},
        commands::PersonNamed{PersonId("U07JONAS002")},
        commands::PlainWords{" & team”"},
    };
    CHECK(said.words == expected);
}

TEST_CASE("the slash command's own name is the first word, but for /pilot") {
    struct Case {
        std::string command, prefix, text, expected;
    };

    const std::vector<Case> cases{
        {"/deploy", "", "api v1", "deploy api v1"},      {"/status", "", "", "status"},
        {"/status", "", " api", "status api"},           {"/pilot", "", "approve 812", "approve 812"},
        {"/acme-deploy", "acme-", "api", "deploy api"},  {"/acme-pilot", "acme-", "help", "help"},
        {"/acme-status", "/acme-", "api", "status api"}, {"/deploy", "acme-", "api", "deploy api"},
        {"/deploy", "", "`api`", "deploy api"},
    };
    for (const auto& one : cases) {
        auto frame = slash();
        frame["payload"]["command"] = one.command;
        frame["payload"]["text"] = one.text;
        auto own = samples::hearing();
        own.command_prefix = one.prefix;
        INFO(one.command << " " << one.text);
        CHECK(first_words(samples::heard<commands::Said>(frame, own)).find("  ") == std::string::npos);
        CHECK(first_words(samples::heard<commands::Said>(frame, own)) == one.expected);
    }
    auto empty = slash();
    empty["payload"]["command"] = "/pilot";
    empty["payload"]["text"] = nullptr;
    CHECK(samples::heard<commands::Said>(empty).words.empty());
    auto person = slash();
    person["payload"]["text"] = "<@U07JONAS002>";
    CHECK(first_words(samples::heard<commands::Said>(person)) == "deploy ");
}

TEST_CASE("a slash command in a direct conversation, and one with a foreign response_url") {
    auto frame = slash();
    frame["payload"]["channel_id"] = "D07AMARADM1";
    frame["payload"]["response_url"] = "https://hooks.slack.com.evil.example/x";
    const auto said = samples::heard<commands::Said>(frame);
    CHECK(said.where.direct);
    CHECK(said.response_url.empty());
}

TEST_CASE("a press of a button") {
    const auto pressed = samples::heard<commands::Pressed>(press());
    CHECK(samples::key(press()) == "action:U07JONAS002:deploy.approve#1:1795400322.918273");
    CHECK(pressed.who == PersonId("U07JONAS002"));
    CHECK(pressed.action == "deploy.approve");
    CHECK(pressed.value == "3107:9f21");
    CHECK(pressed.where.channel == ChannelId("C07DEPLOYS1"));
    CHECK(pressed.where.thread.empty());
    CHECK_FALSE(pressed.where.strangers);
    CHECK(pressed.trigger.starts_with("8123456799911."));
    CHECK(pressed.response_url == "https://hooks.slack.com/actions/T07DEVOPS01/8123456799922/Zr7Vt0QpLm3Xw9KcBy2NdG5h");
    auto in_thread = press();
    in_thread["payload"]["container"]["thread_ts"] = "1795400300.000100";
    CHECK(samples::heard<commands::Pressed>(in_thread).where.thread == "1795400300.000100");
    auto ephemeral = press();
    ephemeral["payload"].erase("message");
    ephemeral["payload"].erase("channel");
    CHECK(samples::heard<commands::Pressed>(ephemeral).where.channel == ChannelId("C07DEPLOYS1"));
    auto stranger = press();
    stranger["payload"]["user"]["team_id"] = "T0OTHER";
    CHECK(samples::heard<commands::Pressed>(stranger).where.strangers);
}

TEST_CASE("link buttons, other elements and foreign ids run nothing") {
    CHECK(samples::is_passed_over(samples::read("13_env_block_actions_approve")));
    const std::vector<std::pair<std::string, json>> signs{
        {"url", "https://x.example"},
        {"type", "static_select"},
        {"action_id", "deploy.approve"},
        {"action_id", "deploy.approve#"},
        {"action_id", "deploy.approve#1a"},
        {"action_id", "#1"},
        {"action_id", 3},
    };
    for (const auto& [field, value] : signs) {
        auto frame = press();
        frame["payload"]["actions"][0][field] = value;
        INFO(field << " = " << value);
        CHECK(samples::is_passed_over(frame));
    }
    CHECK(action_of(action_id("a#b", 12)) == "a#b");
}

TEST_CASE("a form that was sent") {
    const auto frame = samples::read("15_env_view_submission_incident");
    const auto form = samples::heard<commands::Submitted>(frame);
    CHECK(samples::key(frame) == "view:V09INCMODAL1:1795400410.Qe81LkPz");
    CHECK(samples::decoded(frame).accepts_response_payload);
    CHECK(form.who == PersonId("U07AMARA001"));
    CHECK(form.form == "incident_open");
    CHECK(form.context == R"({"v":1,"ch":"C07ALERTS02","ts":"1795400401.000100"})");
    const std::map<std::string, std::string> answers{
        {"title", "Checkout 5xx above 2%"}, {"severity", "sev2"}, {"lead", "U07JONAS002"}, {"summary", ""}
    };
    CHECK(form.answers == answers);
}

TEST_CASE("what is not for us is acknowledged and passed over") {
    for (const auto* name :
         {"17_env_view_closed", "18_env_shortcut_global", "19_env_message_action", "20_env_app_home_opened",
          "21_env_member_joined_channel_self"}) {
        INFO(name);
        CHECK(samples::is_passed_over(samples::read(name)));
        CHECK(!samples::decoded(samples::read(name)).id.empty());
    }
    CHECK(samples::is_passed_over({{"envelope_id", "x"}, {"type", "something_new"}}));
}

TEST_CASE("a workspace over its event limit is noticed") {
    const auto frame = samples::read("22_env_app_rate_limited");
    CHECK(samples::heard<commands::Noticed>(frame).key == "slack/app_rate_limited");
    CHECK(samples::key(frame) == "app_rate_limited:1795400820");
}

TEST_CASE("an event that should run but is broken is an error, with its id") {
    auto frame = slash();
    frame["payload"].erase("user_id");
    const auto envelope = samples::decoded(frame);
    CHECK(envelope.id == "5f7a1d0c-2b1e-4f7e-9a5d-6f0f3a7c1e01");
    REQUIRE_FALSE(envelope.heard);
    CHECK(envelope.heard.error().code == Errc::bad_input);
}

TEST_CASE("the id of a frame that is not JSON is still found") {
    const auto own = samples::hearing();
    const std::string depth(200, '[');
    const std::vector<std::pair<std::string, std::string>> frames{
        {R"({"envelope_id":"e-1","payload":{)", "e-1"},
        {R"({"envelope_id" : "e-2", "type":)", "e-2"},
        {R"({"payload":)" + depth + std::string(200, ']') + R"(,"envelope_id":"e-3"})", "e-3"},
        {R"({"payload":{"text":"\"envelope_id\":\"forged\""},"envelope_id":"e-4")", "e-4"},
        {"{\"envelope_id\":\"e-5\",\"payload\":\"\xFF\"}", "e-5"},
        {R"({"envelope_id":"e 6","payload":)", ""},
        {R"({"envelope_id":7,)", ""},
        {R"({"envelope_id":")", ""},
        {R"({"envelope_id")", ""},
        {"", ""},
        {"[]", ""},
        {"null", ""},
    };
    for (const auto& [frame, id] : frames) {
        INFO(frame);
        const auto envelope = decode_envelope(frame, own);
        CHECK(envelope.id == id);
        CHECK_FALSE(envelope.heard);
    }
}
