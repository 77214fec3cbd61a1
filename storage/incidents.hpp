#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Incidents: what is wrong, who does what about it, when it began and ended, and what happened in between.
namespace pilothouse::storage {

struct IncidentRow {
    std::int64_t id = 0; ///< given by the store
    std::string title{};
    std::string severity{};
    std::string status{};
    bool open = true;
    bool hidden = false; ///< a private channel, and no headline for others
    bool drill = false;
    ServiceName service{}; ///< may be none
    std::string mark{};    ///< what it was declared of ("alerts/7"); empty: of nothing that has a name
    PersonId declared_by{};
    Time declared_at{};
    ChannelId asked_in{}; ///< where it was declared
    ChannelId room{};     ///< its own channel; empty: not made yet
    std::string room_name{};
    std::string words{}; ///< how it stands, as was said last
    std::string cause{}; ///< as was answered at its end: "deploy 812", "none"; empty: not asked
    std::int64_t merged_into = 0;
    Time update_due{};         ///< epoch: no update is due
    std::int64_t said = 0;     ///< updates so far
    std::int64_t reminded = 0; ///< reminders of the update that is due
    ChannelId told_in{};       ///< where its headline stands; empty: nowhere
    Time changed_at{};
};

struct RoleRow {
    std::string role{};
    PersonId person{};
    Time since{};
};

struct MilestoneRow {
    std::string name{};
    Time at{};
    bool by_person = false; ///< else it follows from what happened
    PersonId person{};      ///< who said so
};

struct EntryRow {
    std::int64_t id = 0; ///< given by the store
    Time at{};           ///< when it happened
    Time noted_at{};
    std::string kind{}; ///< "note", "status", "role", …
    PersonId person{};
    std::string text{};
    std::string source{}; ///< the message it was taken from; empty: none
};

struct IncidentTaskRow {
    std::int64_t number = 0; ///< within its incident, from 1; given by the store
    std::string text{};
    PersonId person{};
    bool after = false; ///< for after the incident's end
    PersonId made_by{};
    Time made_at{};
    Time due{};      ///< epoch: no date
    Time ended_at{}; ///< epoch: still to be done
    PersonId ended_by{};
    std::string ending{}; ///< "done", or why not
};

/// Every call throws Failure when the database fails.
class Incidents {
public:
    explicit Incidents(Connection& connection) : connection_(connection) {}

    [[nodiscard]] std::optional<IncidentRow> find(std::int64_t id) const;
    /// The one that is run in this channel; of several the newest, open ones first.
    [[nodiscard]] std::optional<IncidentRow> in_room(const ChannelId& channel) const;
    /// The open one that was declared of this thing.
    [[nodiscard]] std::optional<IncidentRow> open_of(std::string_view mark) const;
    /// Oldest first.
    [[nodiscard]] std::vector<IncidentRow> all_open() const;
    /// Those declared since then, oldest first.
    [[nodiscard]] std::vector<IncidentRow> since(Time begin) const;
    /// Returns its id.
    std::int64_t add(const IncidentRow& row);
    void save(const IncidentRow& row);

    [[nodiscard]] std::vector<RoleRow> roles(std::int64_t incident) const;
    void give_role(std::int64_t incident, const RoleRow& row);
    void take_role(std::int64_t incident, std::string_view role);

    /// In the order of their times.
    [[nodiscard]] std::vector<MilestoneRow> milestones(std::int64_t incident) const;
    void put_milestone(std::int64_t incident, const MilestoneRow& row);
    void drop_milestone(std::int64_t incident, std::string_view name);

    /// Returns its id.
    std::int64_t add_entry(std::int64_t incident, const EntryRow& row);
    /// The timeline from its beginning, at most `count` entries after `offset`.
    [[nodiscard]] std::vector<EntryRow> entries(std::int64_t incident, std::int64_t offset, std::int64_t count) const;
    [[nodiscard]] std::int64_t entry_count(std::int64_t incident) const;

    /// Returns its number.
    std::int64_t add_task(std::int64_t incident, const IncidentTaskRow& row);
    [[nodiscard]] std::vector<IncidentTaskRow> tasks(std::int64_t incident) const;
    void save_task(std::int64_t incident, const IncidentTaskRow& row);

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
