#include "core/text.hpp"

namespace pilothouse {

Text::Text(std::string literal) {
    if (!literal.empty()) spans_.emplace_back(Literal{std::move(literal)});
}

Text::Text(std::string_view literal) : Text(std::string(literal)) {}

Text::Text(const char* literal) : Text(std::string(literal)) {}

Text& Text::operator<<(std::string_view literal) {
    if (literal.empty()) return *this;
    if (!spans_.empty()) {
        if (auto* last = std::get_if<Literal>(&spans_.back())) {
            last->value += literal;
            return *this;
        }
    }
    spans_.emplace_back(Literal{std::string(literal)});
    return *this;
}

Text& Text::operator<<(Span span) {
    if (const auto* literal = std::get_if<Literal>(&span)) return *this << std::string_view(literal->value);
    spans_.push_back(std::move(span));
    return *this;
}

Text& Text::operator<<(const Text& more) {
    for (const auto& span : more.spans_)
        *this << span;
    return *this;
}

namespace {
struct PlainWords {
    std::string operator()(const Text::Literal& span) const { return span.value; }

    std::string operator()(const Text::Bold& span) const { return span.value; }

    std::string operator()(const Text::Italic& span) const { return span.value; }

    std::string operator()(const Text::Code& span) const { return span.value; }

    std::string operator()(const Text::Mention& span) const { return "@" + span.person.value; }

    std::string operator()(const Text::Channel& span) const { return span.channel.value; }

    std::string operator()(const Text::Link& span) const { return span.label; }

    std::string operator()(const Text::When& span) const { return iso8601(span.time); }
};
} // namespace

std::string Text::plain() const {
    std::string words;
    for (const auto& span : spans_)
        words += std::visit(PlainWords{}, span);
    return words;
}

} // namespace pilothouse
