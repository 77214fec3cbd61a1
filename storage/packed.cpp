#include "storage/packed.hpp"

#include "storage/database.hpp"

#include <lz4.h>

namespace pilothouse::storage {

std::string packed(std::string_view text) {
    const int size = static_cast<int>(text.size()); // of a body, which the receiver bounds
    std::string bytes;
    bytes.resize_and_overwrite(static_cast<std::size_t>(LZ4_compressBound(size)), [&](char* out, std::size_t room) {
        return static_cast<std::size_t>(LZ4_compress_default(text.data(), out, size, static_cast<int>(room)));
    });
    if (bytes.empty())
        throw Failure(Failure::Kind::invalid, "a text of " + std::to_string(size) + " bytes can't be packed");
    return bytes;
}

std::string unpacked(std::string_view bytes, std::size_t size) {
    std::string text(size, '\0');
    const int got =
        LZ4_decompress_safe(bytes.data(), text.data(), static_cast<int>(bytes.size()), static_cast<int>(text.size()));
    if (got < 0 || static_cast<std::size_t>(got) != size)
        throw Failure(Failure::Kind::broken, "a packed text of the store can't be read");
    return text;
}

} // namespace pilothouse::storage
