#include "storage/logins.hpp"

namespace pilothouse::storage {

namespace {

std::string folded(std::string_view login) {
    std::string lower(login);
    for (auto& letter : lower)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lower;
}

Login login_in(const Row& row) {
    return {
        .system = std::string(row.text(0)),
        .login = std::string(row.text(1)),
        .person = PersonId{std::string(row.text(2))},
        .since = from_unix_ms(row.integer(3)),
    };
}

} // namespace

void Logins::save(const Login& login) {
    const auto name = folded(login.login);
    connection_.run(
        "INSERT INTO logins (system, login, person, since) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (system, login) DO UPDATE SET person = excluded.person, since = excluded.since",
        {login.system, name, login.person.value, to_unix_ms(login.since)}
    );
}

void Logins::forget(std::string_view system, std::string_view login) {
    const auto name = folded(login);
    connection_.run("DELETE FROM logins WHERE system = $1 AND login = $2", {system, name});
}

std::optional<Login> Logins::find(std::string_view system, std::string_view login) const {
    std::optional<Login> found;
    const auto name = folded(login);
    connection_.each(
        "SELECT system, login, person, since FROM logins WHERE system = $1 AND login = $2", {system, name},
        [&](const Row& row) { found = login_in(row); }
    );
    return found;
}

std::vector<Login> Logins::of(const PersonId& person) const {
    std::vector<Login> found;
    connection_.each(
        "SELECT system, login, person, since FROM logins WHERE person = $1 ORDER BY system, login", {person.value},
        [&](const Row& row) { found.push_back(login_in(row)); }
    );
    return found;
}

} // namespace pilothouse::storage
