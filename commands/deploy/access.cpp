#include "commands/deploy/access.hpp"

#include "commands/lanes.hpp"

#include <algorithm>

namespace pilothouse::commands::deploy {

namespace {
bool is_email(std::string_view member) {
    return member.find('@') != std::string_view::npos;
}

bool names(std::string_view member, const Identity& identity) {
    if (is_email(member)) return !identity.email.empty() && storage::folded_email(member) == identity.email;
    return !identity.id.empty() && member == identity.id.value;
}

bool holds(const auto& list, const auto& item) {
    return std::ranges::find(list, item) != list.end();
}

const char* verb(Right right) {
    return right == Right::deploy ? "deploy" : "approve deploys of";
}

std::string hint_for(const Identity& identity) {
    if (!identity.known) return "I don't know you yet and am looking you up: say it again in a moment";
    if (identity.email.empty()) return "No e-mail address of yours is known to me; a team may name your id instead";
    return "See `whoami` for what you may do";
}
} // namespace

Identity identify(Desk& desk, const PersonId& person) {
    Identity identity{.id = person};
    if (const auto& known = desk.person(person)) {
        identity.known = true;
        identity.email = known->email;
        identity.member = known->member;
    }
    for (const auto& team : desk.settings.teams)
        if (std::ranges::any_of(team.members, [&](const auto& member) { return names(member, identity); }))
            identity.teams.push_back(team.name);
    return identity;
}

bool same_person(const Identity& left, const Identity& right) {
    return left.id == right.id || (!left.email.empty() && left.email == right.email);
}

Result<Authorized> authorize(
    const config::Settings& settings, const Identity& identity, Right right, const config::Service& service,
    const config::Environment& environment
) {
    if (!identity.member) return fail(Errc::denied, "guests, bots and people of other organisations may not do this");
    const auto& allowed = teams_with(right, service, environment);
    const bool in_one = std::ranges::any_of(allowed, [&](const TeamName& team) {
        return settings.find(team) != nullptr && holds(identity.teams, team);
    });
    if (in_one) return Authorized(identity.id, right);
    return fail(
        Errc::denied,
        "you may not " + std::string(verb(right)) + " " + service.name.value + " to " + environment.name.value + "; " +
            spoken_teams(allowed) + " may",
        hint_for(identity)
    );
}

const std::vector<TeamName>&
teams_with(Right right, const config::Service& service, const config::Environment& environment) {
    if (right == Right::approve && !environment.approvers.empty()) return environment.approvers;
    return environment.who.empty() ? service.owners : environment.who;
}

std::string spoken_teams(const std::vector<TeamName>& teams) {
    if (teams.empty()) return "nobody";
    std::string spoken = teams.front().value;
    for (std::size_t i = 1; i < teams.size(); ++i)
        spoken += (i + 1 == teams.size() ? " or " : ", ") + teams[i].value;
    return spoken;
}

std::vector<PersonId> people_of(Desk& desk, const std::vector<TeamName>& teams, const PersonId& but) {
    constexpr std::size_t most = 12;
    std::vector<PersonId> people;
    const auto add = [&](PersonId person) {
        if (people.size() < most && person != but && !holds(people, person)) people.push_back(std::move(person));
    };
    for (const auto& name : teams) {
        const auto* team = desk.settings.find(name);
        if (team == nullptr) continue;
        for (const auto& member : team->members) {
            if (people.size() == most) return people;
            if (!is_email(member)) {
                add(PersonId{member});
                continue;
            }
            for (auto& person : storage::People(desk.store).with_email(member))
                if (person.member) add(std::move(person.id));
        }
    }
    return people;
}

void look_up(Desk& desk, const Identity& identity) {
    if (!identity.known && !identity.id.empty())
        desk.plan(LookUpPerson{.email = {}, .id = identity.id}, lanes::people(), "person/" + identity.id.value);
}

} // namespace pilothouse::commands::deploy
