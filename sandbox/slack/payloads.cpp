#include "sandbox/slack/payloads.hpp"

#include "core/json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace pilothouse::sandbox {

namespace {

Json note_object(const Note& note) {
    return {{"value", note.value}, {"creator", note.creator}, {"last_set", note.last_set}};
}

Json team_part(const Workspace& space) {
    return {{"id", space.team.id}, {"domain", space.team.domain}};
}

} // namespace

Json user_object(const Workspace& space, const User& user, bool with_email) {
    Json profile{
        {"real_name", user.real_name}, {"real_name_normalized", user.real_name},
        {"display_name", user.name},   {"display_name_normalized", user.name},
        {"title", user.title},         {"status_text", ""},
        {"status_emoji", ""},          {"team", space.team.id},
    };
    if (with_email && !user.email.empty()) profile["email"] = user.email;
    if (user.id == space.app.bot_user) {
        profile["bot_id"] = space.app.bot_id;
        profile["api_app_id"] = space.app.id;
    }
    return {
        {"id", user.id},
        {"team_id", space.team.id},
        {"name", user.name},
        {"deleted", user.deleted},
        {"color", user.color},
        {"real_name", user.real_name},
        {"tz", user.tz},
        {"tz_label", user.tz},
        {"tz_offset", user.tz_offset},
        {"profile", std::move(profile)},
        {"is_admin", user.is_admin},
        {"is_owner", user.is_admin},
        {"is_primary_owner", false},
        {"is_restricted", false},
        {"is_ultra_restricted", false},
        {"is_bot", user.is_bot},
        {"is_app_user", false},
        {"is_email_confirmed", !user.email.empty()},
        {"updated", 1'700'000'000},
    };
}

Json group_object(const Workspace& space, const Group& group) {
    return {
        {"id", group.id},
        {"team_id", space.team.id},
        {"is_usergroup", true},
        {"is_subteam", true},
        {"name", group.name},
        {"description", ""},
        {"handle", group.handle},
        {"is_external", false},
        {"date_create", 1'700'000'000},
        {"date_update", 1'700'000'000},
        {"date_delete", 0},
        {"prefs", {{"channels", Json::array()}, {"groups", Json::array()}}},
        {"users", group.users},
        {"user_count", group.users.size()},
    };
}

Json channel_object(const Workspace& space, const Channel& channel, const std::string& viewer) {
    Json object{
        {"id", channel.id},
        {"created", channel.created},
        {"is_archived", channel.is_archived},
        {"is_im", channel.is_im},
        {"is_org_shared", false},
        {"context_team_id", space.team.id},
        {"updated", channel.created * 1000},
    };
    if (channel.is_im) {
        object["user"] = channel.im_user;
        object["is_user_deleted"] = false;
        object["priority"] = 0;
        return object;
    }
    object.update(Json{
        {"name", channel.name},
        {"name_normalized", channel.name},
        {"is_channel", true},
        {"is_group", false},
        {"is_mpim", channel.is_mpim},
        {"is_private", channel.is_private},
        {"is_general", channel.is_general},
        {"creator", channel.creator},
        {"unlinked", 0},
        {"is_shared", false},
        {"is_ext_shared", false},
        {"is_pending_ext_shared", false},
        {"pending_shared", Json::array()},
        {"is_member", channel.members.contains(viewer)},
        {"topic", note_object(channel.topic)},
        {"purpose", note_object(channel.purpose)},
        {"previous_names", Json::array()},
        {"num_members", channel.members.size()},
        {"priority", 0},
    });
    return object;
}

Json message_object(const Channel& channel, const Message& message, bool all_metadata) {
    Json object = *message.body;
    if (!all_metadata && object.contains("metadata"))
        object["metadata"] = {{"event_type", object["metadata"]["event_type"]}};
    if (message.replies.empty()) return object;
    std::set<std::string> authors;
    Json users = Json::array();
    for (const std::string& ts : message.replies) {
        const auto reply = channel.messages.find(ts);
        if (reply == channel.messages.end() || !authors.insert(reply->second.author).second) continue;
        if (users.size() < 5) users.push_back(reply->second.author);
    }
    object["thread_ts"] = object["ts"];
    object["reply_count"] = message.replies.size();
    object["reply_users_count"] = authors.size();
    object["reply_users"] = std::move(users);
    object["latest_reply"] = message.replies.back();
    object["is_locked"] = false;
    object["subscribed"] = false;
    return object;
}

Json view_object(const Workspace& space, const View& view) {
    Json object = *view.body;
    object.update(Json{
        {"id", view.id},
        {"team_id", space.team.id},
        {"hash", view.hash},
        {"root_view_id", view.root_id},
        {"previous_view_id", view.previous_id.empty() ? Json() : Json(view.previous_id)},
        {"app_id", space.app.id},
        {"app_installed_team_id", space.team.id},
        {"bot_id", space.app.bot_id},
        {"external_id", view.external_id},
        {"state", {{"values", *view.state}}},
    });
    for (const char* key : {"private_metadata", "callback_id"})
        if (!object.contains(key)) object[key] = "";
    for (const char* key : {"clear_on_close", "notify_on_close"})
        if (!object.contains(key)) object[key] = false;
    if (view.type == "modal")
        for (const char* key : {"submit", "close"})
            if (!object.contains(key)) object[key] = nullptr;
    return object;
}

Json file_object(const Workspace& space, const File& file, const std::string& base_url) {
    const std::string url = base_url + "/files/" + file.id + "/" + file.name;
    return {
        {"id", file.id},
        {"created", file.created},
        {"timestamp", file.created},
        {"name", file.name},
        {"title", file.title},
        {"mimetype", file.mime},
        {"user", file.user},
        {"user_team", space.team.id},
        {"size", file.bytes.size()},
        {"mode", file.snippet_type.empty() ? "hosted" : "snippet"},
        {"is_external", false},
        {"is_public", false},
        {"url_private", url},
        {"url_private_download", url},
        {"permalink", url},
        {"file_access", "visible"},
    };
}

Json outer_event(const Workspace& space, Json event, const std::string& event_id, std::int64_t at) {
    Json authorization{
        {"enterprise_id", nullptr}, {"team_id", space.team.id},       {"user_id", space.app.bot_user},
        {"is_bot", true},           {"is_enterprise_install", false},
    };
    Json outer;
    outer["token"] = space.app.verification_token;
    outer["team_id"] = space.team.id;
    outer["context_team_id"] = space.team.id;
    outer["context_enterprise_id"] = nullptr;
    outer["api_app_id"] = space.app.id;
    outer["event"] = std::move(event);
    outer["type"] = "event_callback";
    outer["event_id"] = event_id;
    outer["event_time"] = at;
    outer["authorizations"] = Json::array({std::move(authorization)});
    outer["is_ext_shared_channel"] = false;
    outer["event_context"] = "4-" + event_id;
    return outer;
}

Json slash_command(
    Workspace& space, const User& user, const Channel& channel, const std::string& command, const std::string& text,
    const std::string& base_url
) {
    const std::string path =
        space.new_response_url("commands", {.channel = channel.id, .user = user.id, .message_ts = {}, .thread_ts = {}});
    return {
        {"token", space.app.verification_token},
        {"team_id", space.team.id},
        {"team_domain", space.team.domain},
        {"channel_id", channel.id},
        {"channel_name", channel.is_im ? "directmessage" : channel.name},
        {"user_id", user.id},
        {"user_name", user.name},
        {"command", command},
        {"text", text},
        {"api_app_id", space.app.id},
        {"is_enterprise_install", "false"},
        {"response_url", base_url + path},
        {"trigger_id", space.new_trigger(user.id)},
    };
}

Json interaction(Workspace& space, std::string_view type, const User& user, const std::string& view_id) {
    return {
        {"type", type},
        {"user", {{"id", user.id}, {"username", user.name}, {"name", user.name}, {"team_id", space.team.id}}},
        {"api_app_id", space.app.id},
        {"token", space.app.verification_token},
        {"trigger_id", space.new_trigger(user.id, view_id)},
        {"team", team_part(space)},
        {"enterprise", nullptr},
        {"is_enterprise_install", false},
    };
}

std::string_view channel_type(const Channel& channel) {
    if (channel.is_im) return "im";
    if (channel.is_mpim) return "mpim";
    return channel.is_private ? "group" : "channel";
}

std::string message_subscription(const Channel& channel) {
    if (channel.is_im) return "message.im";
    if (channel.is_mpim) return "message.mpim";
    return channel.is_private ? "message.groups" : "message.channels";
}

} // namespace pilothouse::sandbox
