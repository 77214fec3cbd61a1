#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

using namespace pilothouse;
using namespace pilothouse::storage;

namespace {

struct Folder {
    std::filesystem::path path;

    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "pilothouse-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }

    ~Folder() { std::filesystem::remove_all(path); }

    [[nodiscard]] std::string file(const char* name) const { return (path / name).string(); }
};

std::int64_t count(Connection& store) {
    std::int64_t n = -1;
    store.each("SELECT count(*) FROM inbox", {}, [&](const Row& row) { n = row.integer(0); });
    return n;
}

void add(Connection& store, std::string_view key) {
    store.run(
        "INSERT INTO inbox (received_at, key, source) VALUES ($3, $1, $2)",
        {key, std::string_view("test"), std::int64_t{7}}
    );
}

} // namespace

TEST_CASE("parameters are bound by their number, not by where they stand") {
    auto store = open_in_memory();
    store->begin();
    add(*store, "a");
    store->commit();
    std::string key, source;
    std::int64_t at = 0;
    store->each("SELECT key, source, received_at, error FROM inbox", {}, [&](const Row& row) {
        key = row.text(0);
        source = row.text(1);
        at = row.integer(2);
        CHECK(row.is_null(3));
        CHECK(row.text(3).empty());
    });
    CHECK(key == "a");
    CHECK(source == "test");
    CHECK(at == 7);
    CHECK_THROWS_AS(store->run("DELETE FROM inbox WHERE key = $1", {}), Failure);
}

TEST_CASE("a part that is undone leaves the other parts of its transaction") {
    auto store = open_in_memory();
    store->begin();
    store->begin_part();
    add(*store, "kept");
    store->keep_part();
    store->begin_part();
    add(*store, "undone");
    store->undo_part();
    store->commit();
    CHECK(count(*store) == 1);
}

TEST_CASE("a broken constraint is a fault of the program, and the row stays out") {
    auto store = open_in_memory();
    add(*store, "a");
    try {
        add(*store, "a");
        FAIL("no failure");
    } catch (const Failure& failure) {
        CHECK(failure.kind() == Failure::Kind::invalid);
    }
    CHECK_THROWS_AS(
        store->run(
            "INSERT INTO inbox (key, source, received_at) VALUES ($1, $2, $3)",
            {std::string_view("b"), std::string_view("s"), std::string_view("not a number")}
        ),
        Failure
    ); // STRICT
    CHECK(count(*store) == 1);
}

TEST_CASE("a second process on the same database is refused, with the first one's pid") {
    const Folder folder;
    auto first = open_file(folder.file("a.db"));
    REQUIRE(first);
    auto second = open_file(folder.file("a.db"));
    REQUIRE(!second);
    CHECK(second.error().code == Errc::conflict);
    CHECK(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
    first->reset();
    CHECK(open_file(folder.file("a.db")).has_value());
}

TEST_CASE("a newer schema and another program's file are refused") {
    const Folder folder;
    {
        auto store = open_file(folder.file("newer.db"));
        REQUIRE(store);
        (*store)->run("PRAGMA user_version=999", {});
    }
    auto newer = open_file(folder.file("newer.db"));
    REQUIRE(!newer);
    CHECK(newer.error().code == Errc::rejected);
    CHECK(newer.error().text().find("999") != std::string::npos);
    {
        auto store = open_file(folder.file("other.db"));
        REQUIRE(store);
        (*store)->run("PRAGMA application_id=77", {});
    }
    CHECK(open_file(folder.file("other.db")).error().code == Errc::rejected);
}

TEST_CASE("a missing folder and a database that is none are told in words") {
    const Folder folder;
    CHECK(open_file(folder.file("no/such/a.db")).error().code == Errc::bad_input);
    std::system(("head -c 8192 /dev/zero | tr '\\0' 'x' > " + folder.file("junk.db")).c_str());
    auto junk = open_file(folder.file("junk.db"));
    REQUIRE(!junk);
    CHECK(junk.error().text().find("junk.db") != std::string::npos);
}

TEST_CASE("a backup of a store in use is complete, checked and one file") {
    const Folder folder;
    auto store = open_file(folder.file("a.db"));
    REQUIRE(store);
    (*store)->begin();
    for (int i = 0; i < 1000; ++i)
        add(**store, "key" + std::to_string(i));
    (*store)->commit();
    REQUIRE((*store)->back_up(folder.file("b.db")));
    CHECK((*store)->back_up(folder.file("b.db")).error().code == Errc::bad_input);
    auto copy = open_file(folder.file("b.db"));
    REQUIRE(copy);
    CHECK(count(**copy) == 1000);
}

TEST_CASE("a copy for trying things out leaves the original alone") {
    const Folder folder;
    auto store = open_file(folder.file("a.db"));
    REQUIRE(store);
    add(**store, "a");
    auto copy = open_copy(folder.file("a.db"));
    REQUIRE(copy);
    add(**copy, "b");
    CHECK(count(**copy) == 2);
    CHECK(count(**store) == 1);
}

TEST_CASE("closing moves the write-ahead log into the database") {
    const Folder folder;
    auto store = open_file(folder.file("a.db"));
    REQUIRE(store);
    add(**store, "a");
    CHECK(std::filesystem::file_size(folder.file("a.db-wal")) > 0);
    (*store)->tidy(Store::Moment::closing);
    CHECK(std::filesystem::file_size(folder.file("a.db-wal")) == 0);
    CHECK(count(**store) == 1);
}
