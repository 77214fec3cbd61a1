#include "integrations/slack/fields.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace pilothouse::slack {

using nlohmann::json;

json* child(json& object, std::string_view key) {
    if (!object.is_object()) return nullptr;
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

json* child(json* object, std::string_view key) {
    return object ? child(*object, key) : nullptr;
}

std::string take(json& object, std::string_view key) {
    auto* found = child(object, key);
    if (!found || !found->is_string()) return {};
    return std::move(found->get_ref<std::string&>());
}

std::string take(json* object, std::string_view key) {
    return object ? take(*object, key) : std::string{};
}

std::string_view look(json& object, std::string_view key) {
    const auto* found = child(object, key);
    if (!found || !found->is_string()) return {};
    return found->get_ref<const std::string&>();
}

std::string_view look(json* object, std::string_view key) {
    return object ? look(*object, key) : std::string_view{};
}

bool is_true(json& object, std::string_view key) {
    const auto* found = child(object, key);
    return found && found->is_boolean() && found->get<bool>();
}

} // namespace pilothouse::slack
