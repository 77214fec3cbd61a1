#pragma once

#include "commands/deploy/gates.hpp"
#include "commands/desk.hpp"
#include "core/result.hpp"

#include <optional>
#include <string>

/// Asking for a deploy.
namespace pilothouse::commands::deploy {

/// The one path from a wish to a deploy, for typed commands, forms and buttons: finds the place, asks the gates,
/// keeps the deploy, and lines it up or waits for approvals.
Reply request(Desk& desk, const Asker& asker, const Wish& wish);

/// The version to deploy when none was said: the one that runs in the environment that must come before. Nothing
/// else is ever assumed. Errors: bad_input, with what to type.
Result<Version> version_meant(Desk& desk, const ServiceName& service, const EnvironmentName& environment);

/// The same deploy once more, as a new one with its own number: after a failure, when its approvals lapsed, or when
/// its outcome is unknown (which settles the old one as failed, and takes the right to settle).
Reply again(Desk& desk, const Asker& asker, storage::Deployment deploy);

/// The form that asks for a deploy, for `/deploy` with nothing after it.
Form request_form(const config::Settings& settings, const Place& where);

} // namespace pilothouse::commands::deploy
