#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace pilothouse {

/// A name that can't be mistaken for another kind of name. Compared and hashed by its value.
template <class Tag>
struct Name {
    std::string value;

    Name() = default;

    explicit Name(std::string text) : value(std::move(text)) {}

    [[nodiscard]] bool empty() const { return value.empty(); }

    friend auto operator<=>(const Name&, const Name&) = default;
};

/// A number that can't be mistaken for another kind of number. 0 stands for "none".
template <class Tag>
struct Number {
    std::int64_t value = 0;

    friend auto operator<=>(const Number&, const Number&) = default;
};

using PersonId = Name<struct PersonTag>;     ///< the chat system's id of a person: U024BE7LH
using ChannelId = Name<struct ChannelTag>;   ///< the chat system's id (C024BE91L) or, from the configuration, #name
using ServiceName = Name<struct ServiceTag>; ///< api
using EnvironmentName = Name<struct EnvironmentTag>; ///< production
using Version = Name<struct VersionTag>;             ///< v1.4.2, a tag, a commit
using TeamName = Name<struct TeamTag>;               ///< payments
using HookName = Name<struct HookTag>;               ///< a way in for webhooks: acme-api
using MessageKey = Name<struct MessageTag>;          ///< our own name of a message: deploy/812
using Lane = Name<struct LaneTag>;                   ///< tasks of one lane run one at a time: rollout/api/production

using DeployId = Number<struct DeployTag>;
using TaskId = Number<struct TaskTag>;

} // namespace pilothouse

template <class Tag>
struct std::hash<pilothouse::Name<Tag>> {
    std::size_t operator()(const pilothouse::Name<Tag>& name) const noexcept {
        return std::hash<std::string>{}(name.value);
    }
};

template <class Tag>
struct std::hash<pilothouse::Number<Tag>> {
    std::size_t operator()(const pilothouse::Number<Tag>& number) const noexcept {
        return std::hash<std::int64_t>{}(number.value);
    }
};
