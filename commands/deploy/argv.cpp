#include "commands/deploy/argv.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace pilothouse::commands::deploy {

namespace {
using Placeholders = std::array<std::pair<std::string_view, std::string>, 4>;

std::string filled(std::string_view argument, const Placeholders& placeholders) {
    std::string out;
    while (!argument.empty()) {
        const auto* const found = std::ranges::find_if(placeholders, [&](const auto& placeholder) {
            return argument.starts_with(placeholder.first);
        });
        if (found == placeholders.end()) {
            out.push_back(argument.front());
            argument.remove_prefix(1);
        } else {
            out += found->second;
            argument.remove_prefix(found->first.size());
        }
    }
    return out;
}
} // namespace

bool safe_argument(std::string_view value) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/+-";
    return !value.empty() && value.size() <= 128 && value.front() != '-' &&
           value.find_first_not_of(allowed) == std::string_view::npos && value.find("..") == std::string_view::npos;
}

Result<std::vector<std::string>> fill(const config::RunProgram& program, const ArgvValues& values) {
    const Placeholders placeholders{{
        {"{service}", values.service.value},
        {"{environment}", values.environment.value},
        {"{version}", values.version.value},
        {"{deploy}", std::to_string(values.deploy.value)},
    }};
    for (const auto& [placeholder, value] : placeholders)
        if (!safe_argument(value))
            return fail(
                Errc::bad_input, "a program can't be given '" + value + "' for " + std::string(placeholder),
                "Letters, digits and . _ / + - may be used, at most 128 of them, not beginning with '-'"
            );
    std::vector<std::string> argv;
    argv.reserve(program.argv.size());
    for (const auto& argument : program.argv)
        argv.push_back(filled(argument, placeholders));
    return argv;
}

} // namespace pilothouse::commands::deploy
