#pragma once

#include "commands/deploy/access.hpp"
#include "commands/desk.hpp"
#include "config/settings.hpp"
#include "core/result.hpp"
#include "storage/deployments.hpp"

#include <optional>
#include <string>
#include <vector>

/// What stands between a wish and a rollout. Every gate is asked, and all that they say is shown.
namespace pilothouse::commands::deploy {

/// What a person wants to run.
struct Wish {
    storage::DeployKind kind = storage::DeployKind::deploy;
    ServiceName service;
    EnvironmentName environment;
    Version version;
    std::string reason{};
    DeployId returns_to{}; ///< of a rollback
};

/// What a deploy was asked for.
Wish wish_of(const storage::Deployment& deploy);

struct Gate {
    std::string name;
    bool open = false;
    std::string words; ///< what it found, and who or what can open it
};

struct Verdict {
    std::vector<Gate> gates;
    std::optional<Authorized> authorized; ///< set when the permission gate is open

    /// True when every gate is open.
    [[nodiscard]] bool open() const;
};

/// Asks every gate about a wish. `where` is nullptr when a deploy is about to start: place and line were asked
/// when it was requested.
Verdict examine(
    Desk& desk, const Identity& identity, const Place* where, const config::Service& service,
    const config::Environment& environment, const Wish& wish
);

/// The gates as lines of a card: what is closed first, what is open in small.
std::vector<Block> shown(const Verdict& verdict);

/// How many agreed whose approval still counts: given to this very digest, by somebody who still may, and who is
/// not the person who asked.
int approvals_that_count(
    Desk& desk, const storage::Deployment& deploy, const config::Service& service,
    const config::Environment& environment
);

/// Proof that a deploy may start now, with what it runs. Only `clear_to_start` makes one, and only `start` takes it.
class Cleared {
public:
    [[nodiscard]] DeployId deploy() const { return deploy_; }

    [[nodiscard]] const std::vector<std::string>& argv() const { return argv_; }

    [[nodiscard]] const config::RunProgram& program() const { return *program_; }

private:
    Cleared(
        const Authorized& authorized, DeployId deploy, std::vector<std::string> argv, const config::RunProgram& run
    );

    friend Result<Cleared> clear_to_start(Desk& desk, const storage::Deployment& deploy);

    PersonId authorized_;
    DeployId deploy_;
    std::vector<std::string> argv_;
    const config::RunProgram* program_;
};

/// Asks again, with the rules of this moment, everything that was asked when the deploy was requested and approved.
/// Errors: denied (whoever asked may not any more, or a gate is closed), conflict (what was approved is not what
/// would run, or approvals are missing).
Result<Cleared> clear_to_start(Desk& desk, const storage::Deployment& deploy);

} // namespace pilothouse::commands::deploy
