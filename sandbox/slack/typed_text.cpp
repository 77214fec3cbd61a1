#include "sandbox/slack/typed_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <optional>

namespace pilothouse::sandbox {

namespace {

struct Token {
    std::size_t length; ///< of the typed text
    std::string text;
    Json element;
};

bool is_name_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
}

std::string_view name_at(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && is_name_char(text[end]))
        ++end;
    while (end > 0 && text[end - 1] == '.')
        --end;
    return text.substr(0, end);
}

Json user_element(const std::string& id) {
    return {{"type", "user"}, {"user_id", id}};
}

std::optional<Token> mention_at(const Workspace& space, std::string_view text) {
    const std::string_view name = name_at(text.substr(1));
    if (name.empty()) return std::nullopt;
    if (name == "here" || name == "channel" || name == "everyone")
        return Token{name.size() + 1, "<!" + std::string(name) + ">", {{"type", "broadcast"}, {"range", name}}};
    if (const User* user = space.user_named(name))
        return Token{name.size() + 1, "<@" + user->id + ">", user_element(user->id)};
    for (const auto& [id, group] : space.groups)
        if (group.handle == name)
            return Token{name.size() + 1, "<!subteam^" + id + ">", {{"type", "usergroup"}, {"usergroup_id", id}}};
    return std::nullopt;
}

std::optional<Token> channel_at(const Workspace& space, std::string_view text) {
    const std::string_view name = name_at(text.substr(1));
    const Channel* channel = name.empty() ? nullptr : space.channel(std::string("#") + std::string(name));
    if (!channel || channel->is_im) return std::nullopt;
    return Token{
        name.size() + 1,
        "<#" + channel->id + "|" + channel->name + ">",
        {{"type", "channel"}, {"channel_id", channel->id}}
    };
}

/// <@U…> and <#C…> as they stand, for callers that know ids.
std::optional<Token> token_at(const Workspace& space, std::string_view text) {
    const std::size_t end = text.find('>');
    if (end == std::string_view::npos || end < 3) return std::nullopt;
    const std::string_view inner = text.substr(2, end - 2);
    const std::string id(inner.substr(0, inner.find('|')));
    std::string whole(text.substr(0, end + 1));
    if (text[1] == '@' && space.user(id)) return Token{end + 1, std::move(whole), user_element(id)};
    if (text[1] == '#' && space.channels.contains(id))
        return Token{end + 1, std::move(whole), {{"type", "channel"}, {"channel_id", id}}};
    return std::nullopt;
}

std::optional<Token> link_at(std::string_view text) {
    if (!text.starts_with("http://") && !text.starts_with("https://")) return std::nullopt;
    std::size_t end = std::min(text.find_first_of(" \t\n<>\"`|"), text.size());
    while (end > 0 && std::string_view(".,;:!?)").find(text[end - 1]) != std::string_view::npos)
        --end;
    if (end < 10) return std::nullopt;
    const std::string url(text.substr(0, end));
    std::string escaped;
    for (const char c : url)
        escaped += c == '&' ? std::string("&amp;") : std::string(1, c);
    return Token{end, "<" + escaped + ">", {{"type", "link"}, {"url", url}}};
}

std::optional<Token> special_at(const Workspace& space, std::string_view all, std::size_t at) {
    const std::string_view rest = all.substr(at);
    const bool word_start = at == 0 || !is_name_char(all[at - 1]);
    if (rest[0] == '<') return token_at(space, rest);
    if (!word_start) return std::nullopt;
    if (rest[0] == '@') return mention_at(space, rest);
    if (rest[0] == '#') return channel_at(space, rest);
    return rest[0] == 'h' ? link_at(rest) : std::nullopt;
}

void escape(std::string& out, char c) {
    switch (c) {
    case '&':
        out += "&amp;";
        break;
    case '<':
        out += "&lt;";
        break;
    case '>':
        out += "&gt;";
        break;
    default:
        out += c;
    }
}

} // namespace

TypedText typed_text(Workspace& space, std::string_view typed) {
    TypedText result;
    Json elements = Json::array();
    std::string plain;
    const auto flush = [&] {
        if (!plain.empty()) elements.push_back({{"type", "text"}, {"text", std::exchange(plain, {})}});
    };
    bool in_code = false;
    for (std::size_t i = 0; i < typed.size();) {
        if (typed[i] == '`') in_code = !in_code;
        if (auto token = in_code ? std::nullopt : special_at(space, typed, i)) {
            flush();
            result.text += token->text;
            elements.push_back(std::move(token->element));
            i += token->length;
            continue;
        }
        escape(result.text, typed[i]);
        plain += typed[i++];
    }
    flush();
    result.blocks = std::make_shared<Json>(Json::array({Json{
        {"type", "rich_text"},
        {"block_id", space.new_id("").substr(0, 5)},
        {"elements", Json::array({Json{{"type", "rich_text_section"}, {"elements", std::move(elements)}}})},
    }}));
    return result;
}

} // namespace pilothouse::sandbox
