#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"
#include "storage/database.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who people are to other systems, as they said themselves.
namespace pilothouse::storage {

struct Login {
    std::string system{}; ///< "github"
    std::string login{};  ///< in lower case: no system has two that differ in case only
    PersonId person{};
    Time since{};
};

/// Every call throws Failure when the database fails.
class Logins {
public:
    explicit Logins(Connection& connection) : connection_(connection) {}

    /// Keeps it, in place of whoever had the login.
    void save(const Login& login);
    void forget(std::string_view system, std::string_view login);
    [[nodiscard]] std::optional<Login> find(std::string_view system, std::string_view login) const;
    /// By system and login.
    [[nodiscard]] std::vector<Login> of(const PersonId& person) const;

private:
    Connection& connection_;
};

} // namespace pilothouse::storage
