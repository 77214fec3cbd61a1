#include "core/json.hpp"
#include "integrations/slack/sender.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

/// What Slack knows of a person, and of a channel.
namespace pilothouse::slack {

namespace {

using commands::Attempt;
using commands::Done;
using commands::LookUpPerson;
using commands::Outcome;
using commands::PersonFound;
using nlohmann::json;

constexpr std::array<std::string_view, 2> unknown_ids{"user_not_found", "user_not_visible"};

bool flag(const json& object, std::string_view key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

/// A full member of the workspace (or, in an enterprise organisation, of another workspace of it).
bool is_member(const json& user, const Identity& self) {
    constexpr std::array<std::string_view, 6> marks{
        "deleted", "is_bot", "is_app_user", "is_restricted", "is_ultra_restricted", "is_stranger"
    };
    if (std::ranges::any_of(marks, [&](std::string_view mark) { return flag(user, mark); })) return false;
    const std::string team = string_at(user, "team_id");
    if (team.empty() || team == self.team_id) return true;
    const auto enterprise = user.find("enterprise_user");
    return !self.enterprise_id.empty() && enterprise != user.end() &&
           string_at(*enterprise, "enterprise_id") == self.enterprise_id;
}

PersonFound person_in(const json& user, const Identity& self) {
    static const json nothing = json::object();
    const auto found = user.find("profile");
    const json& profile = found != user.end() && found->is_object() ? *found : nothing;
    PersonFound person;
    person.id = PersonId{string_at(user, "id")};
    person.email = string_at(profile, "email");
    for (const std::string& name :
         {string_at(profile, "display_name"), string_at(user, "real_name"), string_at(user, "name")})
        if (person.name.empty()) person.name = name;
    person.member = is_member(user, self);
    return person;
}

} // namespace

net::awaitable<Outcome> Sender::perform(const LookUpPerson& look, const Attempt&) {
    if (!directory_->self().known()) {
        const auto self = co_await directory_->identify();
        if (!self) co_return outcome_of(self.error());
    }
    const bool by_id = !look.id.empty();
    Form form;
    form.emplace_back(by_id ? "user" : "email", by_id ? look.id.value : look.email);
    Call call{
        .method = by_id ? "users.info" : "users.lookupByEmail",
        .arguments = std::move(form),
        .deadline = options_.deadline,
    };
    const auto answer = co_await api_->call(std::move(call));
    if (!answer && by_id && std::ranges::find(unknown_ids, answer.error().reason) != unknown_ids.end())
        co_return Done{.event = PersonFound{.id = look.id, .email = {}, .name = {}, .member = false}};
    if (!answer) {
        CallError error = answer.error();
        if (error.reason == "users_not_found") {
            error.message = "Slack knows nobody with the e-mail address " + look.email;
            error.hint = "Check the members of the teams in the configuration.";
        }
        co_return outcome_of(error);
    }
    const auto user = answer->find("user");
    if (user == answer->end() || !user->is_object())
        co_return outcome_of(no_answer(by_id ? "users.info" : "users.lookupByEmail", 200, "names no user"));
    co_return Done{.event = person_in(*user, directory_->self())};
}

net::awaitable<Outcome> Sender::perform(const commands::LookUpChannel& look, const Attempt&) {
    const auto id = co_await directory_->resolve(look.name);
    if (!id) co_return outcome_of(id.error());
    co_return Done{.event = commands::ChannelFound{.name = look.name, .id = *id}};
}

} // namespace pilothouse::slack
