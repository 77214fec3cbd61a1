#pragma once

#include <string>
#include <string_view>

namespace pilothouse::slack {

struct ManifestOptions {
    std::string name = "Pilothouse";
    std::string command_prefix{}; ///< as slack.command_prefix
    bool socket_mode = true;
    std::string public_url{}; ///< https://bot.example.com, where Slack delivers over HTTP
};

/// The app manifest (JSON) to paste into Slack's "create an app from a manifest": the slash commands, and no scope
/// or event that the bot does not use.
std::string manifest(const ManifestOptions& options);

} // namespace pilothouse::slack
