#include "commands/language/values.hpp"

#include "commands/language/words.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace pilothouse::commands::language {

namespace {

constexpr auto npos = std::string_view::npos;

constexpr bool digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<std::int64_t> whole_number(std::string_view word) {
    if (word.empty() || word.size() > 18 || !std::ranges::all_of(word, digit)) return std::nullopt;
    std::int64_t number = 0;
    std::from_chars(word.data(), word.data() + word.size(), number);
    return number;
}

std::optional<Duration> unit_named(std::string_view word) {
    using namespace std::chrono;

    struct Unit {
        std::string_view name;
        Duration span;
    };

    static constexpr std::array units{
        Unit{"s", seconds{1}}, Unit{"sec", seconds{1}}, Unit{"m", minutes{1}}, Unit{"min", minutes{1}},
        Unit{"h", hours{1}},   Unit{"d", hours{24}},    Unit{"w", hours{168}},
    };
    const auto it = std::ranges::find_if(units, [word](const Unit& unit) { return same_word(unit.name, word); });
    return it == units.end() ? std::nullopt : std::optional(it->span);
}

} // namespace

std::optional<Version> version_from(std::string_view word) {
    const auto fine = [](char c) { return digit(c) || letter(c) || std::string_view("._/+-").find(c) != npos; };
    if (word.empty() || word.size() > 128 || !std::ranges::all_of(word, fine)) return std::nullopt;
    if (std::string_view("-./").find(word.front()) != npos || word.back() == '/') return std::nullopt;
    if (word.find("..") != npos || word.find("//") != npos) return std::nullopt;
    return Version{std::string(word)};
}

std::optional<DeployRef> deploy_from(std::string_view word) {
    if (word.starts_with('#')) word.remove_prefix(1);
    if (const auto number = whole_number(word))
        return *number > 0 ? std::optional(DeployRef{.number = {*number}}) : std::nullopt;
    const bool shaped = word.size() == 4 && letter(word.front()) &&
                        std::ranges::all_of(word, [](char c) { return digit(c) || letter(c); });
    if (!shaped) return std::nullopt;
    DeployRef ref{.code = std::string(word)};
    for (auto& c : ref.code)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return ref;
}

std::optional<Count> count_from(std::string_view word) {
    const auto number = whole_number(word);
    if (!number || *number < 1 || *number > 1'000) return std::nullopt;
    return Count{*number};
}

std::optional<Duration> duration_from(std::string_view word) {
    constexpr Duration year = std::chrono::hours{24 * 366};
    Duration total{0};
    if (word.size() > 32) return std::nullopt;
    while (!word.empty()) {
        const auto digits = std::min(word.find_first_not_of("0123456789"), word.size());
        const auto number = digits <= 6 ? whole_number(word.substr(0, digits)) : std::nullopt;
        word.remove_prefix(digits);
        const auto unit = unit_named(word.substr(0, word.find_first_of("0123456789")));
        if (!number || !unit) return std::nullopt;
        total += *number * *unit;
        word.remove_prefix(std::min(word.find_first_of("0123456789"), word.size()));
    }
    return total > Duration{0} && total <= year ? std::optional(total) : std::nullopt;
}

const config::Service* service_named(const config::Settings& settings, std::string_view word) {
    for (const auto& service : settings.services)
        if (same_word(service.name.value, word)) return &service;
    return nullptr;
}

const config::Environment* environment_of(const config::Service& service, std::string_view word) {
    for (const auto& environment : service.environments)
        if (same_word(environment.name.value, word)) return &environment;
    return nullptr;
}

const config::Environment* environment_anywhere(const config::Settings& settings, std::string_view word) {
    for (const auto& service : settings.services)
        if (const auto* environment = environment_of(service, word)) return environment;
    return nullptr;
}

const config::Environment*
environment_beginning(const config::Settings& settings, const config::Service* service, std::string_view word) {
    if (word.size() < 3) return nullptr;
    const config::Environment* found = nullptr;
    for (const auto& candidate : settings.services) {
        if (service && &candidate != service) continue;
        for (const auto& environment : candidate.environments) {
            if (!same_word(std::string_view(environment.name.value).substr(0, word.size()), word)) continue;
            if (found && !same_word(found->name.value, environment.name.value)) return nullptr;
            found = &environment;
        }
    }
    return found;
}

std::vector<std::string_view> service_names(const config::Settings& settings) {
    std::vector<std::string_view> names;
    names.reserve(settings.services.size());
    for (const auto& service : settings.services)
        names.push_back(service.name.value);
    return names;
}

std::vector<std::string_view> environment_names(const config::Settings& settings, const config::Service* service) {
    std::vector<std::string_view> names;
    for (const auto& candidate : settings.services) {
        if (service && &candidate != service) continue;
        for (const auto& environment : candidate.environments)
            if (std::ranges::find(names, environment.name.value) == names.end())
                names.push_back(environment.name.value);
    }
    return names;
}

} // namespace pilothouse::commands::language
