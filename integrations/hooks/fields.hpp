#pragma once

#include "commands/change.hpp"
#include "core/json_view.hpp"
#include "core/result.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Reading what vendors send: every field may be missing, null or of another kind.
namespace pilothouse::hooks {

/// What a sender calls a state, and what it is in our words.
struct PhaseName {
    std::string_view name;
    commands::Phase phase;
};

/// None for a name that is not in the table.
std::optional<commands::Phase> phase_named(std::span<const PhaseName> names, std::string_view name);

/// A whole number above zero as its digits, or a string; empty for anything else.
std::string id_text(JsonView value);

/// The id at `object[key]`, which is `path` for people. Errors: bad_input, naming `path`.
Result<std::string> needed_id(JsonView object, std::string_view key, std::string_view path);

/// The text at `object[key]`. Errors: bad_input, naming `path`, when it is missing, empty or no string.
Result<std::string> needed_text(JsonView object, std::string_view key, std::string_view path);

/// The time at `object[key]`; none where none is told. The year 1 stands for none, as Go writes it.
std::optional<Time> time_at(JsonView object, std::string_view key);

/// The first of `keys` that holds a time.
std::optional<Time> first_time(JsonView object, std::initializer_list<std::string_view> keys);

/// The time that a number tells, where `per_second` of it are a second; none before the year 2001, which is what a
/// number of another unit would be, and after the year 2286.
std::optional<Time> unix_time(std::int64_t number, std::int64_t per_second = 1);
std::optional<Time> unix_time(std::string_view digits, std::int64_t per_second = 1);
/// The same, of a number or of a string of digits.
std::optional<Time> unix_time(JsonView value, std::int64_t per_second = 1);

/// "main" of "refs/heads/main", and "v1" of "refs/tags/v1".
std::string_view short_ref(std::string_view ref);

/// The first of several texts that says something, or none.
std::string_view first_text(std::initializer_list<std::string_view> texts);

/// The first line of a text, without what is around it, and not longer than people read.
std::string first_line(std::string_view text);

/// "github", and with the host behind it ("github/ghe.acme.example") when `url` is not on the vendor's own `home`:
/// ids are unique within one installation only.
std::string installation(std::string_view vendor, std::string_view home, std::string_view url);

/// A name of an event that can be counted: "other" in place of what is empty or too long, or holds more than letters,
/// digits, spaces and "_.:-".
std::string event_name(std::string_view event, std::string_view action = {});

} // namespace pilothouse::hooks
