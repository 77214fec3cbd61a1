#pragma once

#include "storage/database.hpp"

#include <sqlite3.h>

#include <functional>
#include <initializer_list>
#include <vector>

namespace pilothouse::storage {

/// Turns a result code into the Failure that the engine acts on, with SQLite's own words.
[[noreturn]] void throw_failure(sqlite3* db, int code, const char* doing);

/// A prepared statement that is kept for the connection's life.
class Statement {
public:
    Statement(sqlite3* db, const char* sql);
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    ~Statement();

    /// Binds, runs to the end, resets. `row` is called for each row; null when none are expected.
    void run(std::initializer_list<Value> values, const std::function<void(const Row&)>* row);

private:
    void bind(std::initializer_list<Value> values);

    sqlite3* db_;
    sqlite3_stmt* statement_ = nullptr;
    /// SQLite counts $2 before $1 when it stands first, so each number is looked up once.
    std::vector<int> places_;
};

} // namespace pilothouse::storage
