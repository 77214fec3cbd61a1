#pragma once

#include "commands/desk.hpp"
#include "config/settings.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"

#include <string>
#include <vector>

/// Who may do what. Denied unless the configuration says otherwise; an empty list of teams is nobody.
namespace pilothouse::commands::deploy {

enum class Right { deploy, approve };

/// A person, as far as is known.
struct Identity {
    PersonId id;
    std::string email{};
    bool known = false; ///< the chat system was asked already
    bool member = true; ///< not a guest, not a bot, of this organisation
    std::vector<TeamName> teams{};
};

/// Proof that a person has a right at a place. Only `authorize` makes one, so what needs it can't be reached
/// past the check.
class Authorized {
public:
    [[nodiscard]] const PersonId& person() const { return person_; }

    [[nodiscard]] Right right() const { return right_; }

private:
    Authorized(PersonId person, Right right) : person_(std::move(person)), right_(right) {}

    friend Result<Authorized> authorize(
        const config::Settings& settings, const Identity& identity, Right right, const config::Service& service,
        const config::Environment& environment
    );

    PersonId person_;
    Right right_;
};

/// Who a person is: their e-mail address and their teams, by chat id or by e-mail address.
Identity identify(Desk& desk, const PersonId& person);

/// True for one human being with two accounts, as far as the e-mail address tells.
bool same_person(const Identity& left, const Identity& right);

/// Errors: denied, with who may instead and, for somebody not known yet, that they are being looked up.
Result<Authorized> authorize(
    const config::Settings& settings, const Identity& identity, Right right, const config::Service& service,
    const config::Environment& environment
);

/// The teams that have a right at a place.
const std::vector<TeamName>&
teams_with(Right right, const config::Service& service, const config::Environment& environment);

/// "payments or platform"; "nobody" for an empty list.
std::string spoken_teams(const std::vector<TeamName>& teams);

/// The known people of some teams, without `but`; at most 12, since they may be notified.
std::vector<PersonId> people_of(Desk& desk, const std::vector<TeamName>& teams, const PersonId& but);

/// Plans that the chat system is asked about a person who is not known yet.
void look_up(Desk& desk, const Identity& identity);

} // namespace pilothouse::commands::deploy
