#pragma once

#include "core/result.hpp"

#include <string>

namespace pilothouse::storage {

/// An exclusive lock on a side file, held until it dies. Not on the database itself: closing any descriptor of
/// that file would drop SQLite's own locks.
class FileLock {
public:
    FileLock() = default; ///< holds nothing
    FileLock(FileLock&& other) noexcept;
    FileLock& operator=(FileLock&& other) noexcept;
    ~FileLock();

    /// Errors: conflict (naming the holder's pid), bad_input when the file can't be made.
    static Result<FileLock> take(const std::string& path);

private:
    explicit FileLock(int descriptor) : descriptor_(descriptor) {}

    int descriptor_ = -1;
};

/// Errors: bad_input when the folder of `path` is missing or lies on a file system that can't carry a WAL
/// database (network or FUSE).
Result<void> check_folder(const std::string& path);

} // namespace pilothouse::storage
