#pragma once

#include "core/result.hpp"
#include "storage/store.hpp"

#include <memory>
#include <string>

namespace pilothouse::storage {

/// A database in memory with the whole schema: for tests and for `pilothouse try`.
std::unique_ptr<Store> open_in_memory();

/// Opens (or creates) the database file, takes its lock for as long as the store lives, and brings its schema up
/// to date. Errors, all saying what to do next:
///   conflict   another process holds the lock
///   rejected   the schema is newer than this program, or the file is another program's
///   bad_input  the folder is missing, not writable, or on a network file system (WAL needs shared memory)
///   internal   the database is damaged or a migration failed
Result<std::unique_ptr<Store>> open_file(const std::string& path);

/// A copy in memory of a database file, without taking its lock: lets `pilothouse try` decide on the present
/// state and change nothing. Errors: as open_file.
Result<std::unique_ptr<Store>> open_copy(const std::string& path);

/// Store::back_up of a database that another process may have open. Errors: as there, and not_found.
Result<void> back_up_file(const std::string& path, const std::string& to);

} // namespace pilothouse::storage
