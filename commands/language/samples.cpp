#include "commands/language/samples.hpp"

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

constexpr auto npos = std::string_view::npos;

/// The first service that something can be done with.
const config::Service* first_service(const config::Settings& settings) {
    for (const auto& service : settings.services)
        if (!service.environments.empty()) return &service;
    return settings.services.empty() ? nullptr : &settings.services.front();
}

} // namespace

std::string sample(Kind kind, const config::Settings& settings) {
    const auto* service = first_service(settings);
    switch (kind) {
    case Kind::service:
        return service ? service->name.value : std::string();
    case Kind::environment:
        return service && !service->environments.empty() ? service->environments.front().name.value : std::string();
    case Kind::version:
        return "v1.4.2";
    case Kind::deploy:
        return "812";
    case Kind::duration:
        return "30m";
    case Kind::person:
        return "@ana";
    case Kind::count:
        return "10";
    case Kind::text:
        return "\"too many errors\"";
    case Kind::command:
        return "deploy";
    case Kind::word:
        return service ? service->name.value : "api";
    case Kind::channel:
        return "#api";
    case Kind::flag:
        break;
    }
    return {};
}

std::string example_line(std::string_view text, const config::Settings& settings) {
    std::string line;
    while (!text.empty()) {
        const auto open = std::min(text.find('<'), text.size());
        line += text.substr(0, open);
        text.remove_prefix(open);
        const auto close = text.find('>');
        if (close == npos) return line.append(text);
        const auto name = text.substr(1, close - 1);
        const auto kind = Pattern::kind_named(name.substr(std::min(name.find(':') + 1, name.size())));
        const auto value = kind ? sample(*kind, settings) : std::string();
        line += value.empty() ? std::string(text.substr(0, close + 1)) : value;
        text.remove_prefix(close + 1);
    }
    return line;
}

} // namespace pilothouse::commands::language
