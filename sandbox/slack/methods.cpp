#include "sandbox/slack/methods.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace pilothouse::sandbox {

namespace {

using enum Tier;
constexpr TokenKind bot = TokenKind::bot;
constexpr TokenKind app = TokenKind::app;
constexpr TokenKind nobody = TokenKind::none;

constexpr std::string_view reading = "channels:read,groups:read,im:read,mpim:read";
constexpr std::string_view history = "channels:history,groups:history,im:history,mpim:history";
constexpr std::string_view managing = "channels:manage,groups:write";
constexpr std::string_view inviting = "channels:manage,channels:write.invites,groups:write,groups:write.invites";
constexpr std::string_view topics = "channels:manage,channels:write.topic,groups:write,groups:write.topic";

/// Tiers and scopes as the method pages have them.
constexpr Method table[] = {
    {"api.test", four, nobody, "", api_test},
    {"auth.test", special, bot, "", auth_test},
    {"auth.revoke", three, bot, "", auth_revoke},
    {"apps.connections.open", one, app, "connections:write", apps_connections_open},
    {"apps.event.authorizations.list", four, app, "authorizations:read", apps_event_authorizations_list},
    {"oauth.v2.access", four, nobody, "", oauth_v2_access},
    {"team.info", three, bot, "team:read", team_info},
    {"bots.info", three, bot, "users:read", bots_info},

    {"chat.postMessage", posting, bot, "chat:write", chat_post_message},
    {"chat.update", three, bot, "chat:write", chat_update},
    {"chat.postEphemeral", four, bot, "chat:write", chat_post_ephemeral},
    {"chat.delete", three, bot, "chat:write", chat_delete},
    {"chat.scheduleMessage", three, bot, "chat:write", chat_schedule_message},
    {"chat.deleteScheduledMessage", three, bot, "chat:write", chat_delete_scheduled_message},
    {"chat.scheduledMessages.list", three, bot, "", chat_scheduled_messages_list},
    {"chat.getPermalink", special, bot, "", chat_get_permalink},

    {"conversations.create", two, bot, managing, conversations_create},
    {"conversations.invite", three, bot, inviting, conversations_invite},
    {"conversations.join", three, bot, "channels:join", conversations_join},
    {"conversations.leave", three, bot, managing, conversations_leave},
    {"conversations.kick", three, bot, managing, conversations_kick},
    {"conversations.archive", two, bot, managing, conversations_archive},
    {"conversations.unarchive", two, bot, managing, conversations_unarchive},
    {"conversations.rename", two, bot, managing, conversations_rename},
    {"conversations.setTopic", two, bot, topics, conversations_set_topic},
    {"conversations.setPurpose", two, bot, topics, conversations_set_purpose},
    {"conversations.info", three, bot, reading, conversations_info},
    {"conversations.list", two, bot, reading, conversations_list},
    {"conversations.members", four, bot, reading, conversations_members},
    {"conversations.open", three, bot, "im:write,mpim:write", conversations_open},
    {"conversations.history", three, bot, history, conversations_history},
    {"conversations.replies", three, bot, history, conversations_replies},

    {"users.info", four, bot, "users:read", users_info},
    {"users.list", two, bot, "users:read", users_list},
    {"users.lookupByEmail", three, bot, "users:read.email", users_lookup_by_email},
    {"users.conversations", three, bot, reading, users_conversations},
    {"users.profile.get", four, bot, "users.profile:read,users:read", users_profile_get},
    {"usergroups.list", two, bot, "usergroups:read", usergroups_list},
    {"usergroups.users.list", two, bot, "usergroups:read", usergroups_users_list},

    {"views.open", four, bot, "", views_open},
    {"views.push", four, bot, "", views_push},
    {"views.update", four, bot, "", views_update},
    {"views.publish", four, bot, "", views_publish},

    {"reactions.add", three, bot, "reactions:write", reactions_add},
    {"reactions.remove", two, bot, "reactions:write", reactions_remove},
    {"reactions.get", three, bot, "reactions:read", reactions_get},
    {"pins.add", two, bot, "pins:write", pins_add},
    {"pins.remove", two, bot, "pins:write", pins_remove},
    {"pins.list", two, bot, "pins:read", pins_list},
    {"bookmarks.add", two, bot, "bookmarks:write", bookmarks_add},
    {"bookmarks.list", three, bot, "bookmarks:read", bookmarks_list},
    {"bookmarks.remove", two, bot, "bookmarks:write", bookmarks_remove},

    {"files.getUploadURLExternal", four, bot, "files:write", files_get_upload_url_external},
    {"files.completeUploadExternal", four, bot, "files:write", files_complete_upload_external},
    {"files.info", four, bot, "files:read", files_info},
    {"files.delete", three, bot, "files:write", files_delete},
};

} // namespace

std::span<const Method> methods() {
    return table;
}

const Method* find_method(std::string_view name) {
    static const auto by_name = [] {
        std::unordered_map<std::string_view, const Method*> map;
        for (const Method& method : table)
            map.emplace(method.name, &method);
        return map;
    }();
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

} // namespace pilothouse::sandbox
