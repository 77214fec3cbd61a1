#include "core/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace pilothouse {

namespace {

/// Builds the DOM while counting; stops at the first thing beyond a bound. nlohmann's parser keeps its own stack
/// on the heap, so that a deep document is refused before anything recursive sees it.
class BoundedBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit BoundedBuilder(const JsonLimits& limits) : limits_(limits) {}

    [[nodiscard]] nlohmann::json take() { return std::move(root_); }

    [[nodiscard]] const std::string& problem() const { return problem_; }

    bool null() override { return add(nullptr) != nullptr; }

    bool boolean(bool value) override { return add(value) != nullptr; }

    bool number_integer(number_integer_t value) override { return add(value) != nullptr; }

    bool number_unsigned(number_unsigned_t value) override { return add(value) != nullptr; }

    bool number_float(number_float_t value, const string_t&) override { return add(value) != nullptr; }

    bool string(string_t& value) override { return add(std::move(value)) != nullptr; }

    bool binary(binary_t&) override { return refuse("binary values are not JSON"); }

    bool start_object(std::size_t) override { return open(nlohmann::json::object()); }

    bool start_array(std::size_t) override { return open(nlohmann::json::array()); }

    bool end_object() override { return close(); }

    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        key_ = std::move(name);
        return true;
    }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) override {
        const bool range = error.id == 406;
        return refuse(fmt::format("{} at byte {}", range ? "number out of range" : "not JSON", position));
    }

private:
    bool refuse(std::string problem) {
        if (problem_.empty()) problem_ = std::move(problem);
        return false;
    }

    nlohmann::json* add(nlohmann::json value) {
        if (++nodes_ > limits_.nodes) {
            refuse(fmt::format("more than {} values", limits_.nodes));
            return nullptr;
        }
        if (open_.empty()) return &(root_ = std::move(value));
        auto& parent = *open_.back();
        if (parent.is_array()) {
            parent.push_back(std::move(value));
            return &parent.back();
        }
        return &(parent[key_] = std::move(value));
    }

    bool open(nlohmann::json container) {
        if (open_.size() >= limits_.depth) return refuse(fmt::format("nested deeper than {}", limits_.depth));
        auto* added = add(std::move(container));
        if (added) open_.push_back(added);
        return added != nullptr;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    const JsonLimits& limits_;
    nlohmann::json root_;
    std::vector<nlohmann::json*> open_;
    std::string key_;
    std::string problem_;
    std::size_t nodes_ = 0;
};

} // namespace

Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits) {
    if (text.size() > limits.bytes)
        return fail(Errc::bad_input, fmt::format("JSON of {} bytes, at most {} are taken", text.size(), limits.bytes));
    BoundedBuilder builder(limits);
    if (!nlohmann::json::sax_parse(text, &builder)) return fail(Errc::bad_input, "JSON refused: " + builder.problem());
    return builder.take();
}

std::string dump_json(const nlohmann::json& document) {
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string string_at(const nlohmann::json& object, std::string_view key) {
    if (!object.is_object()) return {};
    const auto it = object.find(key);
    return it != object.end() && it->is_string() ? it->get<std::string>() : std::string{};
}

} // namespace pilothouse
