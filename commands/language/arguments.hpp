#pragma once

#include "core/clock.hpp"
#include "core/ids.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

/// What a person's words came to, typed.
namespace pilothouse::commands::language {

/// A deploy as people name it: its number (`812`, `#812`) or its spoken code (`K7QX`, in capitals here).
/// Just one of the two is set.
struct DeployRef {
    DeployId number{};
    std::string code{};
    friend bool operator==(const DeployRef&, const DeployRef&) = default;
};

/// A count, 1 to 1000.
using Count = Number<struct CountTag>;

/// The verb of a command of the catalogue, in the catalogue's spelling.
using Verb = Name<struct VerbTag>;

/// The kinds of slot, in this order: service, environment, version, deploy, duration, person, count, free text
/// (std::string: one line or more, no control characters), command, flag (true when it was given), one word
/// (std::string), channel (its id, or as typed: "#api", "here").
using Argument = std::variant<
    ServiceName, EnvironmentName, Version, DeployRef, Duration, PersonId, Count, std::string, Verb, bool, ChannelId>;

/// The values of a command by the name of their slot. Services, environments and verbs have the spelling of the
/// configuration, whatever case was typed.
class Arguments {
public:
    struct Given {
        std::string_view name;
        Argument value;
        friend bool operator==(const Given&, const Given&) = default;
    };

    /// The value of the slot `name`, or nullptr when it was not given (or is of another type).
    template <class T>
    [[nodiscard]] const T* get(std::string_view name) const {
        const auto* given = find(name);
        return given ? std::get_if<T>(&given->value) : nullptr;
    }

    /// The value of a slot that the pattern requires. Throws std::logic_error when there is none: a fault of the
    /// program, since the language never hands out arguments without the required ones.
    template <class T>
    [[nodiscard]] const T& need(std::string_view name) const {
        const auto* value = get<T>(name);
        if (!value) throw std::logic_error("no argument named " + std::string(name));
        return *value;
    }

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }

    [[nodiscard]] const Given* begin() const { return given_.data(); }

    [[nodiscard]] const Given* end() const { return given_.data() + count_; }

    [[nodiscard]] std::size_t size() const { return count_; }

    /// Adds a value. `name` must outlive the arguments (it is a part of a pattern).
    void set(std::string_view name, Argument value) {
        if (count_ == given_.size()) throw std::logic_error("more arguments than a pattern has slots");
        given_[count_++] = Given{name, std::move(value)};
    }

private:
    [[nodiscard]] const Given* find(std::string_view name) const {
        for (const auto& given : *this)
            if (given.name == name) return &given;
        return nullptr;
    }

    std::array<Given, 8> given_{};
    std::size_t count_ = 0;
};

} // namespace pilothouse::commands::language
