#include "commands/subscriptions/quiet.hpp"

#include "commands/language/words.hpp"
#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace pilothouse::commands::subscriptions {

namespace {

using std::chrono::minutes;

constexpr const char* example = "For example: `quiet 22:00-07:00 Europe/Berlin`, or `quiet off`";
constexpr std::size_t longest_shown = 60;

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    constexpr std::string_view blanks = " \t\r\n";
    while (true) {
        text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
        if (text.empty()) return words;
        words.push_back(text.substr(0, text.find_first_of(blanks)));
        text.remove_prefix(words.back().size());
    }
}

std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    std::size_t digits = 0;
    for (; digits < text.size() && digits < 2 && text[digits] >= '0' && text[digits] <= '9'; ++digits)
        number = number * 10 + (text[digits] - '0');
    text.remove_prefix(digits);
    return digits == 0 ? std::nullopt : std::optional(number);
}

/// "22:00", "7:30", "22".
std::optional<minutes> clock_time(std::string_view text) {
    const auto hours = take_number(text);
    if (!hours || *hours > 24) return std::nullopt;
    int past = 0;
    if (text.starts_with(':')) {
        text.remove_prefix(1);
        const bool two = text.size() == 2;
        const auto number = take_number(text);
        if (!two || !number || *number > 59) return std::nullopt;
        past = *number;
    }
    const auto time = minutes{60 * *hours + past};
    if (!text.empty() || time > minutes{1440}) return std::nullopt;
    return time % minutes{1440};
}

std::string in_quotes(std::string_view text) {
    return "`" + shortened(printable(text), longest_shown) + "`";
}

Error no_zone(std::string_view name) {
    const auto names = time_zone_names();
    std::string near;
    for (const auto& known : names) {
        const auto city = known.substr(known.rfind('/') + 1);
        if (language::same_word(known, name) || (near.empty() && language::same_word(city, name))) near = known;
    }
    if (near.empty()) near = config::nearest(name, {names.begin(), names.end()});
    auto message = in_quotes(name) + " is not a time zone that I know";
    if (!near.empty()) message += "; did you mean `" + near + "`?";
    return {.code = Errc::bad_input, .message = std::move(message), .hint = example};
}

} // namespace

std::string QuietHours::text() const {
    const auto clock = [](minutes time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); };
    return clock(begin) + "-" + clock(end) + " " + zone;
}

Result<QuietHours> parse_quiet(std::string_view text) {
    const auto words = words_of(text);
    if (words.empty()) return fail(Errc::bad_input, "say from when to when", example);
    const auto dash = words[0].find('-');
    const auto begin = clock_time(words[0].substr(0, dash));
    const auto end = dash == std::string_view::npos ? std::nullopt : clock_time(words[0].substr(dash + 1));
    if (!begin || !end) return fail(Errc::bad_input, in_quotes(words[0]) + " is not a time from and to", example);
    if (*begin == *end)
        return fail(
            Errc::bad_input, "quiet hours that end when they begin are none",
            "To hear nothing at all for a while: `mute everything 8h`"
        );
    if (words.size() < 2) return fail(Errc::bad_input, "say in which time zone; none is assumed", example);
    if (words.size() > 2) return fail(Errc::bad_input, "I don't understand " + in_quotes(words[2]) + " here", example);
    if (!time_zone(words[1])) return std::unexpected(no_zone(words[1]));
    return QuietHours{.begin = *begin, .end = *end, .zone = std::string(words[1])};
}

std::optional<Time> quiet_until(const QuietHours& hours, const TimeZone& zone, Time now) {
    using std::chrono::days;
    const auto today = std::chrono::floor<days>(zone.local(now));
    std::optional<Time> until;
    // Tomorrow's may have begun already on a night when the clock is set back over midnight.
    for (const auto day : {today - days{1}, today, today + days{1}}) {
        const auto last_day = hours.end <= hours.begin ? day + days{1} : day;
        const auto begin = zone.first(LocalTime(day) + hours.begin);
        const auto end = zone.last(LocalTime(last_day) + hours.end);
        if (begin <= now && now < end) until = until ? std::max(*until, end) : end;
    }
    return until;
}

} // namespace pilothouse::commands::subscriptions
