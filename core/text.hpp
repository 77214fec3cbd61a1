#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pilothouse {

/// What a message says, with literal text and markup kept apart by type.
///
/// A string put into a Text is always literal: `<!channel>` in a commit message stays those ten characters.
/// Markup comes only from the span types below, so there is no way to write it by hand. Each chat system's
/// adapter turns a Text into its own markup, escaping the literals, in one function.
class Text {
public:
    struct Literal {
        std::string value;
        friend bool operator==(const Literal&, const Literal&) = default;
    };

    struct Bold {
        std::string value;
        friend bool operator==(const Bold&, const Bold&) = default;
    };

    struct Italic {
        std::string value;
        friend bool operator==(const Italic&, const Italic&) = default;
    };

    struct Code {
        std::string value;
        friend bool operator==(const Code&, const Code&) = default;
    };

    /// Names the person by id; a chat system may notify them.
    struct Mention {
        PersonId person;
        friend bool operator==(const Mention&, const Mention&) = default;
    };

    struct Channel {
        ChannelId channel;
        friend bool operator==(const Channel&, const Channel&) = default;
    };

    /// `url` must come from the configuration or from a builder that encodes its parts; the label is literal.
    struct Link {
        std::string url;
        std::string label;
        friend bool operator==(const Link&, const Link&) = default;
    };

    /// A moment, shown in each reader's own time zone.
    struct When {
        Time time;
        friend bool operator==(const When&, const When&) = default;
    };

    using Span = std::variant<Literal, Bold, Italic, Code, Mention, Channel, Link, When>;

    Text() = default;
    Text(std::string literal);      // NOLINT: literal text is what a string means
    Text(std::string_view literal); // NOLINT
    Text(const char* literal);      // NOLINT

    Text& operator<<(std::string_view literal);

    Text& operator<<(const char* literal) { return *this << std::string_view(literal); }

    Text& operator<<(const std::string& literal) { return *this << std::string_view(literal); }

    Text& operator<<(Span span);
    Text& operator<<(const Text& more);

    [[nodiscard]] const std::vector<Span>& spans() const { return spans_; }

    [[nodiscard]] bool empty() const { return spans_.empty(); }

    /// The words alone, without markup: for logs, the terminal and tests. A mention reads "@U024BE7LH".
    [[nodiscard]] std::string plain() const;

    friend bool operator==(const Text&, const Text&) = default;

private:
    std::vector<Span> spans_;
};

inline Text operator+(Text left, const Text& right) {
    left << right;
    return left;
}

inline Text bold(std::string text) {
    return Text{} << Text::Span{Text::Bold{std::move(text)}};
}

inline Text italic(std::string text) {
    return Text{} << Text::Span{Text::Italic{std::move(text)}};
}

inline Text code(std::string text) {
    return Text{} << Text::Span{Text::Code{std::move(text)}};
}

inline Text mention(PersonId person) {
    return Text{} << Text::Span{Text::Mention{std::move(person)}};
}

inline Text channel(ChannelId id) {
    return Text{} << Text::Span{Text::Channel{std::move(id)}};
}

inline Text link(std::string url, std::string label) {
    return Text{} << Text::Span{Text::Link{std::move(url), std::move(label)}};
}

inline Text when(Time time) {
    return Text{} << Text::Span{Text::When{time}};
}

} // namespace pilothouse
