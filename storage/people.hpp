#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::storage {

/// What the chat system said of a person, and when.
struct Person {
    PersonId id;
    std::string email{}; ///< lower case; empty: not known
    std::string name{};
    bool member = true; ///< false: bot, guest, deactivated, or of another organisation
    Time found_at{};
};

/// The people the bot has heard of. Every call throws Failure when the database fails.
class People {
public:
    explicit People(Connection& connection) : connection_(connection) {}

    /// Keeps what is now known of a person, in place of what was. The e-mail address is kept in lower case.
    void save(const Person& person);
    /// The person of this id, or nothing.
    [[nodiscard]] std::optional<Person> find(const PersonId& id) const;
    /// Whoever has this e-mail address; more than one when two accounts share it.
    [[nodiscard]] std::vector<Person> with_email(std::string_view email) const;

private:
    Connection& connection_;
};

/// E-mail addresses are compared in this form: ASCII letters in lower case.
std::string folded_email(std::string_view email);

} // namespace pilothouse::storage
