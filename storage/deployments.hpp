#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::storage {

enum class DeployKind { deploy, rollback };

enum class DeployState {
    requested,
    waiting_approval,
    queued,
    running,
    succeeded,
    failed,
    cancelled,
    unknown, ///< its end can't be learned: it holds its place until a person settles it
    rejected,
    expired, ///< the time for approvals is over, or what was approved is no longer what would run
};

inline constexpr std::array all_deploy_states{
    DeployState::requested, DeployState::waiting_approval, DeployState::queued,    DeployState::running,
    DeployState::succeeded, DeployState::failed,           DeployState::cancelled, DeployState::unknown,
    DeployState::rejected,  DeployState::expired,
};

/// The name of a state in the store: "waiting_approval".
const char* name(DeployState state);
const char* name(DeployKind kind);

/// One deploy, as it stands.
struct Deployment {
    DeployId id{}; ///< given by the store
    DeployKind kind = DeployKind::deploy;
    ServiceName service;
    EnvironmentName environment;
    Version version;
    Version previous{}; ///< what ran there when this was asked for, later when it was started; empty: nothing
    DeployState state = DeployState::requested;
    PersonId requested_by;
    Time requested_at{};
    std::string reason{};
    ChannelId channel{};   ///< where its card is
    DeployId returns_to{}; ///< of a rollback: the deploy whose version comes back
    std::string rule{};    ///< the text of the rule it was asked for under
    std::string digest{};  ///< of everything an approval agrees to
    std::string nonce{};   ///< rides on the card's buttons
    std::string code{};    ///< for approvals that are typed; empty: none needed
    int approvals_needed = 0;
    std::optional<Time> expires_at{};
    std::optional<Time> queued_at{};
    std::optional<Time> started_at{}; ///< when its start was decided
    std::optional<Time> program_at{}; ///< when its program was seen running
    std::optional<Time> ended_at{};
    PersonId stop_by{};       ///< who asked a running one to stop; empty: nobody
    std::string steps = "[]"; ///< JSON, as the rollout reported them
    std::optional<int> percent{};
    std::string detail{}; ///< how it ended, for a person to read
};

/// One state a deploy has been in.
struct DeployStep {
    DeployState state{};
    Time at{};
    PersonId who{}; ///< empty: the program itself
    std::string note{};
};

/// What runs at a service and environment, and how the last deploy there ended.
struct Standing {
    ServiceName service;
    EnvironmentName environment;
    DeployId live{}; ///< 0: nothing has succeeded yet
    Version version{};
    Time since{};
    PersonId by{};
    std::string by_name{}; ///< as the chat system has it; empty: not known
    DeployId last{};
    DeployState last_state{};
    Time last_at{};
};

/// A moment in the order of rollouts at one place; earlier ones are smaller.
struct RolloutOrder {
    Time started_at{};
    DeployId id{};
};

/// The deploys. Every call throws Failure when the database fails or a guard of the schema is broken.
class Deployments {
public:
    explicit Deployments(Connection& connection) : connection_(connection) {}

    /// Keeps a new deploy and its first step; returns the number it was given.
    DeployId add(const Deployment& deploy);
    /// Keeps everything of `deploy` that changes during its life, without a step.
    void save(const Deployment& deploy);
    /// The same, and the step that led here.
    void save(const Deployment& deploy, const DeployStep& step);
    /// Keeps how the last deploy of a place ended, and what runs there now (0: as before).
    void settle(const Deployment& deploy, bool live);

    [[nodiscard]] std::optional<Deployment> find(DeployId id) const;
    /// The newest deploy with this approval code.
    [[nodiscard]] std::optional<Deployment> with_code(std::string_view code) const;
    /// All that have not ended, by service and environment (the order of their index), there oldest first. Unknown ones
    /// count: they hold their place.
    [[nodiscard]] std::vector<Deployment> open() const;
    [[nodiscard]] std::vector<Deployment> open(const ServiceName& service, const EnvironmentName& environment) const;
    /// The newest `limit`, newest first; an empty environment or service means all.
    [[nodiscard]] std::vector<Deployment>
    history(const ServiceName& service, const EnvironmentName& environment, int limit) const;
    /// The newest success of this version at a place.
    [[nodiscard]] std::optional<Deployment>
    succeeded(const ServiceName& service, const EnvironmentName& environment, const Version& version) const;
    /// The newest success at a place before `order` with another version than `version`; rollbacks are not looked at.
    [[nodiscard]] std::optional<Deployment> succeeded_before(
        const ServiceName& service, const EnvironmentName& environment, const Version& version,
        const RolloutOrder& order
    ) const;
    /// At most `limit` successes at a place after `order`, newest first.
    [[nodiscard]] std::vector<Deployment> succeeded_after(
        const ServiceName& service, const EnvironmentName& environment, const RolloutOrder& order, int limit
    ) const;
    /// The states it has been in, in order.
    [[nodiscard]] std::vector<DeployStep> steps(DeployId id) const;
    /// All places something was ever deployed to, by service and environment.
    [[nodiscard]] std::vector<Standing> standings() const;
    [[nodiscard]] std::optional<Standing>
    standing(const ServiceName& service, const EnvironmentName& environment) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
