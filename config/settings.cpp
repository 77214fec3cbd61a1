#include "config/settings.hpp"

#include <algorithm>

namespace pilothouse::config {

namespace {
template <class Items, class Key>
auto* find_named(const Items& items, const Key& name) {
    const auto it = std::ranges::find(items, name, [](const auto& item) -> const Key& { return item.name; });
    return it == items.end() ? nullptr : &*it;
}
} // namespace

const Environment* Service::find(const EnvironmentName& environment) const {
    return find_named(environments, environment);
}

const Service* Settings::find(const ServiceName& service) const {
    return find_named(services, service);
}

const Team* Settings::find(const TeamName& team) const {
    return find_named(teams, team);
}

const Hook* Settings::find(const HookName& hook) const {
    return find_named(hooks, hook);
}

std::vector<const Service*> Settings::of_project(std::string_view project) const {
    std::vector<const Service*> found;
    for (const auto& service : services)
        if (std::ranges::find(service.projects, project) != service.projects.end()) found.push_back(&service);
    return found;
}

std::string Settings::runs_folder() const {
    return storage.runs.empty() ? storage.path + ".runs" : storage.runs;
}

} // namespace pilothouse::config
