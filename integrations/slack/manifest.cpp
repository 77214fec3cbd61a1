#include "integrations/slack/manifest.hpp"

#include "integrations/slack/limits.hpp"

#include <nlohmann/json.hpp>

#include <array>

namespace pilothouse::slack {

namespace {

/// In the order people read them.
using nlohmann::ordered_json;

struct SlashCommand {
    std::string_view name, description, usage;
};

constexpr std::array<SlashCommand, 4> slash_commands{{
    {"deploy", "Roll a version of a service out", "<service> <version> to <environment>"},
    {"status", "What runs where, and what is under way", "[service]"},
    {"incident", "Declare an incident, and run it", "declare <severity> <what is wrong>"},
    {"pilot", "Everything else: help, approve, rollback, history, log", "help"},
}};

constexpr std::array scopes{
    "app_mentions:read", ///< commands by mention
    "channels:manage",   ///< channels of incidents: made, with a topic, with people let in
    "channels:history",  ///< to find a message again whose posting had no answer
    "channels:read",     ///< #names of the configuration
    "chat:write",
    "chat:write.public", ///< public channels that the bot was not invited to
    "commands",
    "files:write", ///< logs
    "groups:history",    "groups:read",
    "groups:write", ///< the same for private incidents
    "im:history",   ///< commands by direct message
    "im:read",           "im:write",
    "users:read",       ///< who is a guest, a bot, or gone
    "users:read.email", ///< teams are declared by e-mail address
};

std::string without_slash(std::string text) {
    while (text.ends_with('/'))
        text.pop_back();
    return text;
}

ordered_json commands_of(const ManifestOptions& options, const std::string& base) {
    std::string_view prefix = options.command_prefix;
    if (prefix.starts_with('/')) prefix.remove_prefix(1);
    auto list = ordered_json::array();
    for (const auto& command : slash_commands) {
        ordered_json entry;
        entry["command"] = "/" + std::string(prefix) + std::string(command.name);
        if (!options.socket_mode) entry["url"] = base + "/slack/commands";
        entry["description"] = command.description;
        entry["usage_hint"] = command.usage;
        entry["should_escape"] = true;
        list.push_back(std::move(entry));
    }
    return list;
}

ordered_json features_of(const ManifestOptions& options, const std::string& base) {
    constexpr std::size_t display_name = 80;
    ordered_json features;
    features["app_home"]["home_tab_enabled"] = false;
    features["app_home"]["messages_tab_enabled"] = true;
    features["app_home"]["messages_tab_read_only_enabled"] = false;
    features["bot_user"]["display_name"] = limits::cut(options.name, display_name);
    features["bot_user"]["always_online"] = true;
    features["slash_commands"] = commands_of(options, base);
    return features;
}

ordered_json settings_of(const ManifestOptions& options, const std::string& base) {
    ordered_json settings;
    if (!options.socket_mode) settings["event_subscriptions"]["request_url"] = base + "/slack/events";
    settings["event_subscriptions"]["bot_events"] = {"app_mention", "message.im"};
    settings["interactivity"]["is_enabled"] = true;
    if (!options.socket_mode) settings["interactivity"]["request_url"] = base + "/slack/interactivity";
    settings["org_deploy_enabled"] = false;
    settings["socket_mode_enabled"] = options.socket_mode;
    settings["token_rotation_enabled"] = false;
    return settings;
}

} // namespace

std::string manifest(const ManifestOptions& options) {
    constexpr std::size_t name = 35;
    const auto base = without_slash(options.public_url);
    ordered_json document;
    document["display_information"]["name"] = limits::cut(options.name, name);
    document["display_information"]["description"] = "Deploys, status and approvals from chat";
    document["display_information"]["background_color"] = "#1f3a5f";
    document["features"] = features_of(options, base);
    for (const auto* scope : scopes)
        document["oauth_config"]["scopes"]["bot"].push_back(scope);
    document["settings"] = settings_of(options, base);
    return document.dump(2) + "\n";
}

} // namespace pilothouse::slack
