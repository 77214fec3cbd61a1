#pragma once

#include <span>
#include <string_view>

namespace pilothouse::storage {

/// A step of the schema. The number of steps that a database has taken is its schema version. The text is
/// SQLite's with STRICT tables; another database's driver translates the words INTEGER, STRICT and WITHOUT ROWID.
struct Migration {
    std::string_view name; ///< "0001_engine"
    std::string_view sql;
};

/// All steps in order, from the files in storage/migrations.
std::span<const Migration> migrations();

} // namespace pilothouse::storage
