#include "commands/facts.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

namespace pilothouse::commands {

namespace {

/// Takes what is stored apart, from its beginning on.
class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

    /// A number and the one character behind it.
    std::int64_t number(char behind) {
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
        rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
        if (error != std::errc{}) throw std::runtime_error("a stored fact has no number where one belongs");
        skip(behind);
        return value;
    }

    std::string text(std::int64_t size) {
        if (size < 0 || static_cast<std::size_t>(size) > rest_.size())
            throw std::runtime_error("a stored fact is cut off");
        std::string taken(rest_.substr(0, static_cast<std::size_t>(size)));
        rest_.remove_prefix(static_cast<std::size_t>(size));
        return taken;
    }

    void skip(char expected) {
        if (!rest_.starts_with(expected)) throw std::runtime_error("a stored fact does not end where it should");
        rest_.remove_prefix(1);
    }

private:
    std::string_view rest_;
};

void add_number(std::string& text, std::int64_t number, char behind) {
    text += std::to_string(number);
    text += behind;
}

} // namespace

std::vector<Facts::Fact>::const_iterator Facts::place_of(std::string_view name) const {
    return std::ranges::lower_bound(facts_, name, {}, [](const Fact& fact) { return std::string_view(fact.name); });
}

void Facts::tell(std::string_view name, std::string value, const Order& order) {
    if (value.empty()) return;
    const auto place = place_of(name);
    if (place == facts_.end() || place->name != name) {
        facts_.insert(place, Fact{std::string(name), order, std::move(value)});
        return;
    }
    auto& known = facts_[static_cast<std::size_t>(place - facts_.begin())];
    // Of two as new as each other the greater one stays, so that it does not matter which came first.
    if (order < known.order || (order == known.order && value < known.value)) return;
    known.order = order;
    known.value = std::move(value);
}

const std::string& Facts::get(std::string_view name) const {
    static const std::string nothing;
    const auto place = place_of(name);
    return place == facts_.end() || place->name != name ? nothing : place->value;
}

std::int64_t Facts::number(std::string_view name) const {
    const auto& text = get(name);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::vector<std::string> Facts::below(std::string_view prefix) const {
    std::vector<std::string> names;
    for (auto fact = place_of(prefix); fact != facts_.end() && fact->name.starts_with(prefix); ++fact)
        names.push_back(fact->name.substr(prefix.size()));
    return names;
}

std::string Facts::text() const {
    std::string text;
    for (const auto& fact : facts_) {
        add_number(text, static_cast<std::int64_t>(fact.name.size()), ' ');
        add_number(text, static_cast<std::int64_t>(fact.value.size()), ' ');
        add_number(text, fact.order[0], ' ');
        add_number(text, fact.order[1], ' ');
        add_number(text, fact.order[2], '\n');
        text += fact.name;
        text += fact.value;
        text += '\n';
    }
    return text;
}

Facts Facts::in(std::string_view text) {
    Facts facts;
    for (Reader reader(text); !reader.at_end();) {
        const auto name = reader.number(' ');
        const auto value = reader.number(' ');
        Fact fact{.order = {reader.number(' '), reader.number(' '), reader.number('\n')}};
        fact.name = reader.text(name);
        fact.value = reader.text(value);
        reader.skip('\n');
        facts.facts_.push_back(std::move(fact));
    }
    return facts;
}

} // namespace pilothouse::commands
