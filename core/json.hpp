#pragma once

#include "core/result.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace pilothouse {

/// Bounds for JSON from outside. nlohmann parses a deep document and then overflows the stack when it is
/// copied or printed (nlohmann/json#5387), so the bound stands in front of every DOM.
struct JsonLimits {
    std::size_t bytes = 1 << 20;
    std::size_t depth = 64;
    std::size_t nodes = 100'000;
};

/// Parses a document within the limits. Refuses invalid UTF-8 and numbers out of range; errors are
/// bad_input and say where.
Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {});

/// Compact text; bytes that are not UTF-8 become U+FFFD instead of an exception.
std::string dump_json(const nlohmann::json& document);

/// The string under `key`, or an empty one when it is missing or not a string.
std::string string_at(const nlohmann::json& object, std::string_view key);

} // namespace pilothouse
