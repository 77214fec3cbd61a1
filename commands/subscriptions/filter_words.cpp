#include "commands/subscriptions/filter_words.hpp"

#include "core/utf8.hpp"

#include <algorithm>

namespace pilothouse::commands::subscriptions {

namespace {

constexpr std::size_t longest_shown = 60;

bool blank(char c) {
    return static_cast<unsigned char>(c) <= ' ';
}

/// Reads words from left to right.
class Cutter {
public:
    explicit Cutter(std::string_view text) : rest_(text) {}

    Result<std::vector<FilterWord>> all() {
        std::vector<FilterWord> words;
        skip_blanks();
        while (!rest_.empty()) {
            PILOTHOUSE_TRY(auto word, one());
            words.push_back(std::move(word));
            skip_blanks();
        }
        return words;
    }

private:
    void skip_blanks() {
        while (!rest_.empty() && blank(rest_.front()))
            rest_.remove_prefix(1);
    }

    Result<FilterWord> one() {
        const auto begin = rest_;
        FilterWord word;
        // Two dashes are a flag, which is nobody's value.
        if (rest_.starts_with('-') && !rest_.starts_with("--")) {
            word.excludes = true;
            rest_.remove_prefix(1);
        }
        const auto end = std::min(rest_.find_first_of(": \t\r\n\"'"), rest_.size());
        if (end > 0 && end < rest_.size() && rest_[end] == ':') {
            word.key = std::string(rest_.substr(0, end));
            rest_.remove_prefix(end + 1);
        }
        do {
            PILOTHOUSE_TRY(auto value, this->value());
            word.values.push_back(std::move(value));
        } while (take(','));
        word.text = std::string(begin.substr(0, begin.size() - rest_.size()));
        return word;
    }

    bool take(char wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    Result<std::string> value() {
        if (!rest_.empty() && (rest_.front() == '"' || rest_.front() == '\'')) {
            const auto close = rest_.find(rest_.front(), 1);
            if (close == std::string_view::npos)
                return fail(
                    Errc::bad_input,
                    "the quotation mark before `" + shortened(rest_.substr(1), longest_shown) + "` is never closed"
                );
            std::string value(rest_.substr(1, close - 1));
            rest_.remove_prefix(close + 1);
            return value;
        }
        std::size_t length = 0;
        while (length < rest_.size() && rest_[length] != ',' && !blank(rest_[length]))
            ++length;
        std::string value(rest_.substr(0, length));
        rest_.remove_prefix(length);
        return value;
    }

    std::string_view rest_;
};

} // namespace

Result<std::vector<FilterWord>> filter_words(std::string_view text) {
    return Cutter(text).all();
}

std::string written_value(std::string_view value) {
    const bool plain = !value.empty() && std::ranges::none_of(value, [](char c) {
        return blank(c) || c == ',' || c == '"' || c == '\'';
    });
    if (plain) return std::string(value);
    const char mark = value.find('"') == std::string_view::npos ? '"' : '\'';
    return mark + std::string(value) + mark;
}

} // namespace pilothouse::commands::subscriptions
