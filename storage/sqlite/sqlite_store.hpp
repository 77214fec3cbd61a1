#pragma once

#include "storage/sqlite/file_lock.hpp"
#include "storage/sqlite/statement.hpp"
#include "storage/store.hpp"

#include <memory>
#include <string>
#include <unordered_map>

namespace pilothouse::storage {

/// SQLite as docs/operations.md describes it: WAL, FULL, foreign keys, STRICT tables, one connection.
class SqliteStore final : public Store {
public:
    /// own: the one writing connection. look: reads beside the process that owns the database, and never
    /// checkpoints.
    enum class Access { own, look };

    /// Opens and configures; does not migrate. `lock` is held until the connection has closed.
    /// Throws Failure.
    SqliteStore(const std::string& path, FileLock lock, Access access = Access::own);
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;
    ~SqliteStore() override;

    std::int64_t run(Sql sql, std::initializer_list<Value> values) override;
    void each(Sql sql, std::initializer_list<Value> values, const std::function<void(const Row&)>& row) override;
    void begin() override;
    void commit() override;
    void rollback() override;
    void begin_part() override;
    void keep_part() override;
    void undo_part() override;
    void tidy(Moment moment) override;
    Result<void> back_up(const std::string& to) override;
    void free_reserve() override;

    /// Runs the steps that this database has not taken yet, each in a transaction of its own.
    /// Errors: rejected when it has taken more than this program knows, or is another program's.
    Result<void> migrate();
    /// Fills this (empty) database with the contents of `from`. Throws Failure.
    void copy_from(SqliteStore& from);

private:
    void configure(Access access);
    void execute(const char* sql);
    std::int64_t pragma(const char* sql);
    Statement& prepared(const char* sql);

    std::string path_;
    FileLock lock_; // before the connection: released after it has closed
    sqlite3* db_ = nullptr;
    std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;
    int log_pages_ = 0;
};

} // namespace pilothouse::storage
