#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What filters can ask for.
namespace pilothouse::commands::subscriptions {

struct Key {
    std::string_view kind;  ///< builds, alerts
    std::string_view name;  ///< as it is typed
    std::string_view trait; ///< as a topic names it
    std::string_view asks;  ///< "the branch or tag"
};

inline constexpr std::string_view label_prefix = "label.";

/// All keys of a kind, in the order in which they are written.
std::vector<std::string_view> keys_of(std::string_view kind);
/// Nothing where the kind has none of that name.
const Key* key_named(std::string_view kind, std::string_view name);
/// The trait that a key asks for; "label.x" asks for itself.
std::string trait_of(std::string_view kind, std::string_view key);
/// Where a key stands among the others, to write the same filter the same way.
std::size_t place_of(std::string_view kind, std::string_view key);

/// The words that can stand for a value of a key; empty: any can.
std::vector<std::string_view> values_of(std::string_view kind, std::string_view key);

/// How bad a severity is, from 0 (the worst) on, however it is written: "critical", "P1" and "SEV-1" are 0. What is
/// not known is milder than all that is.
int severity_level(std::string_view severity);
/// A severity that nobody should sleep through.
bool is_critical(std::string_view severity);
/// The severities that senders use, to find the nearest to a misspelt one.
std::vector<std::string_view> usual_severities();
/// True for a label whose value names a service.
bool names_service(std::string_view label);

} // namespace pilothouse::commands::subscriptions
