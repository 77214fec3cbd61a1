#include "bot/program/program.hpp"
#include "config/load.hpp"

#include <cstdio>
#include <cstdlib>

namespace pilothouse::program {

std::optional<std::string> variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    if (value == nullptr) return std::nullopt;
    return std::string(value);
}

int complain(const Error& error, int status) {
    std::fprintf(stderr, "%s\n", error.text().c_str());
    return status;
}

std::optional<config::Settings> settings_or_complain(const std::string& file, bool secrets) {
    auto settings = config::load(file, variable, {.secrets = secrets});
    if (settings) return std::move(*settings);
    complain(settings.error());
    return std::nullopt;
}

int check(const std::string& file) {
    const auto settings = settings_or_complain(file, false);
    if (!settings) return exit_config;
    std::size_t environments = 0;
    for (const auto& service : settings->services)
        environments += service.environments.size();
    const auto counted = [](std::size_t count, const std::string& what) {
        return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
    };
    std::printf(
        "%s is right: %s, %s, %s\n", file.c_str(), counted(settings->teams.size(), "team").c_str(),
        counted(settings->services.size(), "service").c_str(), counted(environments, "environment").c_str()
    );
    return exit_ok;
}

} // namespace pilothouse::program
