#pragma once

#include "commands/desk.hpp"
#include "core/result.hpp"
#include "storage/deployments.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Going back to what worked.
namespace pilothouse::commands::deploy {

/// What a rollback of a place would do.
struct Retreat {
    storage::Deployment from;              ///< the last deploy that ran there
    storage::Deployment to;                ///< the one whose version comes back
    std::vector<storage::Deployment> lost; ///< what it takes away, newest first
};

/// Where a place would go back to: to `version` where one was said (it must have succeeded there), else to the last
/// version that succeeded there before the present one. Errors: not_found, with what is known.
Result<Retreat> retreat(
    Desk& desk, const ServiceName& service, const EnvironmentName& environment, const std::optional<Version>& version
);

/// Shows what a rollback takes away, with a button that confirms it.
Reply preview(
    Desk& desk, const Asker& asker, const ServiceName& service, const EnvironmentName& environment,
    const std::optional<Version>& version, const std::string& reason
);

/// The button of a preview was pressed. `value` is the button's; when something else runs there by now, the
/// preview is shown again instead.
Reply confirmed(Desk& desk, const Asker& asker, std::string_view value);

} // namespace pilothouse::commands::deploy
