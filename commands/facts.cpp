#include "commands/facts.hpp"

#include "core/json.hpp"

#include <nlohmann/json.hpp>

#include <charconv>
#include <utility>

namespace pilothouse::commands {

void Facts::tell(std::string_view name, std::string value, const Order& order) {
    if (value.empty()) return;
    const auto found = facts_.find(name);
    if (found == facts_.end()) {
        facts_.emplace(name, Fact{order, std::move(value)});
        return;
    }
    auto& known = found->second;
    // Of two as new as each other the greater one stays, so that it does not matter which came first.
    if (order < known.order || (order == known.order && value < known.value)) return;
    known = {order, std::move(value)};
}

const std::string& Facts::get(std::string_view name) const {
    static const std::string nothing;
    const auto found = facts_.find(name);
    return found == facts_.end() ? nothing : found->second.value;
}

std::int64_t Facts::number(std::string_view name) const {
    const auto& text = get(name);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<std::string> Facts::below(std::string_view prefix) const {
    std::vector<std::string> names;
    for (auto it = facts_.lower_bound(prefix); it != facts_.end() && it->first.starts_with(prefix); ++it)
        names.push_back(it->first.substr(prefix.size()));
    return names;
}

std::string Facts::text() const {
    auto object = nlohmann::json::object();
    for (const auto& [name, fact] : facts_)
        object[name] = {fact.order[0], fact.order[1], fact.order[2], fact.value};
    return dump_json(object);
}

Facts Facts::in(std::string_view text) {
    Facts facts;
    if (text.empty()) return facts;
    for (const auto& [name, fact] : nlohmann::json::parse(text).items())
        facts.facts_.emplace(
            name,
            Fact{
                {fact.at(0).get<std::int64_t>(), fact.at(1).get<std::int64_t>(), fact.at(2).get<std::int64_t>()},
                fact.at(3).get<std::string>()
            }
        );
    return facts;
}

} // namespace pilothouse::commands
