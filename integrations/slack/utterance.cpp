#include "integrations/slack/markup.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace pilothouse::slack {

namespace {

constexpr std::string_view white_space = " \t\r\n";

/// The three entities that Slack writes, undone once: "&amp;lt;" is "&lt;".
void add_decoded(std::string& out, std::string_view text) {
    static constexpr std::pair<std::string_view, char> entities[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}};
    while (!text.empty()) {
        const auto ampersand = text.find('&');
        out += text.substr(0, ampersand);
        if (ampersand == std::string_view::npos) return;
        text.remove_prefix(ampersand);
        const auto* entity =
            std::ranges::find_if(entities, [text](const auto& known) { return text.starts_with(known.first); });
        if (entity == std::end(entities)) {
            out += '&';
            text.remove_prefix(1);
        } else {
            out += entity->second;
            text.remove_prefix(entity->first.size());
        }
    }
}

std::string decoded(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    add_decoded(out, text);
    return out;
}

/// "<@U024BE7LH|ana>" taken apart: what follows the sigil, and what follows the bar.
struct Token {
    enum class Kind { person, channel, special, link };
    Kind kind = Kind::link;
    std::string_view body;
    std::string_view label;
};

/// The token that `text`, which begins with "<", begins with, and how long it is. A typed "<" is an entity, so that
/// a token holds neither another "<" nor a line break: what looks otherwise is taken as typed.
std::optional<std::pair<Token, std::size_t>> token(std::string_view text) {
    const auto end = text.find_first_of("<>\n", 1);
    if (end == std::string_view::npos || end == 1 || text[end] != '>') return std::nullopt;
    const auto inside = text.substr(1, end - 1);
    Token found;
    const auto bar = inside.find('|');
    if (bar != std::string_view::npos) found.label = inside.substr(bar + 1);
    found.body = inside.substr(0, bar);
    if (found.body.starts_with('@')) found.kind = Token::Kind::person;
    if (found.body.starts_with('#')) found.kind = Token::Kind::channel;
    if (found.body.starts_with('!')) found.kind = Token::Kind::special;
    if (found.kind != Token::Kind::link) {
        found.body.remove_prefix(1);
        if (found.kind != Token::Kind::special && !is_id(found.body)) return std::nullopt;
    }
    return std::pair(found, end + 1);
}

/// A group, a broadcast or a date, as it was shown.
std::string special_words(const Token& special) {
    if (!special.label.empty()) return decoded(special.label);
    constexpr std::string_view group = "subteam^";
    if (special.body.starts_with(group)) return "@" + decoded(special.body.substr(group.size()));
    return "@" + decoded(special.body.substr(0, special.body.find('^')));
}

std::string without_scheme(const std::string& url) {
    for (const std::string_view scheme : {"https://", "http://", "mailto:", "tel:"}) {
        if (url.starts_with(scheme)) return url.substr(scheme.size());
    }
    return url;
}

/// What a person typed that Slack made a link of: "example.com" arrives as <http://example.com|example.com>.
/// Any other label hides where the link goes, so the address counts.
std::string link_words(const Token& link) {
    auto url = decoded(link.body);
    auto label = decoded(link.label);
    const auto bare = without_scheme(url);
    if (label == bare || label + "/" == bare) return label;
    return url.starts_with("mailto:") || url.starts_with("tel:") ? bare : url;
}

/// A token inside backticks: the words that were shown.
std::string shown_words(const Token& found) {
    switch (found.kind) {
    case Token::Kind::person:
        return "@" + decoded(found.label.empty() ? found.body : found.label);
    case Token::Kind::channel:
        return "#" + decoded(found.label.empty() ? found.body : found.label);
    case Token::Kind::special:
        return special_words(found);
    case Token::Kind::link:
        return link_words(found);
    }
    return {};
}

class Reader {
public:
    Reader(std::string_view text, std::string_view own) : text_(text), own_(own) {}

    commands::Utterance read() {
        while (at_ < text_.size()) {
            const auto next = text_.find_first_of("<`", at_);
            add_decoded(plain_, text_.substr(at_, next - at_));
            if (next == std::string_view::npos) break;
            at_ = next;
            if (text_[at_] == '<') {
                take_token();
            } else {
                take_backticks();
            }
        }
        flush();
        return std::move(said_);
    }

private:
    void flush() {
        if (!plain_.empty()) said_.emplace_back(commands::PlainWords{std::exchange(plain_, {})});
    }

    template <class Part>
    void add(Part part) {
        flush();
        said_.emplace_back(std::move(part));
    }

    void take_token() {
        const auto read = token(text_.substr(at_));
        if (!read) {
            plain_ += text_[at_++];
            return;
        }
        const auto& [found, length] = *read;
        at_ += length;
        if (found.kind == Token::Kind::person) {
            take_person(found.body);
        } else if (found.kind == Token::Kind::channel) {
            add(commands::ChannelNamed{ChannelId(std::string(found.body))});
        } else {
            plain_ += shown_words(found);
        }
    }

    /// The bot's own mention in front is how it is called, not part of what is said; nor is "@bot: ".
    void take_person(std::string_view id) {
        const bool in_front = said_.empty() && plain_.find_first_not_of(white_space) == std::string::npos;
        if (own_.empty() || id != own_ || !in_front || called_) {
            add(commands::PersonNamed{PersonId(std::string(id))});
            return;
        }
        called_ = true;
        plain_.clear();
        while (at_ < text_.size() && std::string_view(" \t\r\n:,").find(text_[at_]) != std::string_view::npos)
            ++at_;
    }

    void take_backticks() {
        constexpr std::string_view fence = "```";
        const bool block = text_.substr(at_).starts_with(fence);
        const auto mark = block ? fence : fence.substr(0, 1);
        const auto begin = at_ + mark.size();
        const auto end = text_.find(mark, begin);
        const auto inside = text_.substr(begin, end - begin);
        const bool spans_lines = !block && inside.find('\n') != std::string_view::npos;
        if (end == std::string_view::npos || inside.empty() || spans_lines) {
            plain_ += mark;
            at_ = begin;
            return;
        }
        at_ = end + mark.size();
        add(commands::VerbatimWords{verbatim(inside, block)});
    }

    /// Slack makes links of what stands between backticks too; they are undone, and nothing else is.
    static std::string verbatim(std::string_view inside, bool block) {
        if (block && inside.starts_with('\n')) inside.remove_prefix(1);
        if (block && inside.ends_with('\n')) inside.remove_suffix(1);
        std::string out;
        while (!inside.empty()) {
            const auto open = inside.find('<');
            add_decoded(out, inside.substr(0, open));
            if (open == std::string_view::npos) break;
            inside.remove_prefix(open);
            if (const auto read = token(inside)) {
                out += shown_words(read->first);
                inside.remove_prefix(read->second);
            } else {
                out += '<';
                inside.remove_prefix(1);
            }
        }
        return out;
    }

    std::string_view text_;
    std::string_view own_;
    std::size_t at_ = 0;
    bool called_ = false;
    std::string plain_;
    commands::Utterance said_;
};

/// Drops the white space around what was said.
void trim(commands::Utterance& said) {
    if (said.empty()) return;
    if (auto* last = std::get_if<commands::PlainWords>(&said.back())) {
        last->text.erase(last->text.find_last_not_of(white_space) + 1);
        if (last->text.empty()) said.pop_back();
    }
    if (said.empty()) return;
    if (auto* first = std::get_if<commands::PlainWords>(&said.front())) {
        first->text.erase(0, first->text.find_first_not_of(white_space));
        if (first->text.empty()) said.erase(said.begin());
    }
}

} // namespace

commands::Utterance utterance(std::string_view slack_text, std::string_view own_user_id) {
    auto said = Reader(slack_text, own_user_id).read();
    trim(said);
    if (said.size() == 1) {
        if (auto* whole = std::get_if<commands::VerbatimWords>(&said.front()))
            said.front() = commands::PlainWords{std::string(whole->text)};
    }
    return said;
}

} // namespace pilothouse::slack
