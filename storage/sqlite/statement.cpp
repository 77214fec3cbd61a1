#include "storage/sqlite/statement.hpp"

#include <string>

namespace pilothouse::storage {

namespace {

Failure::Kind kind_of(int code) {
    switch (code & 0xff) {
    case SQLITE_FULL:
        return Failure::Kind::full;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return Failure::Kind::busy;
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
        return Failure::Kind::broken;
    default:
        return Failure::Kind::invalid;
    }
}

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }

    std::string_view text(int column) const override {
        const void* bytes = sqlite3_column_text(statement_, column);
        if (bytes == nullptr) return {};
        return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

    std::string_view bytes(int column) const override {
        const void* bytes = sqlite3_column_blob(statement_, column);
        if (bytes == nullptr) return {};
        return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
    }

    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }

private:
    sqlite3_stmt* statement_;
};

/// Leaves the statement ready for its next use, also when a callback throws.
class Reset {
public:
    explicit Reset(sqlite3_stmt* statement) : statement_(statement) {}

    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;

    ~Reset() {
        sqlite3_reset(statement_); // repeats the code that the last step gave: it has been seen
        sqlite3_clear_bindings(statement_);
    }

private:
    sqlite3_stmt* statement_;
};

} // namespace

void throw_failure(sqlite3* db, int code, const char* doing) {
    const int extended = db == nullptr ? code : sqlite3_extended_errcode(db);
    std::string what = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
    what += " (SQLite " + std::to_string(extended) + ", " + doing + ")";
    throw Failure(kind_of(code), what);
}

Statement::Statement(sqlite3* db, const char* sql) : db_(db) {
    const int code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_, nullptr);
    if (code != SQLITE_OK) throw_failure(db_, code, sql);
    const int count = sqlite3_bind_parameter_count(statement_);
    for (int i = 1; i <= count; ++i)
        places_.push_back(sqlite3_bind_parameter_index(statement_, ("$" + std::to_string(i)).c_str()));
}

Statement::~Statement() {
    sqlite3_finalize(statement_); // its code repeats the last step's
}

void Statement::bind(std::initializer_list<Value> values) {
    if (values.size() != places_.size())
        throw Failure(Failure::Kind::invalid, std::string("wrong number of values for: ") + sqlite3_sql(statement_));
    std::size_t i = 0;
    for (const auto& value : values) {
        const int place = places_[i++];
        int code = SQLITE_OK;
        if (const auto* number = std::get_if<std::int64_t>(&value)) {
            code = sqlite3_bind_int64(statement_, place, *number);
        } else if (const auto* text = std::get_if<std::string_view>(&value)) {
            const char* bytes = text->data() == nullptr ? "" : text->data();
            code = sqlite3_bind_text64(statement_, place, bytes, text->size(), SQLITE_STATIC, SQLITE_UTF8);
        } else if (const auto* blob = std::get_if<Bytes>(&value)) {
            const char* bytes = blob->bytes.data() == nullptr ? "" : blob->bytes.data();
            code = sqlite3_bind_blob64(statement_, place, bytes, blob->bytes.size(), SQLITE_STATIC);
        } else {
            code = sqlite3_bind_null(statement_, place);
        }
        if (code != SQLITE_OK) throw_failure(db_, code, sqlite3_sql(statement_));
    }
}

void Statement::run(std::initializer_list<Value> values, const std::function<void(const Row&)>* row) {
    const Reset reset(statement_);
    bind(values);
    const SqliteRow view(statement_);
    for (;;) {
        const int code = sqlite3_step(statement_);
        if (code == SQLITE_DONE) return;
        if (code != SQLITE_ROW) throw_failure(db_, code, sqlite3_sql(statement_));
        if (row != nullptr) (*row)(view);
    }
}

} // namespace pilothouse::storage
