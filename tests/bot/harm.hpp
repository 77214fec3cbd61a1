#pragma once

#include <nlohmann/json_fwd.hpp>

#include <set>
#include <string>
#include <vector>

namespace pilothouse::tests {

/// What a message of the bot must never hold, whoever's words it repeats: a ping of many, a mention of somebody who
/// is not among `people`, a link to evil.example, a character that hides or turns round what stands beside it. Of the
/// arguments of a call, or of a message; what Slack shows as it stands is harmless. Each harm as a sentence.
std::vector<std::string> harms_in(const nlohmann::json& said, const std::set<std::string>& people);

} // namespace pilothouse::tests
