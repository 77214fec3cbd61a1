#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

/// The store: one text of SQL for every database, bound parameters only.
namespace pilothouse::storage {

/// A statement. Made only from a literal in the source, so that no text from outside can become SQL.
/// Parameters are written $1, $2, …; the text is what SQLite and PostgreSQL both understand.
class Sql {
public:
    template <std::size_t size>
    consteval Sql(const char (&literal)[size]) : text_(literal) {} // NOLINT: a literal is a statement

    /// The literal itself; its address names the statement in the cache of prepared ones.
    [[nodiscard]] const char* text() const { return text_; }

private:
    const char* text_;
};

/// Bytes that are no text.
struct Bytes {
    std::string_view bytes;
};

/// A bound value. Text and bytes are not copied: they must live until the call returns.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string_view, Bytes>;

/// One row of an answer, valid inside the callback. Columns count from 0.
class Row {
public:
    virtual ~Row() = default;
    [[nodiscard]] virtual std::int64_t integer(int column) const = 0;   ///< 0 for NULL
    [[nodiscard]] virtual std::string_view text(int column) const = 0;  ///< "" for NULL
    [[nodiscard]] virtual std::string_view bytes(int column) const = 0; ///< as they were bound; none for NULL
    [[nodiscard]] virtual bool is_null(int column) const = 0;
};

/// The database failed, which is not an answer anybody can act on in a command. What the engine does depends
/// on the kind.
class Failure : public std::runtime_error {
public:
    enum class Kind {
        full,    ///< no room: refuse new events, go on reading
        busy,    ///< somebody else holds it: try again
        broken,  ///< an I/O error, a failed fsync, corruption: stop, a restart reads from the disk
        invalid, ///< a statement or a constraint: a fault of this program
    };

    Failure(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}

    [[nodiscard]] Kind kind() const { return kind_; }

private:
    Kind kind_;
};

/// A connection; used by one thread at a time. Every call throws Failure when the database fails.
class Connection {
public:
    virtual ~Connection() = default;

    /// Runs a statement that gives no rows; returns how many rows it changed.
    virtual std::int64_t run(Sql sql, std::initializer_list<Value> values = {}) = 0;
    /// Runs a statement and hands each row to `row`.
    virtual void each(Sql sql, std::initializer_list<Value> values, const std::function<void(const Row&)>& row) = 0;

    /// Transactions belong to the engine. `begin` takes the write lock at once.
    virtual void begin() = 0;
    virtual void commit() = 0;
    virtual void rollback() = 0;
    /// A savepoint inside the transaction: one event fails alone.
    virtual void begin_part() = 0;
    virtual void keep_part() = 0;
    virtual void undo_part() = 0;
};

} // namespace pilothouse::storage
