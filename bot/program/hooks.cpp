#include "bot/program/program.hpp"
#include "bot/webhooks.hpp"

#include <cstdio>

namespace pilothouse::program {

int hooks(const std::string& file) {
    const auto settings = settings_or_complain(file, false);
    if (!settings) return exit_config;
    std::fputs(bot::hooks_help(*settings).c_str(), stdout);
    return exit_ok;
}

} // namespace pilothouse::program
