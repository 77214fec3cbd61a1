#pragma once

#include "core/result.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace pilothouse::process {

/// A file descriptor that is closed when it dies. -1: none.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}

    Descriptor(Descriptor&& other) noexcept;
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();

    [[nodiscard]] int get() const { return number_; }

    [[nodiscard]] explicit operator bool() const { return number_ >= 0; }

    /// Gives it away.
    [[nodiscard]] int release();

private:
    int number_;
};

/// Writes `text` to the new file `path` and to the disk. Errors: unavailable.
Result<void> write_synced(const std::string& path, const std::string& text);
/// Brings the names in a directory to the disk. Errors: unavailable.
Result<void> sync_folder(const std::string& path);
/// The first `limit` bytes of a file; nothing when there is no such file or it can't be read.
std::optional<std::string> small_file(const std::string& path, std::size_t limit);

} // namespace pilothouse::process
