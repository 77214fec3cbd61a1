#pragma once

#include "core/result.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <string>

namespace pilothouse::storage {

/// The one writing connection, which is also the only one that checkpoints (two at once can corrupt a WAL
/// database before SQLite 3.51.3).
class Store : public Connection {
public:
    /// Moves what is in the write-ahead log into the database when enough has gathered. `idle` says that nobody
    /// waits: then less is enough. `closing` moves all of it and empties the log.
    enum class Moment { busy, idle, closing };
    virtual void tidy(Moment moment) = 0;

    /// Writes a consistent copy to a new file while the store goes on, and checks the copy.
    /// Errors: bad_input when the file exists or can't be written, internal when the copy fails its check.
    virtual Result<void> back_up(const std::string& to) = 0;

    /// Frees the space that was kept aside for a full disk, so that a refusal can still be recorded. Once.
    virtual void free_reserve() = 0;
};

} // namespace pilothouse::storage
