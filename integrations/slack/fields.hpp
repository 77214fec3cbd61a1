#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

/// Reading a JSON document from outside: nothing here throws, whatever is missing or of another kind.
namespace pilothouse::slack {

/// What is under `key`; none when `object` is not an object, or has no such key, or null under it.
nlohmann::json* child(nlohmann::json& object, std::string_view key);
nlohmann::json* child(nlohmann::json* object, std::string_view key);

/// The string under `key`, moved out; empty when there is none.
std::string take(nlohmann::json& object, std::string_view key);
std::string take(nlohmann::json* object, std::string_view key);

/// The string under `key`, looked at; empty when there is none.
std::string_view look(nlohmann::json& object, std::string_view key);
std::string_view look(nlohmann::json* object, std::string_view key);

/// True only for the boolean true.
bool is_true(nlohmann::json& object, std::string_view key);

} // namespace pilothouse::slack
