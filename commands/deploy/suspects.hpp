#pragma once

#include "commands/desk.hpp"
#include "storage/suspicions.hpp"

#include <set>
#include <string>
#include <vector>

/// What breaks soon after a deploy makes the deploy suspect: that is said in the thread of its card, and stands on the
/// card until it is over.
namespace pilothouse::commands::deploy {

/// Something that broke.
struct Trouble {
    std::string thing; ///< "run/12", "alerts/7": what it is called in the store
    std::string words; ///< "acme/api: CI #7 broke on main"
    std::string url{};
    std::set<ServiceName> services{};         ///< that it is about
    std::set<EnvironmentName> environments{}; ///< that it is in; empty: not known
    Time at{};                                ///< since when
};

/// Marks the latest deploy to each place of those services, and of what they depend on, where the trouble came after
/// its start and within its service's `suspect_for` of its end.
void suspect(Desk& desk, const Trouble& trouble);
/// The trouble is over: `words` say how, in the threads; the cards stand clear of it.
void clear(Desk& desk, const std::vector<storage::Suspicion>& suspicions, const std::string& words);

/// The line of a card that names what stands against its deploy; empty where nothing does.
Text suspect_line(Desk& desk, DeployId deploy);

} // namespace pilothouse::commands::deploy
