#pragma once

#include "core/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The form of a command, as data: "deploy <service> [<version>] to|in|on <environment> [because <reason>]".
namespace pilothouse::commands::language {

/// What a place in a pattern takes; see arguments.hpp for the type of each.
enum class Kind { service, environment, version, deploy, duration, person, count, text, command, flag, word, channel };

/// One place of a pattern: `to|in|on <environment>` is a slot with three words.
struct Slot {
    std::string_view name; ///< how the value is asked for: "environment"
    Kind kind = Kind::text;
    std::array<std::string_view, 4> words; ///< words that may stand in front of it; those not used are empty
    bool optional = false;

    /// True where one of its words must stand in front of an open value (a version, a text, a duration).
    [[nodiscard]] constexpr bool prefixed() const { return !words[0].empty(); }
};

/// A pattern, compiled when the program is compiled: a broken literal does not build.
///
///   pattern = verb { part }      part = unit | "[" unit "]"      unit = { word "|" } word <slot> | <slot> | --flag
///   <slot>  = "<" name ">" | "<" name ":" kind ">"
///
/// The verb is the plain words in front of the first part ("incident open <text>" has a verb of two words); a word
/// of the first slot therefore stands in brackets or has an alternative beside it. A slot's kind follows from its name
/// (service, environment, version, deploy, duration, person, count, command, channel; reason and text are free text) or
/// is written after a colon. A free text without a word in front must come last. The parts may be typed in any order.
class Pattern {
public:
    static constexpr std::size_t max_slots = 8;

    constexpr Pattern() = default;

    template <std::size_t size>
    consteval Pattern(const char (&literal)[size]) { // NOLINT: a literal is a pattern
        const char* fault = nullptr;
        *this = parsed(std::string_view(literal, size - 1), fault);
        if (fault) throw fault; // not a constant expression: the compiler shows this line and the literal
    }

    /// A pattern made at run time; bad_input says what is wrong with it. `text` must outlive the pattern.
    static Result<Pattern> compile(std::string_view text);

    [[nodiscard]] constexpr std::string_view text() const { return text_; }

    [[nodiscard]] constexpr std::string_view verb() const { return verb_; }

    [[nodiscard]] constexpr std::span<const Slot> slots() const { return {slots_.data(), count_}; }

    /// The pattern as people read it: without the kinds behind the colons.
    [[nodiscard]] std::string readable() const {
        std::string shown;
        bool hidden = false;
        for (const char c : text_) {
            if (c == ':' || c == '>') hidden = c == ':';
            if (!hidden) shown += c;
        }
        return shown;
    }

    /// The slot of that name, or nullptr.
    [[nodiscard]] constexpr const Slot* find(std::string_view name) const {
        for (const auto& slot : slots())
            if (slot.name == name) return &slot;
        return nullptr;
    }

    /// The kind that a slot's name or the word after its colon stands for.
    static constexpr std::optional<Kind> kind_named(std::string_view name) {
        constexpr std::pair<std::string_view, Kind> kinds[] = {
            {"service", Kind::service},   {"environment", Kind::environment},
            {"version", Kind::version},   {"deploy", Kind::deploy},
            {"duration", Kind::duration}, {"person", Kind::person},
            {"count", Kind::count},       {"reason", Kind::text},
            {"text", Kind::text},         {"command", Kind::command},
            {"flag", Kind::flag},         {"word", Kind::word},
            {"channel", Kind::channel},
        };
        for (const auto& [word, kind] : kinds)
            if (word == name) return kind;
        return std::nullopt;
    }

private:
    static constexpr Pattern parsed(std::string_view text, const char*& fault);
    static constexpr const char* read_words(Slot& slot, std::string_view words);
    static constexpr const char* read_slot(Slot& slot, std::string_view name);
    constexpr const char* add(Slot slot);

    std::string_view text_;
    std::string_view verb_;
    std::array<Slot, max_slots> slots_{};
    std::size_t count_ = 0;
};

constexpr const char* Pattern::read_words(Slot& slot, std::string_view words) {
    std::size_t n = 0;
    while (!words.empty()) {
        const auto bar = words.find('|');
        const auto word = words.substr(0, bar);
        if (word.empty()) return "an empty word beside '|'";
        if (n == slot.words.size()) return "more than four words for one slot";
        slot.words[n++] = word;
        words = bar == std::string_view::npos ? std::string_view{} : words.substr(bar + 1);
    }
    return nullptr;
}

constexpr const char* Pattern::read_slot(Slot& slot, std::string_view name) {
    const auto colon = name.find(':');
    const auto kind = kind_named(colon == std::string_view::npos ? name : name.substr(colon + 1));
    if (!kind) return "a slot of no known kind";
    slot.name = name.substr(0, colon);
    slot.kind = *kind;
    return slot.name.empty() ? "a slot without a name" : nullptr;
}

constexpr const char* Pattern::add(Slot slot) {
    if (count_ == max_slots) return "more than eight slots";
    if (find(slot.name)) return "two slots of one name";
    if (count_ > 0 && slots_[count_ - 1].kind == Kind::text && !slots_[count_ - 1].prefixed())
        return "a free text without a word in front must come last";
    slots_[count_++] = slot;
    return nullptr;
}

constexpr Pattern Pattern::parsed(std::string_view text, const char*& fault) {
    Pattern pattern;
    pattern.text_ = text;
    std::string_view words; // the words waiting for their slot
    std::size_t verb_end = 0;
    bool in_verb = true, in_brackets = false;
    for (std::size_t at = 0; at < text.size() && !fault;) {
        const char c = text[at];
        const auto rest = text.substr(at);
        if (c == ' ') {
            ++at;
        } else if (c == '[') {
            if (in_brackets) fault = "'[' inside '['";
            in_brackets = true, in_verb = false, ++at;
        } else if (c == ']') {
            if (!in_brackets || !words.empty()) fault = "']' out of place";
            in_brackets = false, ++at;
        } else if (c == '<' || rest.starts_with("--")) {
            Slot slot;
            slot.optional = in_brackets;
            const bool flag = c == '-';
            const auto end = flag ? rest.find_first_of(" ]") : rest.find('>');
            if (!flag && end == std::string_view::npos) {
                fault = "'<' without '>'";
                break;
            }
            fault = flag ? nullptr : read_slot(slot, rest.substr(1, end - 1));
            if (flag) slot.name = rest.substr(2, end == std::string_view::npos ? end : end - 2), slot.kind = Kind::flag;
            if (flag && !in_brackets) fault = "a flag must stand in brackets";
            if (!fault) fault = read_words(slot, words);
            if (!fault) fault = pattern.add(slot);
            words = {}, in_verb = false;
            at += end == std::string_view::npos ? rest.size() : end + (flag ? 0 : 1);
        } else {
            const auto end = rest.find_first_of(" <[]");
            const auto word = rest.substr(0, end);
            at += word.size();
            if (in_verb && word.find('|') == std::string_view::npos) {
                verb_end = at;
            } else {
                if (!words.empty()) fault = "two words in front of one slot";
                words = word, in_verb = false;
            }
        }
    }
    if (!fault && in_brackets) fault = "'[' without ']'";
    if (!fault && !words.empty()) fault = "a word without its slot";
    pattern.verb_ = text.substr(0, verb_end);
    if (!fault && pattern.verb_.empty()) fault = "a pattern begins with its verb";
    return pattern;
}

} // namespace pilothouse::commands::language
