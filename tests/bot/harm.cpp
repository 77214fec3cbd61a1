#include "harm.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace pilothouse::tests {

namespace {

using Json = nlohmann::json;

constexpr std::array<std::string_view, 4> pings{"<!channel", "<!here", "<!everyone", "<!subteam"};
constexpr std::array<std::string_view, 4> shown_as_it_stands{"plain_text", "text", "raw_text", "emoji"};
// Right-to-left override and isolate, zero width, bell, escape; NUL can't be in a literal of this kind.
constexpr std::array<std::string_view, 5> hiding{"\u202e", "\u2067", "\u200b", "\a", "\x1b"};

/// In another host's path or query the name harms nobody.
bool leads_astray(std::string_view url) {
    const auto scheme = url.find("//");
    if (scheme == std::string_view::npos) return url.contains("evil.example");
    return url.substr(0, url.find_first_of("/?#\\", scheme + 2)).contains("evil.example");
}

class LookOut {
public:
    explicit LookOut(const std::set<std::string>& people) : people_(people) {}

    void look(const Json& node, std::string_view key) {
        if (node.is_string()) return look_at_words(node.get<std::string>(), key);
        if (node.is_array()) {
            for (const auto& part : node)
                look(part, key);
        }
        if (node.is_object()) look_at_element(node);
    }

    std::vector<std::string> found{};

private:
    void note(const std::string& what, const std::string& where) { found.push_back(what + " in " + where); }

    void look_at_words(const std::string& words, std::string_view key) {
        if (key == "url" && leads_astray(words)) note("a link", words);
        if (key == "text") look_at_markup(words);
    }

    void look_at_markup(const std::string& words) {
        look_at_characters(words);
        for (const auto ping : pings)
            if (words.contains(ping)) note("a ping", words);
        for (auto at = words.find('<'); at != std::string::npos; at = words.find('<', at + 1)) {
            const auto token = words.substr(at + 1, words.find_first_of("|>", at) - at - 1);
            if (token.starts_with('@') && !people_.contains(token.substr(1))) note("a mention", words);
            if (leads_astray(token)) note("a link", words);
        }
    }

    void look_at_characters(const std::string& words) {
        const auto hides = [&](std::string_view sign) { return words.contains(sign); };
        if (words.contains('\0') || std::ranges::any_of(hiding, hides)) note("a hidden character", Json(words).dump());
    }

    void look_at_element(const Json& node) {
        const std::string type = node.contains("type") && node["type"].is_string() ? node["type"] : "";
        if (type == "broadcast" || type == "usergroup") note("an element", node.dump());
        if (type == "user" && !people_.contains(node.value("user_id", ""))) note("a mention", node.dump());
        if (std::ranges::find(shown_as_it_stands, type) != shown_as_it_stands.end())
            return look_at_characters(node.value("text", ""));
        for (const auto& [name, value] : node.items())
            if (name != "metadata") look(value, name);
    }

    const std::set<std::string>& people_;
};

} // namespace

std::vector<std::string> harms_in(const Json& said, const std::set<std::string>& people) {
    LookOut look_out(people);
    look_out.look(said, "");
    return std::move(look_out.found);
}

} // namespace pilothouse::tests
