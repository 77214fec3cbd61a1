#include "samples.hpp"

#include <catch2/catch.hpp>

#include <cstddef>
#include <random>
#include <string>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::slack;
using nlohmann::json;

namespace {

void collect(const json& node, const json::json_pointer& at, std::vector<json::json_pointer>& found) {
    found.push_back(at);
    if (node.is_object()) {
        for (const auto& [key, value] : node.items())
            collect(value, at / key, found);
    } else if (node.is_array()) {
        for (std::size_t i = 0; i < node.size(); ++i)
            collect(node[i], at / i, found);
    }
}

std::vector<json::json_pointer> nodes(const json& document) {
    std::vector<json::json_pointer> found;
    collect(document, json::json_pointer(), found);
    return found;
}

void erase(json& document, const json::json_pointer& at) {
    if (at.empty()) return;
    auto& parent = document[at.parent_pointer()];
    if (parent.is_object()) {
        parent.erase(at.back());
    } else {
        parent.erase(static_cast<std::size_t>(std::stoul(at.back())));
    }
}

/// Whatever comes: no exception, the id of the frame as it stands there, and nobody else's words.
void decode_anything(const json& frame) {
    const auto own = samples::hearing();
    const auto envelope = decode_envelope(frame.dump(), own);
    const bool has_id = frame.is_object() && frame.contains("envelope_id") && frame["envelope_id"].is_string();
    if (has_id && envelope.id != frame["envelope_id"].get<std::string>())
        FAIL_CHECK("the id is lost: " << frame.dump());
    if (!envelope.heard || !*envelope.heard) return;
    if ((*envelope.heard)->key.empty()) FAIL_CHECK("no key: " << frame.dump());
    if (const auto* said = std::get_if<commands::Said>(&(*envelope.heard)->event)) {
        if (said->who.empty() || said->who.value == own.own_user_id) FAIL_CHECK("by nobody: " << frame.dump());
    }
}

} // namespace

TEST_CASE("a sample with any node missing or of another kind is read without an exception") {
    const std::vector<json> others{
        nullptr,
        7,
        -1,
        1.5,
        true,
        "",
        "text",
        json::array(),
        json::array({1, nullptr}),
        json::object(),
        {{"id", 3}, {"type", nullptr}},
    };
    for (const auto& file : samples::all()) {
        INFO(file.filename().string());
        const auto sample = json::parse(samples::text(file));
        for (const auto& at : nodes(sample)) {
            auto without = sample;
            erase(without, at);
            REQUIRE_NOTHROW(decode_anything(without));
            for (const auto& other : others) {
                auto changed = sample;
                changed[at] = other;
                REQUIRE_NOTHROW(decode_anything(changed));
            }
        }
    }
}

TEST_CASE("a sample with any byte cut off or changed is read without an exception") {
    const auto own = samples::hearing();
    std::mt19937 random(7);
    std::uniform_int_distribution<int> byte(0, 255);
    for (const auto& file : samples::all()) {
        const auto text = json::parse(samples::text(file)).dump();
        std::uniform_int_distribution<std::size_t> position(0, text.size() - 1);
        for (int round = 0; round < 300; ++round) {
            auto changed = text;
            changed[position(random)] = static_cast<char>(byte(random));
            REQUIRE_NOTHROW(decode_envelope(changed, own));
            REQUIRE_NOTHROW(decode_envelope(std::string_view(text).substr(0, position(random)), own));
        }
    }
}
