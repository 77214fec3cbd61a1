#include "core/json_view.hpp"

#include <charconv>

namespace pilothouse {

JsonView JsonView::operator[](std::string_view key) const {
    if (!is_object()) return {};
    const Node* found = nullptr;
    const auto* const end = node_ + node_->extent;
    for (const auto* member = node_ + 1; member != end; member += 1 + (member + 1)->extent) {
        if (member->text == key) found = member + 1;
    }
    return found && found->kind != Kind::null ? JsonView(found) : JsonView();
}

std::string_view JsonView::text() const {
    return node_ && node_->kind == Kind::string ? node_->text : std::string_view{};
}

std::string_view JsonView::scalar() const {
    const bool has_text =
        node_ && (node_->kind == Kind::string || node_->kind == Kind::number || node_->kind == Kind::boolean);
    return has_text ? node_->text : std::string_view{};
}

std::int64_t JsonView::whole_number() const {
    if (!node_ || node_->kind != Kind::number) return 0;
    std::int64_t value = 0;
    const auto* const end = node_->text.data() + node_->text.size();
    const auto [stop, error] = std::from_chars(node_->text.data(), end, value);
    return error == std::errc{} && stop == end ? value : 0;
}

std::vector<JsonView> JsonView::elements() const {
    std::vector<JsonView> found;
    if (!is_array()) return found;
    const auto* const end = node_ + node_->extent;
    for (const auto* value = node_ + 1; value != end; value += value->extent)
        found.emplace_back(value);
    return found;
}

std::vector<JsonView::Member> JsonView::members() const {
    std::vector<Member> found;
    if (!is_object()) return found;
    const auto* const end = node_ + node_->extent;
    for (const auto* member = node_ + 1; member != end; member += 1 + (member + 1)->extent)
        found.push_back({member->text, JsonView(member + 1)});
    return found;
}

JsonView JsonView::first() const {
    if (!node_ || node_->extent == 1) return {};
    return JsonView(is_object() ? node_ + 2 : node_ + 1);
}

} // namespace pilothouse
