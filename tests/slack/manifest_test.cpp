#include "integrations/slack/manifest.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <set>
#include <string>

using nlohmann::json;
using pilothouse::slack::manifest;

TEST_CASE("the manifest for Socket Mode needs no address") {
    const auto document = json::parse(manifest({}));
    CHECK(document["settings"]["socket_mode_enabled"] == true);
    CHECK(document["settings"]["interactivity"]["is_enabled"] == true);
    CHECK(document.dump().find("url") == std::string::npos);
    CHECK(document["features"]["slash_commands"][0]["command"] == "/deploy");
    CHECK(document["features"]["slash_commands"][3]["command"] == "/pilot");
    for (const auto& command : document["features"]["slash_commands"])
        CHECK(command["should_escape"] == true);
    CHECK(document["settings"]["event_subscriptions"]["bot_events"] == json{"app_mention", "message.im"});
    const std::set<std::string> scopes = document["oauth_config"]["scopes"]["bot"];
    const std::set<std::string> needed{
        "app_mentions:read", "channels:manage",   "channels:history", "channels:read",
        "chat:write",        "chat:write.public", "commands",         "files:write",
        "groups:history",    "groups:write",      "groups:read",      "im:history",
        "im:read",           "im:write",          "users:read",       "users:read.email",
    };
    CHECK(scopes == needed);
}

TEST_CASE("the manifest for HTTP names its three addresses, and a prefix goes before each command") {
    for (const auto* prefix : {"acme-", "/acme-"}) {
        const auto document = json::parse(
            manifest({.command_prefix = prefix, .socket_mode = false, .public_url = "https://bot.example.com/"})
        );
        CHECK(document["settings"]["socket_mode_enabled"] == false);
        CHECK(document["settings"]["event_subscriptions"]["request_url"] == "https://bot.example.com/slack/events");
        CHECK(document["settings"]["interactivity"]["request_url"] == "https://bot.example.com/slack/interactivity");
        CHECK(document["features"]["slash_commands"][0]["command"] == "/acme-deploy");
        CHECK(document["features"]["slash_commands"][0]["url"] == "https://bot.example.com/slack/commands");
    }
}

TEST_CASE("names are kept within what Slack takes") {
    const auto document = json::parse(manifest({.name = std::string(100, 'x')}));
    CHECK(document["display_information"]["name"].get<std::string>().size() < 40);
    CHECK(document["display_information"]["description"].get<std::string>().size() <= 140);
}
