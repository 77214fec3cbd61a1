#include "storage/people.hpp"

namespace pilothouse::storage {

namespace {
Person person_in(const Row& row) {
    return {
        .id = PersonId{std::string(row.text(0))},
        .email = std::string(row.text(1)),
        .name = std::string(row.text(2)),
        .member = row.integer(3) != 0,
        .found_at = from_unix_ms(row.integer(4)),
    };
}
} // namespace

void People::save(const Person& person) {
    const auto email = folded_email(person.email);
    connection_.run(
        "INSERT INTO people (id, email, name, member, found_at) VALUES ($1, $2, $3, $4, $5) "
        "ON CONFLICT (id) DO UPDATE SET email = excluded.email, name = excluded.name, member = excluded.member, "
        "found_at = excluded.found_at",
        {person.id.value, email, person.name, std::int64_t{person.member ? 1 : 0}, to_unix_ms(person.found_at)}
    );
}

std::optional<Person> People::find(const PersonId& id) const {
    std::optional<Person> found;
    connection_.each(
        "SELECT id, email, name, member, found_at FROM people WHERE id = $1", {id.value},
        [&](const Row& row) { found = person_in(row); }
    );
    return found;
}

std::vector<Person> People::with_email(std::string_view email) const {
    std::vector<Person> found;
    const auto folded = folded_email(email);
    if (folded.empty()) return found;
    connection_.each(
        "SELECT id, email, name, member, found_at FROM people WHERE email = $1 AND email <> '' ORDER BY id",
        {std::string_view(folded)}, [&](const Row& row) { found.push_back(person_in(row)); }
    );
    return found;
}

std::string folded_email(std::string_view email) {
    std::string folded(email);
    for (auto& letter : folded)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return folded;
}

} // namespace pilothouse::storage
