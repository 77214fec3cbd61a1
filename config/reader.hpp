#pragma once

#include "config/load.hpp"
#include "config/problems.hpp"
#include "config/schema.hpp"
#include "config/tree.hpp"

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::config {

/// The bytes of the regular file at `path`. Errors: not_found; bad_input when it is no file, can't be read, or is
/// larger than `limit`.
Result<std::string> file_contents(const std::string& path, std::size_t limit);

/// Reads tables of a document into settings, by the table of settings. Every problem is noted and reading goes on.
class Reader {
public:
    Reader(
        const EnvironmentLookup& environment, LoadOptions options, std::filesystem::path folder, Problems& problems,
        Places& places
    );

    /// Reads the settings of `table` into `owner`. `path` is the table's place ("service[0]"). A key that is neither
    /// in `table` nor in `nested` is a problem.
    template <class Owner>
    void read(
        const Node& node, const std::string& path, Table<Owner> table, Owner& owner,
        std::initializer_list<std::string_view> nested = {}
    ) {
        places_[path] = node.at;
        std::vector<std::string_view> known(nested);
        for (const Setting<Owner>& setting : table) {
            known.push_back(setting.key);
            read_setting(node, path, setting, owner);
        }
        check_keys(node, path, known);
    }

    /// The table under `key`. nullptr where there is none, and (a problem) where something else stands there.
    const Node* table_at(const Node& node, std::string_view key, const std::string& path, std::string_view example);
    /// The tables of `[[key]]`; anything else there is a problem.
    std::vector<const Node*> tables_at(const Node& node, std::string_view key, std::string_view header);
    /// Notes every key that is not `known`, and where it belongs or what it may have been meant to be.
    void check_keys(const Node& node, const std::string& path, const std::vector<std::string_view>& known);

private:
    struct Slot {
        const Node& node;
        const std::string& path;
        const Rule& rule;
        std::string_view example;
        bool overridden = false; ///< the environment wins: only the form is checked
    };

    template <class Owner>
    void read_setting(const Node& table, const std::string& path, const Setting<Owner>& setting, Owner& owner) {
        const std::string here = path + "." + std::string(setting.key);
        const Node* node = table.find(setting.key);
        places_[here] = node == nullptr ? table.at : node->at;
        const auto fill = [&](auto member) {
            const bool overridden = variable(setting.rule.variable).has_value();
            if (node != nullptr) take({*node, here, setting.rule, setting.example, overridden}, owner.*member);
            if (overridden) take_variable(here, setting.rule, owner.*member);
            if (overridden || node != nullptr) return;
            if constexpr (requires { (owner.*member).empty(); }) {
                if (setting.rule.required && (owner.*member).empty())
                    problems_.add(
                        table.at,
                        here + " is missing; write " + std::string(setting.key) + " = " + std::string(setting.example)
                    );
            }
        };
        std::visit(fill, setting.target);
    }

    /// The environment variable that wins over the file. Only texts and secrets have one.
    template <class Value>
    void take_variable(const std::string&, const Rule&, Value&) {}

    void take_variable(const std::string& path, const Rule& rule, std::string& value);
    void take_variable(const std::string& path, const Rule& rule, Secret& value);

    void take(const Slot& slot, std::string& value);
    void take(const Slot& slot, bool& value);
    void take(const Slot& slot, int& value);
    void take(const Slot& slot, std::optional<std::uint16_t>& value);
    void take(const Slot& slot, Duration& value);
    void take(const Slot& slot, SlackDelivery& value);
    void take(const Slot& slot, Secret& value);

    template <class Tag>
    void take(const Slot& slot, Name<Tag>& value) {
        take(slot, value.value);
    }

    template <class Item>
    void take(const Slot& slot, std::vector<Item>& value) {
        if (slot.node.type != Node::Type::list) return wrong_type(slot, "a list");
        if (slot.node.items.empty() && slot.rule.required)
            return wrong(slot, "must not be empty; write for example " + std::string(slot.example));
        value.clear();
        for (const Node& item : slot.node.items) {
            const std::string here = slot.path + "[" + std::to_string(value.size()) + "]";
            places_[here] = item.at;
            take({item, here, slot.rule, "\"…\""}, value.emplace_back());
        }
    }

    std::optional<std::int64_t> number(const Slot& slot);
    void secret_from_variable(const Slot& slot, const std::string& name, Secret& value);
    void secret_from_file(const Slot& slot, const std::string& name, Secret& value);
    void take_secret(const std::string& path, const std::string& source, std::string text, Secret& value);

    [[nodiscard]] std::optional<std::string> variable(std::string_view name) const;
    void wrong(const Slot& slot, std::string_view text);
    void wrong_type(const Slot& slot, std::string_view wanted);
    void refuse_secret(const Slot& slot);

    const EnvironmentLookup& environment_;
    LoadOptions options_;
    std::filesystem::path folder_;
    Problems& problems_;
    Places& places_;
};

} // namespace pilothouse::config
