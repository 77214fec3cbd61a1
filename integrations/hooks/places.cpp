#include "integrations/hooks/places.hpp"

#include <charconv>

namespace pilothouse::hooks {

namespace {
/// A member of an object, or the item of an array that the digits count.
JsonView inside(JsonView value, std::string_view key) {
    if (!value.is_array()) return value[key];
    std::size_t index = 0;
    const auto* const end = key.data() + key.size();
    const auto [stop, error] = std::from_chars(key.data(), end, index);
    if (error != std::errc{} || stop != end) return {};
    const auto elements = value.elements();
    return index < elements.size() ? elements[index] : JsonView();
}

/// "~1" is "/" and "~0" is "~" (RFC 6901).
std::string unescaped(std::string_view part) {
    std::string text;
    for (std::size_t i = 0; i < part.size(); ++i) {
        const bool escape = part[i] == '~' && i + 1 < part.size();
        text += !escape ? part[i] : part[i + 1] == '1' ? '/' : '~';
        if (escape) ++i;
    }
    return text;
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}
} // namespace

JsonView Source::value(std::string_view path) const {
    auto at = item;
    if (path.starts_with('$')) {
        at = body;
        path.remove_prefix(path.starts_with("$.") ? 2 : 1);
    }
    if (path.empty()) return {};
    const char separator = path.front() == '/' ? '/' : '.';
    if (separator == '/') path.remove_prefix(1);
    while (true) {
        const auto end = path.find(separator);
        const auto part = path.substr(0, end);
        at = separator == '/' ? inside(at, unescaped(part)) : inside(at, part);
        if (end == std::string_view::npos) return at;
        path.remove_prefix(end + 1);
    }
}

std::string Source::text(std::string_view place) const {
    if (place.size() >= 2 && place.front() == '\'') return std::string(place.substr(1, place.size() - 2));
    if (!place.contains('{')) return std::string(trimmed(value(place).scalar()));
    std::string text;
    bool found = false;
    while (!place.empty()) {
        const auto open = place.find('{');
        text.append(place.substr(0, open));
        if (open == std::string_view::npos) break;
        const auto close = place.find('}', open);
        const auto part = trimmed(value(place.substr(open + 1, close - open - 1)).scalar());
        found = found || !part.empty();
        text.append(part);
        place = close == std::string_view::npos ? std::string_view() : place.substr(close + 1);
    }
    // Words around nothing say nothing: "#" is no number of a pull request.
    return found ? text : std::string();
}

std::optional<Time> Source::time(std::string_view place) const {
    constexpr std::int64_t first_ms = 100'000'000'000; // in seconds that is the year 5138, in ms 1973
    constexpr std::int64_t last_ms = 253'402'300'800'000;
    const auto written = text(place);
    std::int64_t number = 0;
    const auto* const end = written.data() + written.size();
    const auto [stop, error] = std::from_chars(written.data(), end, number);
    if (error != std::errc{} || (stop != end && *stop != '.') || written.contains(':') || written.contains('-'))
        return parse_time(written);
    if (number <= 0 || number >= last_ms) return std::nullopt;
    return from_unix_ms(number < first_ms ? number * 1'000 : number);
}

} // namespace pilothouse::hooks
