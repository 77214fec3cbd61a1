#include "core/eight_bytes.hpp"
#include "core/json_view.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace pilothouse {

/// Descends once through the text (RFC 8259). Every step returns false at the first thing that is wrong; `problem_`
/// says what it is. The recursion is bounded by JsonLimits::depth.
class JsonReader {
public:
    JsonReader(std::string_view text, const JsonLimits& limits) : text_(text), limits_(limits) {
        constexpr std::size_t bytes_a_node = 12; // about what Slack's frames have
        document_.nodes_.reserve(std::min(text.size() / bytes_a_node + 8, limits.nodes));
    }

    Result<JsonDocument> read() {
        skip_space();
        const bool good = value(0) && at_end();
        if (good) return std::move(document_);
        return fail(Errc::bad_input, std::string("JSON refused: ") + problem_ + " at byte " + std::to_string(at_));
    }

private:
    using Kind = JsonView::Kind;

    bool refuse(const char* problem) {
        problem_ = problem;
        return false;
    }

    bool at_end() {
        skip_space();
        return at_ == text_.size() || refuse("something after the end");
    }

    [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

    bool took(char wanted) {
        if (peek() != wanted || at_ == text_.size()) return false;
        ++at_;
        return true;
    }

    void skip_space() {
        while (at_ < text_.size() &&
               (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
            ++at_;
    }

    /// A new node; its index, or nothing when there are too many.
    std::optional<std::size_t> add(Kind kind, std::string_view text) {
        if (document_.nodes_.size() >= limits_.nodes) {
            refuse("too many values");
            return std::nullopt;
        }
        document_.nodes_.push_back({kind, 1, text});
        return document_.nodes_.size() - 1;
    }

    bool value(std::size_t depth) {
        switch (peek()) {
        case '{':
            return container(Kind::object, '}', depth);
        case '[':
            return container(Kind::array, ']', depth);
        case '"':
            return string();
        case 't':
            return word("true", Kind::boolean);
        case 'f':
            return word("false", Kind::boolean);
        case 'n':
            return word("null", Kind::null);
        default:
            return number();
        }
    }

    bool container(Kind kind, char end, std::size_t depth) {
        if (depth >= limits_.depth) return refuse("nested too deeply");
        const auto own = add(kind, {});
        if (!own) return false;
        ++at_;
        skip_space();
        if (!took(end)) {
            do {
                skip_space();
                if (kind == Kind::object && !key()) return false;
                if (!value(depth + 1)) return false;
                skip_space();
            } while (took(','));
            if (!took(end)) return refuse("',' or the end of a list or an object is missing");
        }
        document_.nodes_[*own].extent = static_cast<std::uint32_t>(document_.nodes_.size() - *own);
        return true;
    }

    bool key() {
        if (peek() != '"') return refuse("a key is missing");
        if (!string()) return false;
        skip_space();
        if (!took(':')) return refuse("':' is missing");
        skip_space();
        return true;
    }

    bool word(std::string_view wanted, Kind kind) {
        if (!text_.substr(at_).starts_with(wanted)) return refuse("not JSON");
        const auto text = text_.substr(at_, wanted.size());
        at_ += wanted.size();
        return add(kind, text).has_value();
    }

    bool digits() {
        const auto from = at_;
        while (peek() >= '0' && peek() <= '9')
            ++at_;
        return at_ > from || refuse("not JSON");
    }

    bool number() {
        const auto from = at_;
        took('-');
        const bool zero = peek() == '0';
        if (!digits()) return false;
        if (zero && at_ - from > (text_[from] == '-' ? 2U : 1U)) return refuse("a number with a leading zero");
        if (took('.') && !digits()) return false;
        if (peek() == 'e' || peek() == 'E') {
            ++at_;
            if (!took('-')) took('+');
            if (!digits()) return false;
        }
        return add(Kind::number, text_.substr(from, at_ - from)).has_value();
    }

    /// The first byte from `at` that ends a string or needs a closer look. Most of a webhook is inside strings, so
    /// eight bytes at once are seen to be none of these.
    [[nodiscard]] std::size_t end_of_plain(std::size_t at) const {
        for (; text_.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
            const auto eight = EightBytes::from(text_.data() + at);
            if (eight.any_is('"') || eight.any_is('\\') || eight.any_below(' ')) break;
        }
        while (at < text_.size() && text_[at] != '"' && text_[at] != '\\' &&
               static_cast<std::uint8_t>(text_[at]) >= 0x20)
            ++at;
        return at;
    }

    bool string() {
        const auto from = ++at_;
        at_ = end_of_plain(at_);
        if (peek() == '\\') return escaped_string(from);
        const auto text = text_.substr(from, at_ - from);
        return took('"') ? add(Kind::string, text).has_value() : refuse("a string without an end");
    }

    bool escaped_string(std::size_t from) {
        if (!document_.unescaped_) document_.unescaped_ = std::make_unique_for_overwrite<char[]>(text_.size());
        const auto begin = used_;
        keep(text_.substr(from, at_ - from));
        while (took('\\')) {
            if (!escape()) return refuse("an escape that is none");
            const auto plain = at_;
            at_ = end_of_plain(at_);
            keep(text_.substr(plain, at_ - plain));
        }
        const std::string_view text(document_.unescaped_.get() + begin, used_ - begin);
        return took('"') ? add(Kind::string, text).has_value() : refuse("a string without an end");
    }

    void keep(std::string_view text) {
        std::ranges::copy(text, document_.unescaped_.get() + used_);
        used_ += text.size();
    }

    bool escape() {
        static constexpr std::array<std::pair<char, char>, 8> known{
            {{'"', '"'}, {'\\', '\\'}, {'/', '/'}, {'b', '\b'}, {'f', '\f'}, {'n', '\n'}, {'r', '\r'}, {'t', '\t'}}
        };
        if (took('u')) return code_point();
        const auto* const found = std::ranges::find(known, peek(), &std::pair<char, char>::first);
        if (found == known.end()) return false;
        ++at_;
        keep({&found->second, 1});
        return true;
    }

    std::optional<std::uint32_t> four_digits() {
        std::uint32_t unit = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            const char c = peek();
            const bool digit = c >= '0' && c <= '9';
            const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!digit && !letter) return std::nullopt;
            unit = unit << 4U | static_cast<std::uint32_t>(digit ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        return unit;
    }

    /// Six characters of text or twelve, four bytes of UTF-8 at the most: what is kept is never longer.
    bool code_point() {
        const auto unit = four_digits();
        if (!unit || (*unit >= 0xDC00 && *unit <= 0xDFFF)) return false;
        std::uint32_t point = *unit;
        if (point >= 0xD800 && point <= 0xDBFF) {
            if (!took('\\') || !took('u')) return false;
            const auto low = four_digits();
            if (!low || *low < 0xDC00 || *low > 0xDFFF) return false;
            point = 0x10000 + ((point - 0xD800) << 10U) + (*low - 0xDC00);
        }
        keep_utf8(point);
        return true;
    }

    void keep_utf8(std::uint32_t point) {
        const auto byte = [](std::uint32_t value) { return static_cast<char>(static_cast<std::uint8_t>(value)); };
        const auto tail = [byte, point](unsigned shift) { return byte(0x80U | (point >> shift & 0x3FU)); };
        if (point < 0x80) {
            keep(std::array{byte(point)});
        } else if (point < 0x800) {
            keep(std::array{byte(0xC0U | point >> 6U), tail(0)});
        } else if (point < 0x10000) {
            keep(std::array{byte(0xE0U | point >> 12U), tail(6), tail(0)});
        } else {
            keep(std::array{byte(0xF0U | point >> 18U), tail(12), tail(6), tail(0)});
        }
    }

    template <std::size_t size>
    void keep(const std::array<char, size>& bytes) {
        keep(std::string_view(bytes.data(), size));
    }

    std::string_view text_;
    const JsonLimits& limits_;
    std::size_t at_ = 0;
    std::size_t used_ = 0;
    const char* problem_ = "not JSON";
    JsonDocument document_;
};

Result<JsonDocument> JsonDocument::read(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(Errc::bad_input, "JSON of more than " + std::to_string(limits.bytes) + " bytes");
    if (!is_utf8(text)) return fail(Errc::bad_input, "JSON refused: bytes that are not UTF-8");
    return JsonReader(text, limits).read();
}

} // namespace pilothouse
