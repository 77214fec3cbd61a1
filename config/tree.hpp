#pragma once

#include "config/problems.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::config {

/// A value of a TOML document, with where it stands.
struct Node {
    enum class Type { text, number, fraction, flag, moment, list, table };

    struct Key {
        std::string name;
        Position at;
    };

    Type type = Type::table;
    Position at;
    std::string text{};
    std::int64_t number = 0;
    bool flag = false;
    std::vector<Node> items{}; ///< of a list, or the values of a table
    std::vector<Key> keys{};   ///< of a table: keys[i] names items[i]

    /// The value under `key` of a table; nullptr when there is none.
    [[nodiscard]] const Node* find(std::string_view key) const;
    /// "a text", "a list": what a message calls the type.
    [[nodiscard]] std::string_view type_words() const;
};

/// Parses TOML 1.0. Errors: bad_input; `at` is where, and the message what.
struct SyntaxError {
    Position at;
    std::string what;
};

std::expected<Node, SyntaxError> parse_toml(std::string_view text);

} // namespace pilothouse::config
