#pragma once

#include "config/kinds.hpp"
#include "config/settings.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// The table of settings: what the file may hold. The loader reads by it and the reference is written from it.
namespace pilothouse::config {

/// Which member of `Owner` a setting fills. The member's type is the setting's type.
template <class Owner>
using Target = std::variant<
    std::string Owner::*, bool Owner::*, int Owner::*, std::optional<std::uint16_t> Owner::*, Duration Owner::*,
    Secret Owner::*, SlackDelivery Owner::*, ServiceName Owner::*, EnvironmentName Owner::*, TeamName Owner::*,
    HookName Owner::*, ChannelId Owner::*, std::vector<std::string> Owner::*, std::vector<TeamName> Owner::*>;

struct Rule {
    Kind kind{};                             ///< of a text, or of each text in a list
    bool required = false;                   ///< a missing one is a problem; for a list: an empty one too
    std::int64_t least = 0;                  ///< of a number, or of a span in milliseconds
    std::int64_t most = 0;                   ///< 0: no bound is checked
    std::vector<std::string_view> choices{}; ///< the only texts allowed, where there are any
    std::string_view variable{};             ///< an environment variable that wins over the file
};

template <class Owner>
struct Setting {
    std::string_view key;
    Target<Owner> target;
    std::string_view description;
    std::string_view example; ///< as it is written in the file, for messages and the reference
    Rule rule{};
};

template <class Owner>
using Table = std::span<const Setting<Owner>>;

Table<SlackSettings> slack_settings();
Table<StorageSettings> storage_settings();
Table<HttpSettings> http_settings();
Table<LogSettings> log_settings();
Table<IncidentSettings> incident_settings();
Table<Severity> severity_settings();
Table<Team> team_settings();
Table<Hook> hook_settings();
Table<Service> service_settings();
Table<Environment> environment_settings();
Table<RunProgram> deploy_settings();
/// `requires = { … }` of an environment; it fills members of the environment itself.
Table<Environment> requires_settings();

/// A key and the table it may stand in, e.g. "timeout" in "deploy = { … }".
struct KnownKey {
    std::string_view key;
    std::string_view where;
};

/// Every key of every table: to say where a misplaced one belongs.
const std::vector<KnownKey>& known_keys();

/// The texts of delivery = "…", in the order of SlackDelivery.
std::span<const std::string_view> delivery_names();

} // namespace pilothouse::config
