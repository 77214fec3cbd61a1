#pragma once

#include "commands/utterance.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Cuts what was typed into words, and undoes what chat programs and keyboards make of typed text: curly quotes,
/// long dashes, odd spaces, zero-width characters. Text between backticks is left letter by letter.
namespace pilothouse::commands::language {

struct Token {
    enum class Kind { word, person, channel };
    Kind kind = Kind::word;
    std::string_view text{}; ///< without its quotes; for a person or a channel: the id
    std::string_view head{}; ///< what stands right before the quote in `--reason="…"`: `--reason=`
    std::size_t begin = 0;   ///< where it begins and ends in the line, quotes included
    std::size_t end = 0;
    bool literal = false;  ///< was quoted or between backticks: no keyword, no noise, no flag
    bool unclosed = false; ///< its quotation mark is never closed
};

/// One utterance as a line of text and its tokens, which point into it. Not copied or moved for that reason.
class Line {
public:
    explicit Line(const Utterance& utterance);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    [[nodiscard]] std::span<const Token> tokens() const { return tokens_; }

    [[nodiscard]] std::string_view text() const { return text_; }

private:
    struct Mark { ///< a stretch that is one token whatever is in it
        std::size_t begin, end;
        Token::Kind kind;
    };

    void append_plain(std::string_view text);
    std::size_t append_rewritten(std::string_view text);
    void append_marked(std::string_view prefix, std::string_view text, Token::Kind kind);
    void cut();
    std::size_t cut_one(std::size_t at);
    std::size_t cut_quoted(std::size_t begin, std::size_t quote);
    std::size_t cut_marked(std::size_t begin, const Mark& mark);
    [[nodiscard]] const Mark* mark_at(std::size_t at) const;

    std::string text_;
    std::vector<Mark> marks_;
    std::vector<Token> tokens_;
};

} // namespace pilothouse::commands::language
