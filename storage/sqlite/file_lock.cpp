#include "storage/sqlite/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

namespace pilothouse::storage {

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<FileLock> FileLock::take(const std::string& path) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        return fail(
            Errc::bad_input, "can't make the lock file " + path + ": " + std::strerror(errno),
            "Make the folder writable for the user that runs the bot, or set [storage] path"
        );
    FileLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> holder{};
        const auto length = ::pread(descriptor, holder.data(), holder.size() - 1, 0);
        const std::string pid = length > 0 ? std::string(holder.data(), static_cast<std::size_t>(length)) : "unknown";
        return fail(
            Errc::conflict, "another pilothouse (pid " + pid + ") holds " + path,
            "Stop that one first; one database belongs to one process"
        );
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0 || ::pwrite(descriptor, pid.data(), pid.size(), 0) < 0)
        return fail(Errc::bad_input, "can't write the lock file " + path + ": " + std::strerror(errno));
    return lock;
}

Result<void> check_folder(const std::string& path) {
    struct Refused {
        long magic; // linux/magic.h and statfs(2)
        const char* name;
    };

    static constexpr Refused refused[] = {
        {0x6969, "NFS"},    {0xFF534D42L, "CIFS"}, {0xFE534D42L, "SMB2"}, {0x517B, "SMB"},
        {0x01021997, "9p"}, {0x65735546, "FUSE"},  {0x00C36400, "Ceph"},  {0x5346414F, "AFS"},
    };
    const auto parent = std::filesystem::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    struct statfs info{};
    if (::statfs(folder.c_str(), &info) != 0)
        return fail(
            Errc::bad_input, "can't use the folder " + folder + " for the database: " + std::strerror(errno),
            "Create it, or set [storage] path"
        );
    for (const auto& entry : refused) {
        if (static_cast<long>(info.f_type) == entry.magic)
            return fail(
                Errc::bad_input, "the folder " + folder + " is on " + entry.name,
                "The database needs a local file system; set [storage] path to one"
            );
    }
    return {};
}

} // namespace pilothouse::storage
