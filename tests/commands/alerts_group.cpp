#include "commands/alerts/group.hpp"
#include "commands/subscriptions/keys.hpp"
#include "storage/sqlite/open.hpp"

#include <catch2/catch.hpp>

#include <memory>
#include <string>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::alerts;
using namespace std::chrono_literals;

namespace {

const Time noon = from_unix_ms(1'800'000'000'000);

/// A store that counts what is done to it.
class Counting final : public storage::Connection {
public:
    std::int64_t run(storage::Sql sql, std::initializer_list<storage::Value> values) override {
        ++statements;
        const auto changed = store_->run(sql, values);
        written += changed;
        return changed;
    }

    void each(
        storage::Sql sql, std::initializer_list<storage::Value> values,
        const std::function<void(const storage::Row&)>& row
    ) override {
        ++statements;
        store_->each(sql, values, row);
    }

    void begin() override { store_->begin(); }

    void commit() override { store_->commit(); }

    void rollback() override { store_->rollback(); }

    void begin_part() override { store_->begin_part(); }

    void keep_part() override { store_->keep_part(); }

    void undo_part() override { store_->undo_part(); }

    std::int64_t statements = 0;
    std::int64_t written = 0;

private:
    std::unique_ptr<storage::Store> store_ = storage::open_in_memory();
};

AlertChanged many(int count, int ended = 0) {
    AlertChanged change{.group = "am/1", .title = "Disk"};
    for (int i = 0; i < count; ++i) {
        Alert one{.id = "d" + std::to_string(i), .name = "Disk", .firing = i >= ended, .severity = "warning"};
        one.began = noon - 1h;
        if (!one.firing) one.ended = noon;
        change.alerts.push_back(one);
    }
    return change;
}

struct Sender {
    Counting store;
    storage::AlertGroups groups{store};

    Taken tell(AlertChanged change, Time at, bool reopens = false) {
        store.statements = store.written = 0;
        change.reopens = reopens;
        change.at = at;
        auto taken = take_in(groups, "am", change, at);
        REQUIRE(taken);
        return *std::move(taken);
    }
};

} // namespace

TEST_CASE("Groups: only what a message changes is written, and all of a group is read once") {
    Sender sender;
    CHECK(sender.tell(many(500), noon).group.firing() == 500);
    CHECK(sender.tell(many(500), noon + 1min).group.firing() == 500);
    CHECK(sender.store.written == 1); // the group: when it was heard of
    CHECK(sender.store.statements <= 4);
    CHECK(sender.tell(many(500, 3), noon + 2min).group.firing() == 497);
    CHECK(sender.store.written == 1 + 3);
    auto left_out = many(500, 3);
    left_out.alerts.pop_back();
    CHECK(sender.tell(left_out, noon + 3min).group.firing() == 496);
    CHECK(sender.store.written == 1 + 1);
    CHECK_FALSE(sender.tell(many(500, 500), noon + 4min).group.row.state == "firing");
}

TEST_CASE("Groups: what a sender that reopens leaves out has ended, and may fire again later") {
    Sender sender;
    (void)sender.tell(many(2), noon, true);
    CHECK(sender.tell(many(1), noon + 1min, true).group.firing() == 1);
    CHECK(sender.tell(many(2), noon + 2min, true).group.firing() == 2);
}

TEST_CASE("Groups: firing again after the end, nothing of the old one is in the new one") {
    Sender sender;
    const auto first = sender.tell(many(3), noon).group.row.id;
    (void)sender.tell(many(3, 3), noon + 1min);
    auto again = many(1);
    again.alerts[0].id = "other";
    const auto taken = sender.tell(again, noon + 2min);
    CHECK(taken.fresh);
    CHECK(taken.group.row.id != first);
    CHECK(taken.group.alerts.size() == 1);
    CHECK(taken.group.row.began_at == noon + 2min);
    CHECK(sender.groups.alerts(taken.group.row.id).size() == 1);
    CHECK(sender.groups.alerts(first).size() == 3);
}

TEST_CASE("Groups: severe before mild, however senders write it") {
    Sender sender;
    auto change = many(6);
    const std::vector<std::string> severities{"info", "", "SEV-1", "Warning", "High", "P4"};
    for (std::size_t i = 0; i < severities.size(); ++i)
        change.alerts[i].severity = severities[i];
    std::string order;
    for (const auto& alert : sender.tell(change, noon).group.alerts)
        order += alert.severity + ",";
    CHECK(order == "SEV-1,High,Warning,P4,info,,");
}

TEST_CASE("Severities: what nobody should sleep through, in the words of all senders") {
    using subscriptions::is_critical;
    using subscriptions::severity_level;
    for (const auto* word :
         {"critical", "Critical", "CRITICAL", "P1", "p1", "sev1", "SEV-1", "Sev 1", "SEV_1", "page", "fatal",
          "Emergency", "P0", "crit", "disaster"})
        CHECK(is_critical(word));
    for (const auto* word : {"", "high", "error", "P2", "warning", "P10", "sev11", "not critical", "low", "info"})
        CHECK_FALSE(is_critical(word));
    CHECK(severity_level("HIGH") == severity_level("p2"));
    CHECK(severity_level("Error") < severity_level("warn"));
    CHECK(severity_level("P3") < severity_level("P4"));
    CHECK(severity_level("P4") < severity_level("P5"));
    CHECK(severity_level("purple") > severity_level("none"));
}
