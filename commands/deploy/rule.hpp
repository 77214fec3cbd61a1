#pragma once

#include "config/settings.hpp"
#include "core/result.hpp"
#include "storage/deployments.hpp"

#include <string>
#include <vector>

/// What an approval agrees to.
namespace pilothouse::commands::deploy {

/// The rule of a place in words: "by payments; 1 approval by leads within 30 min 0 s; after staging; runs …". Two rules
/// that differ in anything that matters have different texts.
std::string rule_text(const config::Service& service, const config::Environment& environment);

/// SHA-256 over the service, environment, exact version, kind, arguments of the program, the rule and the person
/// who asked. Errors: bad_input when the program can't be given the values.
Result<std::string>
digest_of(const storage::Deployment& deploy, const config::Service& service, const config::Environment& environment);

/// Rides on the buttons of a card: a button of another deploy, or an altered one, does not fit.
std::string nonce_of(const storage::Deployment& deploy);

/// Four characters without look-alikes, to be typed where a button can't be pressed. It names a deploy and is no
/// secret: who types it is checked all the same. `salt` gives another one.
std::string code_of(const storage::Deployment& deploy, int salt);

} // namespace pilothouse::commands::deploy
