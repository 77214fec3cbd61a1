#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Names that are not what they look like.
namespace pilothouse::commands::language {

/// What is wrong with the letters of a name, as a sentence for a person, or nothing: an invisible character in it,
/// letters of another alphabet that look like those of a `known` name, or two alphabets in one word.
std::optional<std::string> masquerade(std::string_view word, std::span<const std::string_view> known);

/// The name of `known` that `word` looks like when it is read by eye, or an empty one.
std::string_view looks_like(std::string_view word, std::span<const std::string_view> known);

} // namespace pilothouse::commands::language
