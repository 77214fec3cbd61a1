#include "integrations/slack/manifest.hpp"

#include "bot/program/program.hpp"

#include <cstdio>

namespace pilothouse::program {

int manifest(const std::string& file) {
    const auto settings = settings_or_complain(file, false);
    if (!settings) return exit_config;
    slack::ManifestOptions options;
    options.command_prefix = settings->slack.command_prefix;
    options.socket_mode = settings->slack.delivery == config::SlackDelivery::socket;
    options.public_url = settings->http.public_url;
    std::puts(slack::manifest(options).c_str());
    return exit_ok;
}

} // namespace pilothouse::program
