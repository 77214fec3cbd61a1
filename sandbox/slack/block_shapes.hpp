#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace pilothouse::sandbox {

/// What may stand in a field of a block or an element.
enum class Want {
    any,
    string, ///< low..high characters
    boolean,
    integer,     ///< low..high
    strings,     ///< a list of low..high strings
    plain,       ///< plain_text object of low..high characters
    text,        ///< plain_text or mrkdwn object of low..high characters
    texts,       ///< a list of low..high text objects of 2,000 characters
    style,       ///< primary or danger
    option,      ///< one option
    options,     ///< a list of low..high options
    groups,      ///< a list of low..high option groups
    confirm,     ///< confirmation dialog
    accessory,   ///< one element that may stand beside a section
    interactive, ///< a list of low..high elements of an actions block
    contextual,  ///< a list of low..high texts or images
    input,       ///< one element of an input block
    rich,        ///< a list of rich text elements
    rows         ///< the rows of a table
};

struct Field {
    std::string_view name;
    Want want = Want::any;
    bool required = false;
    std::size_t low = 0;
    std::size_t high = 0; ///< 0: no bound
};

/// Where a block or element may stand.
enum Place : unsigned {
    in_message = 1,
    in_modal = 2,
    in_home = 4,
    anywhere = 7, ///< blocks
    in_section = 8,
    in_actions = 16,
    in_input = 32 ///< elements
};

/// One block or element type and its fields ("type" and ids are checked for all).
struct Shape {
    std::string_view type;
    unsigned places = 0;
    std::span<const Field> fields;
};

/// The shape of a block type or element type; nullptr where Slack knows none.
const Shape* block_shape(std::string_view type);
const Shape* element_shape(std::string_view type);

} // namespace pilothouse::sandbox
