#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <string>
#include <vector>

namespace pilothouse::storage {

/// One thing a person asked for, and what came of it.
struct AuditRecord {
    std::int64_t id = 0; ///< given by the store
    Time at{};
    PersonId person{};
    ChannelId channel{};
    std::string thread{};
    std::string voice{};   ///< slash, mention, direct, terminal, button, form
    std::string text{};    ///< as it was typed, or the button's action and value
    std::string verb{};    ///< empty: it was not understood
    std::string outcome{}; ///< accepted, answered, refused, misunderstood, …
    std::string detail{};  ///< the first line of the answer
    DeployId deploy{};     ///< 0: not about one deploy
};

/// Who asked for what, where, and what came of it. Rows are only added. Throws Failure when the database fails.
class Audit {
public:
    explicit Audit(Connection& connection) : connection_(connection) {}

    void add(const AuditRecord& record);
    /// The newest `limit` rows, newest first.
    [[nodiscard]] std::vector<AuditRecord> newest(int limit) const;
    /// Everything asked about one deploy, oldest first.
    [[nodiscard]] std::vector<AuditRecord> about(DeployId deploy) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
