#pragma once

#include "core/json.hpp"
#include "core/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Reading JSON without building it: what is looked at is found in the text itself. A mention is read in a
/// tenth of the time that a document of maps takes, and each command waits for this.
namespace pilothouse {

/// One value of a JsonDocument, or none. Nothing here throws, whatever is missing or of another kind.
class JsonView {
public:
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

    /// A value, and behind it, for arrays and objects, everything inside; a member's key stands before its value.
    struct Node {
        Kind kind = Kind::null;
        std::uint32_t extent = 1; ///< how many nodes up to the next value beside this one
        std::string_view text{};  ///< of a string without its escapes, of others as written
    };

    JsonView() = default;

    explicit JsonView(const Node* node) : node_(node) {}

    [[nodiscard]] explicit operator bool() const { return node_ != nullptr; }

    [[nodiscard]] bool is_object() const { return node_ && node_->kind == Kind::object; }

    [[nodiscard]] bool is_array() const { return node_ && node_->kind == Kind::array; }

    [[nodiscard]] bool is_true() const { return node_ && node_->kind == Kind::boolean && node_->text == "true"; }

    [[nodiscard]] bool is_false() const { return node_ && node_->kind == Kind::boolean && node_->text == "false"; }

    /// The last member of that name, as other readers have it; none when this is no object, or null stands there.
    [[nodiscard]] JsonView operator[](std::string_view key) const;
    /// A string's text, empty for anything else.
    [[nodiscard]] std::string_view text() const;

    /// The text of the member, empty where it is missing or no string.
    [[nodiscard]] std::string_view text(std::string_view key) const { return (*this)[key].text(); }

    /// A string's text, and a number, true or false as written; empty for anything else.
    [[nodiscard]] std::string_view scalar() const;
    /// 0 for anything but a whole number of 64 bits.
    [[nodiscard]] std::int64_t whole_number() const;

    /// The values of an array.
    [[nodiscard]] std::vector<JsonView> elements() const;
    struct Member;
    /// Keys and values of an object, null values among them.
    [[nodiscard]] std::vector<Member> members() const;
    /// The first value of an array or object; none where there is none.
    [[nodiscard]] JsonView first() const;

private:
    const Node* node_ = nullptr;
};

struct JsonView::Member {
    std::string_view key;
    JsonView value;
};

/// A whole document, checked from end to end. `text` must outlive it.
class JsonDocument {
public:
    /// Errors: bad_input, for what RFC 8259 does not allow, bytes that are not UTF-8, and what exceeds `limits`.
    static Result<JsonDocument> read(std::string_view text, const JsonLimits& limits = {});

    [[nodiscard]] JsonView root() const { return JsonView(nodes_.data()); }

private:
    friend class JsonReader;
    std::vector<JsonView::Node> nodes_;
    std::unique_ptr<char[]> unescaped_; ///< strings that had escapes; never larger than the text
};

} // namespace pilothouse
