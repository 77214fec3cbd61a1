#include "config/tree.hpp"

#include <algorithm>
#include <toml++/toml.h>

namespace pilothouse::config {

namespace {
Position position(const toml::source_region& region) {
    return region.begin.line == 0 ? Position{} : Position{region.begin.line, region.begin.column};
}

// As deep as the document, which the parser bounds at 256.
Node converted(const toml::node& from) {
    Node to{.at = position(from.source())};
    from.visit([&](const auto& value) {
        using Value = std::remove_cvref_t<decltype(value)>;
        if constexpr (std::is_same_v<Value, toml::table>) {
            to.type = Node::Type::table;
            for (const auto& [key, inner] : value) {
                to.keys.push_back({std::string(key.str()), position(key.source())});
                to.items.push_back(converted(inner));
            }
        } else if constexpr (std::is_same_v<Value, toml::array>) {
            to.type = Node::Type::list;
            for (const auto& inner : value)
                to.items.push_back(converted(inner));
        } else if constexpr (toml::is_string<Value>) {
            to.type = Node::Type::text;
            to.text = *value;
        } else if constexpr (toml::is_integer<Value>) {
            to.type = Node::Type::number;
            to.number = *value;
        } else if constexpr (toml::is_boolean<Value>) {
            to.type = Node::Type::flag;
            to.flag = *value;
        } else if constexpr (toml::is_floating_point<Value>) {
            to.type = Node::Type::fraction;
        } else {
            to.type = Node::Type::moment;
        }
    });
    return to;
}
} // namespace

const Node* Node::find(std::string_view key) const {
    const auto it = std::ranges::find(keys, key, &Key::name);
    return it == keys.end() ? nullptr : &items[static_cast<std::size_t>(it - keys.begin())];
}

std::string_view Node::type_words() const {
    switch (type) {
    case Type::text:
        return "a text";
    case Type::number:
        return "a whole number";
    case Type::fraction:
        return "a number with a fraction";
    case Type::flag:
        return "true or false";
    case Type::moment:
        return "a date or time";
    case Type::list:
        return "a list";
    case Type::table:
        return "a table";
    }
    return "something else";
}

std::expected<Node, SyntaxError> parse_toml(std::string_view text) {
    try {
        return converted(toml::parse(text));
    } catch (const toml::parse_error& error) {
        return std::unexpected(SyntaxError{position(error.source()), std::string(error.description())});
    }
}

} // namespace pilothouse::config
