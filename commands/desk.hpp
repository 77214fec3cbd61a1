#pragma once

#include "commands/card.hpp"
#include "commands/event.hpp"
#include "commands/task.hpp"
#include "config/settings.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/approvals.hpp"
#include "storage/database.hpp"
#include "storage/deployments.hpp"
#include "storage/people.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace pilothouse::commands {

/// What one event is decided at: the rules, the store inside its transaction, the time, and what gathers.
struct Desk {
    const config::Settings& settings;
    storage::Connection& store;
    Time now;
    std::vector<Planned> tasks{};
    std::set<DeployId> stale_cards{};                         ///< their cards are drawn again when the event is decided
    std::set<std::int64_t> stale_incidents{};                 ///< the same for incidents
    std::map<PersonId, std::optional<storage::Person>> met{}; ///< who was read already

    [[nodiscard]] storage::Deployments deploys() const { return storage::Deployments(store); }

    [[nodiscard]] storage::Approvals approvals() const { return storage::Approvals(store); }

    /// Plans a task that is due now.
    void plan(Task task, Lane lane, std::string coalesce = {}) {
        tasks.push_back({std::move(task), std::move(lane), now, std::move(coalesce)});
    }

    /// What is known of a person; nothing when the chat system has not been asked yet. Read once an event.
    const std::optional<storage::Person>& person(const PersonId& id) {
        const auto it = met.find(id);
        if (it != met.end()) return it->second;
        return met.emplace(id, storage::People(store).find(id)).first->second;
    }

    /// How a person is called where they need not be notified: by name, else by id.
    std::string name_of(const PersonId& id) {
        const auto& known = person(id);
        return known && !known->name.empty() ? known->name : id.value;
    }
};

/// Who asks, and where.
struct Asker {
    PersonId who;
    Place where;
};

/// What came of what a person asked.
struct Reply {
    Card card;
    std::string outcome = "answered"; ///< for the audit log
    DeployId deploy{};                ///< which deploy it was about; 0: none
    std::string field{};              ///< of a form: the question whose answer is wrong; empty: none
};

/// The usual shape of an answer: one sentence, perhaps another below it.
inline Reply accepted(DeployId deploy, Text title, std::vector<Block> blocks = {}) {
    return {Card{std::move(title), Tone::good, std::move(blocks)}, "accepted", deploy, {}};
}

inline Reply refused(DeployId deploy, Text title, std::vector<Block> blocks = {}) {
    return {Card{std::move(title), Tone::bad, std::move(blocks)}, "refused", deploy, {}};
}

} // namespace pilothouse::commands
