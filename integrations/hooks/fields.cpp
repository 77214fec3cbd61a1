#include "integrations/hooks/fields.hpp"

#include "core/clock.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace pilothouse::hooks {

namespace {
constexpr std::size_t line_length = 300;
constexpr std::size_t event_name_length = 80;

bool is_countable(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view(" _.:-").find(c) != std::string_view::npos;
}

std::unexpected<Error> missing(std::string_view path, std::string_view kind) {
    return fail(Errc::bad_input, "'" + std::string(path) + "' is missing or no " + std::string(kind));
}
} // namespace

std::optional<commands::Phase> phase_named(std::span<const PhaseName> names, std::string_view name) {
    const auto found = std::ranges::find(names, name, &PhaseName::name);
    return found == names.end() ? std::nullopt : std::optional(found->phase);
}

std::string id_text(JsonView value) {
    if (const auto text = value.text(); !text.empty()) return std::string(text);
    const auto number = value.whole_number();
    return number > 0 ? std::to_string(number) : std::string();
}

Result<std::string> needed_id(JsonView object, std::string_view key, std::string_view path) {
    auto id = id_text(object[key]);
    if (id.empty()) return missing(path, "id");
    return id;
}

Result<std::string> needed_text(JsonView object, std::string_view key, std::string_view path) {
    const auto text = object.text(key);
    if (text.empty()) return missing(path, "text");
    return std::string(text);
}

std::optional<Time> time_at(JsonView object, std::string_view key) {
    using namespace std::chrono_literals;
    const auto time = parse_time(object.text(key));
    return time && *time >= std::chrono::sys_days(2y / 1 / 1) ? time : std::nullopt;
}

std::optional<Time> first_time(JsonView object, std::initializer_list<std::string_view> keys) {
    for (const auto key : keys)
        if (const auto time = time_at(object, key)) return time;
    return std::nullopt;
}

std::optional<Time> unix_time(std::int64_t number, std::int64_t per_second) {
    constexpr std::int64_t year_2001 = 1'000'000'000;
    constexpr std::int64_t year_2286 = 10'000'000'000;
    const auto seconds = number / per_second;
    if (seconds < year_2001 || seconds >= year_2286) return std::nullopt;
    return from_unix_ms(seconds * 1'000 + number % per_second * 1'000 / per_second);
}

std::optional<Time> unix_time(std::string_view digits, std::int64_t per_second) {
    std::int64_t number = 0;
    const auto* const end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, number);
    return error == std::errc{} && stop == end ? unix_time(number, per_second) : std::nullopt;
}

std::optional<Time> unix_time(JsonView value, std::int64_t per_second) {
    const auto text = value.text();
    return text.empty() ? unix_time(value.whole_number(), per_second) : unix_time(text, per_second);
}

std::string_view short_ref(std::string_view ref) {
    for (const std::string_view prefix : {"refs/heads/", "refs/tags/"})
        if (ref.starts_with(prefix)) return ref.substr(prefix.size());
    return ref;
}

std::string_view first_text(std::initializer_list<std::string_view> texts) {
    for (const auto text : texts)
        if (!text.empty()) return text;
    return {};
}

std::string first_line(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto begin = text.find_first_not_of(space);
    if (begin == std::string_view::npos) return {};
    text.remove_prefix(begin);
    text = text.substr(0, text.find_first_of("\r\n"));
    return shortened(text.substr(0, text.find_last_not_of(space) + 1), line_length);
}

std::string installation(std::string_view vendor, std::string_view home, std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return std::string(vendor);
    url.remove_prefix(scheme + 3);
    std::string host(url.substr(0, url.find_first_of("/?#")));
    std::ranges::transform(host, host.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    if (host.empty() || host == home) return std::string(vendor);
    return std::string(vendor) + "/" + host;
}

std::string event_name(std::string_view event, std::string_view action) {
    std::string name(event);
    if (!action.empty()) name.append(" ").append(action);
    return !event.empty() && name.size() <= event_name_length && std::ranges::all_of(name, is_countable) ? name
                                                                                                         : "other";
}

} // namespace pilothouse::hooks
