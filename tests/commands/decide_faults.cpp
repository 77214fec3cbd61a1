#include "commands/deploy/access.hpp"
#include "commands/deploy/gates.hpp"
#include "desk_support.hpp"

#include <catch2/catch.hpp>

#include <type_traits>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::testing;
using storage::DeployState;

// Nobody makes a proof but those who check.
static_assert(!std::is_default_constructible_v<deploy::Authorized>);
static_assert(!std::is_constructible_v<deploy::Authorized, PersonId, deploy::Right>);
static_assert(!std::is_default_constructible_v<deploy::Cleared>);

namespace {
/// Fails at one call, as a full disk or a lost database would.
class Failing final : public storage::Connection {
public:
    Failing(storage::Connection& inner, int at) : inner_(inner), left_(at) {}

    std::int64_t run(storage::Sql sql, std::initializer_list<storage::Value> values) override {
        count();
        return inner_.run(sql, values);
    }

    void each(
        storage::Sql sql, std::initializer_list<storage::Value> values,
        const std::function<void(const storage::Row&)>& row
    ) override {
        count();
        inner_.each(sql, values, row);
    }

    void begin() override { inner_.begin(); }

    void commit() override { inner_.commit(); }

    void rollback() override { inner_.rollback(); }

    void begin_part() override { inner_.begin_part(); }

    void keep_part() override { inner_.keep_part(); }

    void undo_part() override { inner_.undo_part(); }

    [[nodiscard]] bool failed() const { return left_ < 0; }

private:
    void count() {
        if (--left_ < 0) throw storage::Failure(storage::Failure::Kind::broken, "no more");
    }

    storage::Connection& inner_;
    int left_;
};

/// Decides `event` with the store failing at every call in turn. Each time nothing is decided and nothing is kept;
/// returns how many calls there were.
int fail_everywhere(Company& company, const Event& event) {
    for (int at = 0;; ++at) {
        const auto rows = storage::Audit(*company.store).newest(1).at(0).id;
        company.store->begin();
        Failing failing(*company.store, at);
        try {
            (void)commands::decide(company.settings, failing, event, company.now);
        } catch (const storage::Failure&) {
            company.store->rollback();
            CHECK(storage::Audit(*company.store).newest(1).at(0).id == rows);
            continue;
        }
        CHECK_FALSE(failing.failed());
        company.store->commit();
        return at;
    }
}

Said said(const char* who, const char* text) {
    return {.who = PersonId{who}, .where = Company::ops(), .voice = Voice::slash, .words = plain_words(text)};
}
} // namespace

TEST_CASE("when the store fails, wherever it fails, nothing starts") {
    Company company;
    company.staged("v1");
    CHECK(fail_everywhere(company, said("UANA", "deploy api v1 to production")) > 5);
    CHECK(company.state(2) == DeployState::waiting_approval);
    CHECK(fail_everywhere(company, said("UBEN", "approve 2")) > 10);
    CHECK(company.state(2) == DeployState::running);
}

TEST_CASE("a read costs the store little") {
    Company company;
    company.staged("v1");
    CHECK(fail_everywhere(company, said("UANA", "ping")) <= 2);
    CHECK(fail_everywhere(company, said("UANA", "status")) <= 4);
}
