#include "commands/builds/people.hpp"

#include "storage/logins.hpp"

#include <algorithm>
#include <ranges>

namespace pilothouse::commands::builds {

namespace {

constexpr std::size_t most_people = 5;
constexpr int most_runs = 50;

struct Written {
    std::string name, email, login;
    friend bool operator==(const Written&, const Written&) = default;
};

void add_authors(std::vector<Written>& authors, const Facts& facts) {
    for (const auto line : std::views::split(facts.get("authors"), '\n')) {
        std::vector<std::string> parts;
        for (const auto part : std::views::split(line, '\t'))
            parts.emplace_back(part.begin(), part.end());
        if (parts.size() != 3) continue;
        Written author{parts[0], parts[1], parts[2]};
        if (std::ranges::find(authors, author) == authors.end()) authors.push_back(std::move(author));
    }
}

/// Those of this run first.
std::vector<Written> authors_of(Desk& desk, const Run& run) {
    std::vector<Written> authors;
    add_authors(authors, run.facts);
    if (run.verdict != Verdict::broke) return authors;
    for (const auto& row : storage::Runs(desk.store).since_green(run.row, most_runs))
        add_authors(authors, Facts::in(row.facts));
    return authors;
}

/// "github" of "github/acme/api/7".
std::string_view system_of(const Run& run) {
    return std::string_view(run.row.key).substr(0, run.row.key.find('/'));
}

/// Who somebody is here; empty where that is not known for sure.
PersonId known_as(Desk& desk, std::string_view system, const Written& somebody) {
    if (!somebody.email.empty()) {
        const auto found = storage::People(desk.store).with_email(somebody.email);
        if (found.size() == 1) return found.front().member ? found.front().id : PersonId();
    }
    if (somebody.login.empty()) return {};
    const auto linked = storage::Logins(desk.store).find(system, somebody.login);
    if (!linked) return {};
    const auto& person = desk.person(linked->person);
    return person && !person->member ? PersonId() : linked->person;
}

/// Whoever had the present attempt run; nobody for the first, which comes of the work itself.
Written presser(const Run& run) {
    if (run.row.attempt < 2) return {};
    return {run.told("actor_name"), run.told("actor_email"), run.told("actor_login")};
}

} // namespace

Text people(Desk& desk, const Run& run, bool notify) {
    Text text;
    const auto system = system_of(run);
    const auto pressed = presser(run);
    const auto pressed_by = known_as(desk, system, pressed);
    const PersonId by_button(run.told("pressed_by"));
    std::size_t shown = 0;
    std::vector<PersonId> named;
    for (const auto& author : authors_of(desk, run)) {
        if (shown == most_people) break;
        auto person = known_as(desk, system, author);
        if (!person.empty() && std::ranges::find(named, person) != named.end()) continue;
        named.push_back(person);
        if (shown++ > 0) text << ", ";
        const bool only_pressed = (!person.empty() && (person == pressed_by || person == by_button)) ||
                                  (!author.login.empty() && author.login == pressed.login);
        if (notify && run.verdict == Verdict::broke && !person.empty() && !only_pressed)
            text << mention(person);
        else
            text << (author.name.empty() ? author.login : author.name);
    }
    return text;
}

} // namespace pilothouse::commands::builds
