#pragma once

#include "sandbox/slack/call.hpp"
#include "sandbox/slack/limits.hpp"

#include <span>
#include <string_view>

namespace pilothouse::sandbox {

/// One Web API method.
struct Method {
    std::string_view name;
    Tier tier;
    TokenKind token;
    std::string_view scope; ///< any one of these, separated by commas; empty: none is needed
    Json (*run)(World&, const Call&);
};

/// All methods; nullptr for a name that is none of them.
std::span<const Method> methods();
const Method* find_method(std::string_view name);

// The families, one file each.
Json api_test(World&, const Call&);
Json auth_test(World&, const Call&);
Json auth_revoke(World&, const Call&);
Json apps_connections_open(World&, const Call&);
Json apps_event_authorizations_list(World&, const Call&);
Json oauth_v2_access(World&, const Call&);
Json team_info(World&, const Call&);
Json bots_info(World&, const Call&);

Json chat_post_message(World&, const Call&);
Json chat_update(World&, const Call&);
Json chat_post_ephemeral(World&, const Call&);
Json chat_delete(World&, const Call&);
Json chat_schedule_message(World&, const Call&);
Json chat_delete_scheduled_message(World&, const Call&);
Json chat_scheduled_messages_list(World&, const Call&);
Json chat_get_permalink(World&, const Call&);

Json conversations_create(World&, const Call&);
Json conversations_invite(World&, const Call&);
Json conversations_join(World&, const Call&);
Json conversations_leave(World&, const Call&);
Json conversations_kick(World&, const Call&);
Json conversations_archive(World&, const Call&);
Json conversations_unarchive(World&, const Call&);
Json conversations_rename(World&, const Call&);
Json conversations_set_topic(World&, const Call&);
Json conversations_set_purpose(World&, const Call&);
Json conversations_info(World&, const Call&);
Json conversations_list(World&, const Call&);
Json conversations_members(World&, const Call&);
Json conversations_open(World&, const Call&);
Json conversations_history(World&, const Call&);
Json conversations_replies(World&, const Call&);

Json users_info(World&, const Call&);
Json users_list(World&, const Call&);
Json users_lookup_by_email(World&, const Call&);
Json users_conversations(World&, const Call&);
Json users_profile_get(World&, const Call&);
Json usergroups_list(World&, const Call&);
Json usergroups_users_list(World&, const Call&);

Json views_open(World&, const Call&);
Json views_push(World&, const Call&);
Json views_update(World&, const Call&);
Json views_publish(World&, const Call&);

Json reactions_add(World&, const Call&);
Json reactions_remove(World&, const Call&);
Json reactions_get(World&, const Call&);
Json pins_add(World&, const Call&);
Json pins_remove(World&, const Call&);
Json pins_list(World&, const Call&);
Json bookmarks_add(World&, const Call&);
Json bookmarks_list(World&, const Call&);
Json bookmarks_remove(World&, const Call&);

Json files_get_upload_url_external(World&, const Call&);
Json files_complete_upload_external(World&, const Call&);
Json files_info(World&, const Call&);
Json files_delete(World&, const Call&);

} // namespace pilothouse::sandbox
