#include "config/rules.hpp"

#include "config/incident_rules.hpp"
#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace pilothouse::config {

namespace {
std::string lowered(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return text;
}

std::string indexed(const std::string& path, std::size_t i) {
    return path + "[" + std::to_string(i) + "]";
}

/// One run over the settings, with what every check needs.
class Rules {
public:
    Rules(const Settings& settings, const Places& places, Problems& problems)
        : settings_(settings), places_(places), problems_(problems) {
        for (const auto& team : settings.teams)
            team_names_.push_back(team.name.value);
    }

    void check() {
        check_names(settings_.teams, "team", "team");
        check_names(settings_.hooks, "hook", "hook");
        check_names(settings_.services, "service", "service");
        for (std::size_t i = 0; i < settings_.teams.size(); ++i)
            check_repeats(settings_.teams[i].members, indexed("team", i) + ".members");
        for (std::size_t i = 0; i < settings_.hooks.size(); ++i)
            check_silences(settings_.hooks[i], indexed("hook", i) + ".silence_api");
        for (std::size_t i = 0; i < settings_.services.size(); ++i)
            check_service(settings_.services[i], indexed("service", i));
    }

private:
    [[nodiscard]] Position at(const std::string& path) const {
        const auto it = places_.find(path);
        return it == places_.end() ? Position{} : it->second;
    }

    void complain(const std::string& path, std::string text) { problems_.add(at(path), std::move(text)); }

    /// People type names in any letter case, so "API" and "api" are one name.
    template <class Items>
    void check_names(const Items& items, const std::string& path, std::string_view what) {
        std::map<std::string, std::string> seen;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string here = indexed(path, i) + ".name";
            if (items[i].name.empty()) continue;
            const auto [first, fresh] = seen.emplace(lowered(items[i].name.value), here);
            if (fresh) continue;
            complain(
                here, "a second " + std::string(what) + " named '" + items[i].name.value + "'; the first is in line " +
                          std::to_string(at(first->second).line) + "; write another name"
            );
        }
    }

    void check_repeats(const std::vector<std::string>& list, const std::string& path) {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (!seen.insert(lowered(list[i])).second)
                complain(indexed(path, i), "'" + list[i] + "' is in this list already; leave it out");
        }
    }

    void check_teams(const std::vector<TeamName>& names, const std::string& path) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names[i].empty() || settings_.find(names[i]) != nullptr) continue;
            const std::string hint = settings_.teams.empty() ? std::string("; there is no [[team]] in this file")
                                                             : suggestion(names[i].value, team_names_);
            complain(indexed(path, i), indexed(path, i) + ": no team named '" + names[i].value + "'" + hint);
        }
    }

    void check_silences(const Hook& hook, const std::string& path) {
        if (hook.silence_api.empty() || hook.vendor == "alertmanager") return;
        complain(path, path + " is for vendor = \"alertmanager\" only; '" + hook.vendor + "' has no such place");
    }

    void check_service(const Service& service, const std::string& path) {
        check_teams(service.owners, path + ".owners");
        check_depends(service, path + ".depends_on");
        check_repeats(service.projects, path + ".projects");
        check_names(service.environments, path + ".environment", "environment");
        if (service.environments.empty())
            complain(
                path, "service '" + service.name.value +
                          "' has no environment, so nothing can be deployed; add [[service.environment]] below it"
            );
        for (std::size_t i = 0; i < service.environments.size(); ++i)
            check_environment(service, service.environments[i], indexed(path + ".environment", i));
    }

    void check_depends(const Service& service, const std::string& path) {
        std::vector<std::string_view> others;
        for (const auto& other : settings_.services)
            if (other.name != service.name) others.push_back(other.name.value);
        for (std::size_t i = 0; i < service.depends_on.size(); ++i) {
            const auto& name = service.depends_on[i];
            if (name == service.name.value)
                complain(indexed(path, i), "service '" + name + "' depends on itself; leave it out");
            else if (settings_.find(ServiceName(name)) == nullptr)
                complain(
                    indexed(path, i), indexed(path, i) + ": no service named '" + name + "'" + suggestion(name, others)
                );
        }
        check_repeats(service.depends_on, path);
    }

    void check_environment(const Service& service, const Environment& environment, const std::string& path) {
        check_teams(environment.who, path + ".who");
        check_teams(environment.approvers, path + ".approvers");
        if (environment.who.empty() && service.owners.empty())
            complain(
                path, "nobody may deploy " + service.name.value + " to " + environment.name.value +
                          ": the service has no owners and the environment no who; add for example who = [\"payments\"]"
            );
        check_after(service, environment, path);
        check_approvals(service, environment, path);
        check_shell(environment.deploy, path + ".deploy.run");
    }

    void check_after(const Service& service, const Environment& environment, const std::string& path) {
        if (environment.after.empty()) return;
        const std::string here = path + ".requires.after";
        if (service.find(environment.after) == nullptr) {
            std::vector<std::string_view> others;
            for (const auto& other : service.environments)
                if (other.name != environment.name) others.push_back(other.name.value);
            complain(
                here, "service '" + service.name.value + "' has no environment '" + environment.after.value + "'" +
                          suggestion(environment.after.value, others)
            );
            return;
        }
        std::string chain = environment.name.value;
        const Environment* step = &environment;
        for (std::size_t i = 0; i < service.environments.size(); ++i) {
            step = step->after.empty() ? nullptr : service.find(step->after);
            if (step == nullptr) return;
            chain += " after " + step->name.value;
            if (step->name == environment.name) {
                complain(
                    here, "this order has no beginning (" + chain +
                              "), so nothing could ever be deployed; take one "
                              "`after` away"
                );
                return;
            }
        }
    }

    /// An address and an id may be one person, so this counts how many people there can be at the most.
    void check_approvals(const Service& service, const Environment& environment, const std::string& path) {
        if (environment.approvals == 0) return;
        const auto& deployers = environment.who.empty() ? service.owners : environment.who;
        const auto people_of = [this](const std::vector<TeamName>& teams) {
            std::set<std::string> people;
            for (const auto& name : teams)
                if (const Team* team = settings_.find(name)) people.insert(team->members.begin(), team->members.end());
            return people;
        };
        const auto approvers = people_of(environment.approvers.empty() ? deployers : environment.approvers);
        const auto askers = people_of(deployers);
        if (approvers.empty() || askers.empty()) return;
        // Whoever asks can't approve, so a requester from the approving team takes one away.
        const bool outside_asker =
            std::ranges::any_of(askers, [&](const auto& who) { return !approvers.contains(who); });
        const std::size_t available = approvers.size() - (outside_asker ? 0 : 1);
        if (available < static_cast<std::size_t>(environment.approvals))
            complain(
                path + ".requires.approvals", "asks for " + std::to_string(environment.approvals) +
                                                  " approvals, but at most " + std::to_string(available) +
                                                  " other people may approve; name more approvers or ask for fewer"
            );
    }

    void check_shell(const RunProgram& deploy, const std::string& path) {
        static constexpr std::array<std::string_view, 6> shells = {"sh", "bash", "dash", "zsh", "ksh", "ash"};
        const auto& argv = deploy.argv;
        if (argv.empty()) return;
        const std::string_view program = argv.front();
        if (program.empty())
            complain(indexed(path, 0), "the program's name is empty; write for example \"./deploy.sh\"");
        if (program.contains("{version}") || program.contains("{deploy}"))
            complain(
                indexed(path, 0), "the program itself must not depend on what people type; give {version} and {deploy} "
                                  "as arguments"
            );
        const std::string_view base = program.substr(program.rfind('/') + 1);
        if (std::ranges::find(shells, base) == shells.end()) return;
        for (std::size_t i = 1; i + 1 < argv.size(); ++i) {
            const bool runs_text =
                argv[i].size() > 1 && argv[i][0] == '-' && argv[i][1] != '-' && argv[i].contains('c');
            if (runs_text && argv[i + 1].contains("{"))
                complain(
                    indexed(path, i + 1),
                    "a placeholder inside shell text would let a version become a command; write [\"sh\", \"-c\", "
                    "\"… \\\"$1\\\"\", \"deploy\", \"{version}\"]"
                );
        }
    }

    const Settings& settings_;
    const Places& places_;
    Problems& problems_;
    std::vector<std::string_view> team_names_;
};
} // namespace

void check_rules(const Settings& settings, const Places& places, Problems& problems) {
    Rules(settings, places, problems).check();
    check_incidents(settings.incidents, places, problems);
}

} // namespace pilothouse::config
