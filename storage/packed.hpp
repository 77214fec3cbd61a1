#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Large texts in a quarter of their room, by LZ4: what is written for a webhook is mostly its body.
namespace pilothouse::storage {

/// The text, packed.
std::string packed(std::string_view text);

/// The text of `size` bytes that was packed. Throws Failure (broken) for bytes that are not that.
std::string unpacked(std::string_view bytes, std::size_t size);

} // namespace pilothouse::storage
