#include "integrations/slack/markup.hpp"

#include "core/utf8.hpp"
#include "integrations/slack/limits.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

namespace pilothouse::slack {

namespace {

constexpr std::string_view ellipsis = "…";

bool plainly_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return (c >= ' ' && c < 0x7F) || c == '\n' || c == '\t'; });
}

/// `printable`, without a second look at text that is plain ASCII.
std::string shown(std::string_view text) {
    return plainly_printable(text) ? std::string(text) : printable(text);
}

std::string on_one_line(std::string_view text) {
    auto line = shown(text);
    std::ranges::replace(line, '\n', ' ');
    std::ranges::replace(line, '\t', ' ');
    return line;
}

constexpr std::string_view escape_of(char c) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    default:
        return {};
    }
}

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        const auto escape = escape_of(c);
        if (escape.empty()) {
            out += c;
        } else {
            out += escape;
        }
    }
    return out;
}

/// As much of the escaped text as fits into `room`, never half an escape or half a code point.
std::string escaped_prefix(std::string_view text, std::size_t room) {
    std::string out;
    std::size_t used = 0;
    for (std::size_t at = 0; at < text.size();) {
        std::size_t next = at + 1;
        while (next < text.size() && (static_cast<std::uint8_t>(text[next]) & 0xC0U) == 0x80)
            ++next;
        const auto piece = escaped(text.substr(at, next - at));
        used += limits::length(piece);
        if (used > room) break;
        out += piece;
        at = next;
    }
    return out;
}

/// One span as Slack has it: what surrounds it, and its words, which may be cut (or, for a token, may not).
struct Piece {
    std::string before{};
    std::string words{}; ///< not escaped yet
    std::string after{};
    std::string token{}; ///< taken as it is, in place of the above
};

/// `*words*` counts as markup only where no space touches the marks inside.
Piece marked(char mark, std::string_view value) {
    auto words = on_one_line(value);
    const auto first = words.find_first_not_of(' ');
    if (first == std::string::npos) return {.words = std::move(words)};
    const auto last = words.find_last_not_of(' ');
    Piece piece;
    piece.before = words.substr(0, first) + mark;
    piece.after = mark + words.substr(last + 1);
    piece.words = words.substr(first, last + 1 - first);
    return piece;
}

/// A backtick ends a code span wherever it stands, and has no escape: the modifier letter looks the same.
Piece code_piece(std::string_view value) {
    const auto words = on_one_line(value);
    if (words.find('`') == std::string::npos) return marked('`', words);
    std::string safe;
    for (const char c : words) {
        if (c == '`') {
            safe += "\u02CB";
        } else {
            safe += c;
        }
    }
    return marked('`', safe);
}

Piece link_piece(const Text::Link& link) {
    const auto url = safe_url(link.url);
    auto label = on_one_line(link.label);
    if (url.empty()) return {.words = std::move(label)};
    if (label.empty()) return {.token = '<' + url + '>'};
    std::ranges::replace(label, '|', '/');
    return {.token = '<' + url + '|' + escaped(label) + '>'};
}

class Writer {
public:
    Writer(std::size_t limit, bool bold) : room_(limit), bold_(bold) {}

    Piece operator()(const Text::Literal& span) const {
        if (bold_) return marked('*', span.value);
        return {.words = shown(span.value)};
    }

    Piece operator()(const Text::Bold& span) const { return marked('*', span.value); }

    Piece operator()(const Text::Italic& span) const { return marked('_', span.value); }

    Piece operator()(const Text::Code& span) const { return code_piece(span.value); }

    Piece operator()(const Text::Mention& span) const {
        if (!is_id(span.person.value)) return {.words = "@" + on_one_line(span.person.value)};
        return {.token = "<@" + span.person.value + ">"};
    }

    Piece operator()(const Text::Channel& span) const {
        if (!is_id(span.channel.value)) return {.words = on_one_line(span.channel.value)};
        return {.token = "<#" + span.channel.value + ">"};
    }

    Piece operator()(const Text::Link& span) const { return link_piece(span); }

    Piece operator()(const Text::When& span) const { return {.token = date_token(span.time)}; }

    /// False when the limit was met, and the rest must be left out.
    bool add(const Piece& piece, bool last) {
        auto whole = piece.token.empty() ? piece.before + escaped(piece.words) + piece.after : piece.token;
        if (room_ == no_limit) {
            out_ += whole;
            return true;
        }
        const auto length = limits::length(whole);
        if (length + (last ? 0 : 1) <= room_) {
            room_ -= length;
            out_ += whole;
            return true;
        }
        if (piece.token.empty() && room_ > piece.before.size() + piece.after.size() + 1) {
            const auto room = room_ - piece.before.size() - piece.after.size() - 1;
            out_ += piece.before + escaped_prefix(piece.words, room);
            out_ += ellipsis;
            out_ += piece.after;
        } else if (room_ > 0) {
            out_ += ellipsis;
        }
        return false;
    }

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    std::string out_;
    std::size_t room_;
    bool bold_;
};

std::string written(const Text& text, std::size_t limit, bool bold) {
    Writer writer(limit, bold);
    const auto& spans = text.spans();
    for (std::size_t i = 0; i < spans.size(); ++i) {
        if (!writer.add(std::visit(writer, spans[i]), i + 1 == spans.size())) break;
    }
    return writer.take();
}

struct PlainWriter {
    std::string operator()(const Text::When& span) const { return date_words(span.time); }

    std::string operator()(const Text::Link& span) const { return shown(span.label.empty() ? span.url : span.label); }

    std::string operator()(const Text::Mention& span) const { return "@" + on_one_line(span.person.value); }

    std::string operator()(const Text::Channel& span) const { return on_one_line(span.channel.value); }

    template <class Words>
    std::string operator()(const Words& span) const {
        return shown(span.value);
    }
};

} // namespace

std::string mrkdwn(const Text& text, std::size_t limit) {
    return written(text, limit, false);
}

std::string bold_mrkdwn(const Text& text, std::size_t limit) {
    return written(text, limit, true);
}

std::string plain_text(const Text& text) {
    std::string words;
    for (const auto& span : text.spans())
        words += std::visit(PlainWriter{}, span);
    return words;
}

bool is_id(std::string_view text) {
    constexpr std::size_t longest = 40;
    return !text.empty() && text.size() <= longest &&
           std::ranges::all_of(text, [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

std::string safe_url(std::string_view url) {
    if (!url.starts_with("https://") && !url.starts_with("http://")) return {};
    constexpr std::string_view unsafe = "<>|\"`\\^{} ";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string safe;
    safe.reserve(url.size());
    for (const char c : url) {
        const auto byte = static_cast<std::uint8_t>(c);
        if (c == '&') {
            safe += "&amp;";
        } else if (byte <= ' ' || byte >= 0x7F || unsafe.find(c) != std::string_view::npos) {
            safe += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
        } else {
            safe += c;
        }
    }
    return safe;
}

std::string date_words(Time time) {
    auto iso = iso8601(time); // 2026-11-23T04:16:34.120Z
    const auto t = iso.find('T');
    if (t == std::string::npos) return iso;
    return iso.substr(0, t) + " " + iso.substr(t + 1, 5) + " UTC";
}

std::string date_token(Time time) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
    return "<!date^" + std::to_string(seconds) + "^{date_short_pretty} {time}|" + date_words(time) + ">";
}

} // namespace pilothouse::slack
