#include "storage/sqlite/sqlite_store.hpp"

#include "storage/migrations.hpp"
#include "storage/sqlite/open.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

namespace pilothouse::storage {

namespace {

constexpr std::int64_t application_id = 0x50494c54; // "PILT"
constexpr int reserve_bytes = 16 << 20;             // freed when the disk is full, to record the refusal
constexpr int idle_log_pages = 500;
constexpr int busy_log_pages = 1500; // 6 MB: who comes meanwhile waits for it

std::string reserve_path(const std::string& path) {
    return path + ".reserve";
}

} // namespace

SqliteStore::SqliteStore(const std::string& path, FileLock lock, Access access) : path_(path), lock_(std::move(lock)) {
    const int way = access == Access::own ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    const int flags = way | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(path.c_str(), &db_, flags, nullptr);
    try {
        if (code != SQLITE_OK) throw_failure(db_, code, "opening");
        configure(access);
    } catch (...) {
        sqlite3_close_v2(db_);
        throw;
    }
}

SqliteStore::~SqliteStore() {
    statements_.clear();
    sqlite3_close_v2(db_);
}

void SqliteStore::configure(Access access) {
    sqlite3_busy_timeout(db_, 5000);
    sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    execute("PRAGMA trusted_schema=OFF");
    execute("PRAGMA cell_size_check=ON");
    if (access == Access::look) {
        sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
        return;
    }
    execute("PRAGMA journal_mode=WAL");
    execute("PRAGMA synchronous=FULL");
    execute("PRAGMA foreign_keys=ON");
    execute("PRAGMA temp_store=MEMORY");
    execute("PRAGMA journal_size_limit=67108864");
    execute("PRAGMA wal_autocheckpoint=0"); // `tidy` does it, off the path of an acknowledgement
    sqlite3_wal_hook(
        db_,
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<SqliteStore*>(self)->log_pages_ = pages;
            return SQLITE_OK;
        },
        this
    );
}

void SqliteStore::execute(const char* sql) {
    const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw_failure(db_, code, sql);
}

std::int64_t SqliteStore::pragma(const char* sql) {
    std::int64_t value = 0;
    const std::function<void(const Row&)> take = [&](const Row& row) { value = row.integer(0); };
    Statement(db_, sql).run({}, &take);
    return value;
}

Statement& SqliteStore::prepared(const char* sql) {
    auto& statement = statements_[sql];
    if (!statement) statement = std::make_unique<Statement>(db_, sql);
    return *statement;
}

std::int64_t SqliteStore::run(Sql sql, std::initializer_list<Value> values) {
    prepared(sql.text()).run(values, nullptr);
    return sqlite3_changes64(db_);
}

void SqliteStore::each(Sql sql, std::initializer_list<Value> values, const std::function<void(const Row&)>& row) {
    prepared(sql.text()).run(values, &row);
}

void SqliteStore::begin() {
    run("BEGIN IMMEDIATE", {});
}

void SqliteStore::commit() {
    run("COMMIT", {});
}

void SqliteStore::rollback() {
    if (sqlite3_get_autocommit(db_) == 0) run("ROLLBACK", {}); // SQLite may have rolled back by itself
}

void SqliteStore::begin_part() {
    run("SAVEPOINT part", {});
}

void SqliteStore::keep_part() {
    run("RELEASE part", {});
}

void SqliteStore::undo_part() {
    run("ROLLBACK TO part", {});
    run("RELEASE part", {});
}

void SqliteStore::tidy(Moment moment) {
    const int enough = moment == Moment::busy ? busy_log_pages : idle_log_pages;
    if (moment != Moment::closing && log_pages_ < enough) return;
    const int mode = moment == Moment::closing ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
    const int code = sqlite3_wal_checkpoint_v2(db_, nullptr, mode, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED) throw_failure(db_, code, "checkpoint");
    log_pages_ = 0;
}

Result<void> SqliteStore::migrate() {
    const auto owner = pragma("PRAGMA application_id");
    const auto taken = pragma("PRAGMA user_version");
    const auto steps = migrations();
    if (owner != 0 && owner != application_id)
        return fail(Errc::rejected, path_ + " belongs to another program", "Set [storage] path to another file");
    if (taken > static_cast<std::int64_t>(steps.size()))
        return fail(
            Errc::rejected,
            path_ + " has schema " + std::to_string(taken) + ", this program knows " + std::to_string(steps.size()),
            "Run the newer pilothouse that wrote it, or restore a backup from before the upgrade"
        );
    for (auto i = static_cast<std::size_t>(taken); i < steps.size(); ++i) {
        begin();
        execute(std::string(steps[i].sql).c_str());
        execute(("PRAGMA user_version=" + std::to_string(i + 1)).c_str());
        execute(("PRAGMA application_id=" + std::to_string(application_id)).c_str());
        commit();
    }
    return {};
}

Result<void> SqliteStore::back_up(const std::string& to) {
    if (std::filesystem::exists(to))
        return fail(Errc::bad_input, to + " exists already", "Name a new file; a backup never overwrites one");
    try {
        run("VACUUM INTO $1", {std::string_view(to)});
        SqliteStore copy(to, FileLock());
        std::string verdict;
        copy.each("PRAGMA integrity_check", {}, [&](const Row& row) { verdict += row.text(0); });
        copy.each("PRAGMA foreign_key_check", {}, [&](const Row&) { verdict += "; a foreign key points nowhere"; });
        if (verdict != "ok") return fail(Errc::internal, "the backup " + to + " is damaged: " + verdict);
        copy.execute("PRAGMA journal_mode=DELETE"); // one file, complete in itself
    } catch (const Failure& failure) {
        return fail(Errc::bad_input, "can't write the backup " + to + ": " + failure.what());
    }
    return {};
}

void SqliteStore::copy_from(SqliteStore& from) {
    auto* copying = sqlite3_backup_init(db_, "main", from.db_, "main");
    if (copying == nullptr) throw_failure(db_, SQLITE_ERROR, "copying");
    sqlite3_backup_step(copying, -1);
    const int code = sqlite3_backup_finish(copying);
    if (code != SQLITE_OK) throw_failure(db_, code, "copying");
}

void SqliteStore::free_reserve() {
    std::error_code ignored; // gone already: then there is nothing to free
    std::filesystem::remove(reserve_path(path_), ignored);
}

namespace {

/// Best effort: a disk too full for the reserve is told of by the first commit that fails.
void keep_reserve(const std::string& path) {
    const std::string reserve = reserve_path(path);
    if (std::filesystem::exists(reserve)) return;
    const int file = ::open(reserve.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) return;
    const bool whole = ::posix_fallocate(file, 0, reserve_bytes) == 0;
    ::close(file);
    if (!whole) ::unlink(reserve.c_str());
}

Result<std::unique_ptr<Store>> opened(const std::string& path, FileLock lock) {
    try {
        auto store = std::make_unique<SqliteStore>(path, std::move(lock));
        PILOTHOUSE_CHECK(store->migrate());
        return store;
    } catch (const Failure& failure) {
        return fail(
            Errc::internal, "can't open the database " + path + ": " + failure.what(),
            "Check the disk; if the file is damaged, restore the newest backup"
        );
    }
}

} // namespace

std::unique_ptr<Store> open_in_memory() {
    auto store = opened(":memory:", FileLock());
    if (!store) throw Failure(Failure::Kind::broken, store.error().text());
    return std::move(*store);
}

Result<std::unique_ptr<Store>> open_file(const std::string& path) {
    PILOTHOUSE_CHECK(check_folder(path));
    PILOTHOUSE_TRY(auto lock, FileLock::take(path + ".lock"));
    keep_reserve(path);
    return opened(path, std::move(lock));
}

Result<std::unique_ptr<Store>> open_copy(const std::string& path) {
    try {
        auto copy = std::make_unique<SqliteStore>(":memory:", FileLock());
        if (std::filesystem::exists(path)) {
            SqliteStore original(path, FileLock(), SqliteStore::Access::look);
            copy->copy_from(original);
        }
        PILOTHOUSE_CHECK(copy->migrate());
        return copy;
    } catch (const Failure& failure) {
        return fail(Errc::internal, "can't read the database " + path + ": " + failure.what());
    }
}

Result<void> back_up_file(const std::string& path, const std::string& to) {
    if (!std::filesystem::exists(path))
        return fail(Errc::not_found, "there is no database " + path, "Look at [storage] path in the configuration");
    try {
        return SqliteStore(path, FileLock(), SqliteStore::Access::look).back_up(to);
    } catch (const Failure& failure) {
        return fail(Errc::internal, "can't read the database " + path + ": " + failure.what());
    }
}

} // namespace pilothouse::storage
