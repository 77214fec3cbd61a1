#include "commands/language/tokens.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::commands::language {

namespace {

constexpr auto npos = std::string_view::npos;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

/// Control characters part words like spaces do.
constexpr bool blank(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

constexpr bool ascii(char c) {
    return static_cast<unsigned char>(c) < 0x80;
}

struct Rewrite {
    std::string_view from, to;
};

// What Slack's clients and the systems below them put in place of typed ASCII.
constexpr std::array rewrites{
    Rewrite{"\u201C", "\""}, Rewrite{"\u201D", "\""}, Rewrite{"\u201E", "\""}, Rewrite{"\u201F", "\""},
    Rewrite{"\u00AB", "\""}, Rewrite{"\u00BB", "\""}, Rewrite{"\u2018", "'"},  Rewrite{"\u2019", "'"},
    Rewrite{"\u201A", "'"},  Rewrite{"\u201B", "'"},  Rewrite{"\u2013", "-"},  Rewrite{"\u00A0", " "},
    Rewrite{"\u202F", " "},  Rewrite{"\u2007", " "},  Rewrite{"\u3000", " "},  Rewrite{"\u200B", ""},
    Rewrite{"\u200C", ""},   Rewrite{"\u200D", ""},   Rewrite{"\uFEFF", ""},   Rewrite{"\u2060", ""},
};
constexpr std::string_view long_dash = "\u2014";

/// A command pasted as code: one verbatim stretch and nothing else but blanks.
const VerbatimWords* only_code(const Utterance& utterance) {
    const VerbatimWords* code = nullptr;
    for (const auto& part : utterance) {
        const auto* words = std::get_if<PlainWords>(&part);
        if (words && is_blank(words->text)) continue;
        const auto* verbatim = std::get_if<VerbatimWords>(&part);
        if (!verbatim || code) return nullptr;
        code = verbatim;
    }
    return code;
}

} // namespace

Line::Line(const Utterance& utterance) {
    std::size_t size = 0;
    for (const auto& part : utterance)
        if (const auto* words = std::get_if<PlainWords>(&part)) size += words->text.size();
    text_.reserve(size + 64);
    tokens_.reserve(12);
    if (const auto* code = only_code(utterance)) {
        text_ = code->text;
    } else {
        const Overloaded append{
            [this](const PlainWords& part) { append_plain(part.text); },
            [this](const VerbatimWords& part) { append_marked("", part.text, Token::Kind::word); },
            [this](const PersonNamed& part) { append_marked("@", part.person.value, Token::Kind::person); },
            [this](const ChannelNamed& part) { append_marked("#", part.channel.value, Token::Kind::channel); },
        };
        for (const auto& part : utterance)
            std::visit(append, part);
    }
    cut();
}

void Line::append_plain(std::string_view text) {
    while (!text.empty()) {
        const auto plain = static_cast<std::size_t>(std::ranges::find_if_not(text, ascii) - text.begin());
        text_ += text.substr(0, plain);
        text.remove_prefix(plain);
        if (!text.empty()) text.remove_prefix(append_rewritten(text));
    }
}

/// Appends what the character in front stands for; returns how many bytes were used up.
std::size_t Line::append_rewritten(std::string_view text) {
    const bool word_start = text_.empty() || blank(text_.back());
    if (word_start && text.starts_with(long_dash)) {
        text_ += "--";
        const auto once = long_dash.size();
        return text.substr(once).starts_with(long_dash) ? 2 * once : once;
    }
    for (const auto& [from, to] : rewrites) {
        if (!text.starts_with(from)) continue;
        text_ += to;
        return from.size();
    }
    text_ += text.front();
    return 1;
}

void Line::append_marked(std::string_view prefix, std::string_view text, Token::Kind kind) {
    text_ += prefix;
    const auto begin = text_.size();
    text_ += text;
    marks_.push_back({begin - prefix.size(), text_.size(), kind});
}

const Line::Mark* Line::mark_at(std::size_t at) const {
    const auto it =
        std::ranges::find_if(marks_, [at](const Mark& mark) { return mark.begin == at && mark.end > mark.begin; });
    return it == marks_.end() ? nullptr : &*it;
}

void Line::cut() {
    for (std::size_t at = 0; at < text_.size();) {
        if (blank(text_[at]) && !mark_at(at))
            ++at;
        else
            at = cut_one(at);
    }
}

/// Cuts the token that begins at `begin`; returns where it ends.
std::size_t Line::cut_one(std::size_t begin) {
    if (const auto* mark = mark_at(begin)) return cut_marked(begin, *mark);
    for (auto at = begin; at < text_.size(); ++at) {
        const char c = text_[at];
        const bool value_follows = at == begin || text_[at - 1] == '=' || text_[at - 1] == ':';
        if (at > begin) {
            const auto* mark = mark_at(at);
            if (mark && value_follows) return cut_marked(begin, *mark);
            if (mark || blank(c)) {
                tokens_.push_back({.text = std::string_view(text_).substr(begin, at - begin), .begin = begin, .end = at}
                );
                return at;
            }
        }
        if (c == '"' && value_follows) return cut_quoted(begin, at);
        if (c == '\'' && value_follows) {
            // An apostrophe opens a quotation only when it closes one as well: 'tis not always so.
            const auto close = text_.find('\'', at + 1);
            if (close != npos && (close + 1 == text_.size() || blank(text_[close + 1]))) return cut_quoted(begin, at);
        }
    }
    tokens_.push_back({.text = std::string_view(text_).substr(begin), .begin = begin, .end = text_.size()});
    return text_.size();
}

std::size_t Line::cut_quoted(std::size_t begin, std::size_t quote) {
    const std::string_view all = text_;
    const auto close = all.find(all[quote], quote + 1);
    const auto end = close == npos ? all.size() : close + 1;
    tokens_.push_back({
        .text = all.substr(quote + 1, close == npos ? npos : close - quote - 1),
        .head = all.substr(begin, quote - begin),
        .begin = begin,
        .end = end,
        .literal = true,
        .unclosed = close == npos,
    });
    return end;
}

std::size_t Line::cut_marked(std::size_t begin, const Mark& mark) {
    const auto sigil = mark.kind == Token::Kind::word ? 0U : 1U;
    const std::string_view all = text_;
    tokens_.push_back({
        .kind = mark.kind,
        .text = all.substr(mark.begin + sigil, mark.end - mark.begin - sigil),
        .head = all.substr(begin, mark.begin - begin),
        .begin = begin,
        .end = mark.end,
        .literal = true,
    });
    return mark.end;
}

} // namespace pilothouse::commands::language
