#include "commands/team_only.hpp"

#include "commands/deploy/access.hpp"

namespace pilothouse::commands {

std::optional<Reply> team_only(Desk& desk, const PersonId& person, const std::string& what) {
    const auto identity = deploy::identify(desk, person);
    if (identity.member && !identity.teams.empty()) return std::nullopt;
    deploy::look_up(desk, identity);
    const auto* next = identity.known ? "See `whoami`; teams are named in the configuration"
                                      : "I don't know you yet and am looking you up: press it again in a moment";
    return refused({}, Text("Only people of a team may " + what), {Footnote{Text(next)}});
}

} // namespace pilothouse::commands
