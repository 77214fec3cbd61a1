#include "integrations/process/progress.hpp"

#include "core/secret.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <charconv>

namespace pilothouse::process {

namespace {
constexpr std::size_t line_limit = 4'096;
constexpr std::size_t steps_limit = 50;
constexpr std::size_t name_limit = 80;
constexpr std::size_t tail_lines = 40;
constexpr std::size_t tail_line_limit = 400;
constexpr std::size_t tail_limit = 2'500;
constexpr std::string_view step_mark = "::step::";
constexpr std::string_view progress_mark = "::progress::";
constexpr char escape = '\x1b';

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// 0 to 100, a percent sign allowed.
std::optional<int> percent_in(std::string_view text) {
    text = trimmed(text);
    if (text.ends_with('%')) text = trimmed(text.substr(0, text.size() - 1));
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc{} || end != text.data() + text.size() || value < 0 || value > 100) return std::nullopt;
    return value;
}

/// Where the escape sequence that begins at `at` ends.
std::size_t escape_end(std::string_view text, std::size_t at) {
    const char kind = at + 1 < text.size() ? text[at + 1] : '\0';
    std::size_t end = at + 2;
    if (kind == '[') {
        while (end < text.size() && (text[end] < '@' || text[end] > '~'))
            ++end;
        return std::min(end + 1, text.size());
    }
    if (kind == ']' || kind == 'P' || kind == '_' || kind == '^') {
        // A title or a link: up to BEL or ESC \.
        while (end < text.size() && text[end] != '\a' && text[end] != escape)
            ++end;
        return std::min(end + (end < text.size() && text[end] == escape ? 2 : 1), text.size());
    }
    // The two-letter sequences, and those with letters between: ESC ( B.
    while (end - 1 < text.size() && text[end - 1] >= ' ' && text[end - 1] <= '/')
        ++end;
    return std::min(end, text.size());
}
} // namespace

std::string without_escapes(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == escape) {
            at = escape_end(text, at);
            continue;
        }
        plain.push_back(text[at++]);
    }
    return plain;
}

void Progress::feed(std::string_view bytes, Time now) {
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        const std::size_t room = line_limit - line_.size();
        line_.append(bytes.substr(0, std::min(end, room)));
        if (end == bytes.size()) return;
        take_line(line_, now);
        line_.clear();
        bytes.remove_prefix(end + 1);
    }
}

void Progress::finish(Time now) {
    if (!line_.empty()) take_line(line_, now);
    line_.clear();
}

void Progress::take_line(std::string_view line, Time now) {
    // A line drawn over and over shows as what it was at the end.
    while (line.ends_with('\r'))
        line.remove_suffix(1);
    line = line.substr(line.rfind('\r') + 1);
    const std::string plain = redacted(printable(without_escapes(line)));
    const std::string_view words = trimmed(plain);
    if (words.starts_with(step_mark)) return add_step(trimmed(words.substr(step_mark.size())), now);
    if (words.starts_with(progress_mark)) {
        if (const auto value = percent_in(words.substr(progress_mark.size()))) percent_ = value;
        return;
    }
    last_.push_back(shortened(plain, tail_line_limit));
    if (last_.size() > tail_lines) last_.pop_front();
}

void Progress::add_step(std::string_view name, Time now) {
    if (name.empty()) return;
    const Time began = steps_seen_ < known_.size() ? known_[steps_seen_] : now;
    ++steps_seen_;
    // Beyond the bound the last one makes way, so that the present step is always told.
    if (steps_.size() == steps_limit) steps_.pop_back();
    steps_.push_back({shortened(name, name_limit), began});
}

std::string Progress::tail() const {
    std::size_t first = last_.size(), size = 0;
    while (first > 0) {
        const std::size_t more = code_points(last_[first - 1]) + 1;
        if (size + more > tail_limit) break;
        size += more;
        --first;
    }
    std::string text;
    for (std::size_t i = first; i < last_.size(); ++i)
        text.append(i == first ? "" : "\n").append(last_[i]);
    // Once more over all of it: a key is several lines.
    return redacted(std::move(text));
}

} // namespace pilothouse::process
