#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::commands {

/// What was told of one thing by messages that may come late, twice, or in any order. Each fact remembers how new its
/// message was, and a newer one wins; so the same messages make the same facts, in whatever order they come.
class Facts {
public:
    /// How new a message is; compared from the first number to the last.
    using Order = std::array<std::int64_t, 3>;

    /// Nothing is told by an empty value.
    void tell(std::string_view name, std::string value, const Order& order);
    /// Empty when nothing was told.
    [[nodiscard]] const std::string& get(std::string_view name) const;
    /// 0 for what is no number.
    [[nodiscard]] std::int64_t number(std::string_view name) const;

    /// What follows `prefix` in the names that begin with it.
    [[nodiscard]] std::vector<std::string> below(std::string_view prefix) const;

    /// The stored form: for each fact a line with the lengths of name and value in bytes and the order, then a line of
    /// name and value ("5 6 1 5 0\nphasefailed\n"). It is read and written for every message, hence no JSON.
    [[nodiscard]] std::string text() const;
    /// From the stored form. Throws std::runtime_error for what this program did not write.
    static Facts in(std::string_view text);

private:
    struct Fact {
        std::string name{};
        Order order{};
        std::string value{};
    };

    [[nodiscard]] std::vector<Fact>::const_iterator place_of(std::string_view name) const;

    std::vector<Fact> facts_; ///< by their names
};

} // namespace pilothouse::commands
