#include "commands/people/logins.hpp"

#include "commands/desk.hpp"
#include "commands/finish.hpp"
#include "storage/logins.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace pilothouse::commands::people {

namespace {

constexpr std::array<std::string_view, 2> systems{"github", "gitlab"};
constexpr std::size_t longest_login = 255;

struct Account {
    std::string system, login;
};

bool is_login(std::string_view text) {
    return !text.empty() && text.size() <= longest_login && std::ranges::all_of(text, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
               c == '.';
    });
}

/// "github octocat", in whatever case; "@octocat" is as good.
std::optional<Account> account_in(const std::string& text) {
    const auto blank = text.find(' ');
    if (blank == std::string::npos) return std::nullopt;
    Account account{text.substr(0, blank), text.substr(text.find_first_not_of(' ', blank))};
    for (auto& letter : account.system)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (account.login.starts_with('@')) account.login.erase(0, 1);
    if (std::ranges::find(systems, account.system) == systems.end() || !is_login(account.login)) return std::nullopt;
    return account;
}

Reply not_an_account(const char* verb) {
    return refused(
        {}, Text("Say a system and your login there: ") + code(std::string(verb) + " github octocat") +
                Text(". The systems are github and gitlab")
    );
}

std::string spoken(const Account& account) {
    return account.login + " on " + (account.system == "github" ? "GitHub" : "GitLab");
}

Reply link(Desk& desk, const PersonId& who, const std::string& text) {
    const auto account = account_in(text);
    if (!account) return not_an_account("link");
    storage::Logins logins(desk.store);
    const auto known = logins.find(account->system, account->login);
    if (known && known->person != who)
        return refused(
            {}, Text(
                    spoken(*account) + " is " + desk.name_of(known->person) + " already, who can say `unlink " +
                    account->system + " " + account->login + "`"
                )
        );
    logins.save({.system = account->system, .login = account->login, .person = who, .since = desk.now});
    return accepted({}, Text("You are " + spoken(*account) + ": I notify you when a commit of yours breaks a build"));
}

Reply unlink(Desk& desk, const PersonId& who, const std::string& text) {
    const auto account = account_in(text);
    if (!account) return not_an_account("unlink");
    storage::Logins logins(desk.store);
    const auto known = logins.find(account->system, account->login);
    if (!known || known->person != who) return refused({}, Text("You are not " + spoken(*account) + " to me"));
    logins.forget(account->system, account->login);
    return accepted({}, Text("You are not " + spoken(*account) + " to me any more"));
}

} // namespace

Decision say_link(const Conversation& conversation, const language::Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    return finish(desk, link(desk, conversation.said.who, arguments.need<std::string>("account")));
}

Decision say_unlink(const Conversation& conversation, const language::Arguments& arguments) {
    Desk desk{conversation.settings, conversation.store, conversation.now};
    return finish(desk, unlink(desk, conversation.said.who, arguments.need<std::string>("account")));
}

} // namespace pilothouse::commands::people
