#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <string>
#include <vector>

namespace pilothouse::storage {

struct Approval {
    PersonId person;
    std::string digest; ///< of what was agreed to
    Time at{};
};

/// Who agreed to which deploy. Every call throws Failure when the database fails.
class Approvals {
public:
    explicit Approvals(Connection& connection) : connection_(connection) {}

    /// Keeps that a person agreed. False when that person had agreed already; then nothing changes.
    bool add(DeployId deploy, const Approval& approval);
    /// Everyone who agreed, in order.
    [[nodiscard]] std::vector<Approval> of(DeployId deploy) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
