#include "sandbox/slack/call.hpp"

#include "core/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace pilothouse::sandbox {

namespace {

constexpr std::string_view base64_letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

const Json* argument(const Call& call, std::string_view name) {
    const auto found = call.args.find(name);
    return found == call.args.end() || found->is_null() ? nullptr : &*found;
}

} // namespace

std::string text_of(const Call& call, std::string_view name) {
    const Json* value = argument(call, name);
    if (!value) return {};
    return value->is_string() ? value->get<std::string>() : value->dump();
}

bool flag_of(const Call& call, std::string_view name, bool otherwise) {
    const std::string value = text_of(call, name);
    if (value.empty()) return otherwise;
    return value == "true" || value == "1";
}

std::int64_t number_of(const Call& call, std::string_view name, std::int64_t otherwise) {
    const std::string value = text_of(call, name);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc{} ? number : otherwise;
}

Json structure_of(const Call& call, std::string_view name) {
    const Json* value = argument(call, name);
    if (!value) return nullptr;
    if (!value->is_string()) return *value;
    auto parsed = parse_json(value->get_ref<const std::string&>());
    return parsed ? std::move(*parsed) : *value;
}

std::vector<std::string> list_of(const Call& call, std::string_view name) {
    std::vector<std::string> items;
    if (const Json* value = argument(call, name); value && value->is_array()) {
        for (const Json& item : *value)
            if (item.is_string()) items.push_back(item.get<std::string>());
        return items;
    }
    const std::string text = text_of(call, name);
    std::string item;
    for (const char c : text + ",") {
        if (c == ',') {
            if (!item.empty()) items.push_back(std::exchange(item, {}));
        } else if (c != ' ') {
            item += c;
        }
    }
    return items;
}

Json done() {
    return {{"ok", true}};
}

Json refused(std::string_view error) {
    return {{"ok", false}, {"error", error}};
}

Json refused(std::string_view error, const std::vector<std::string>& lines) {
    Json answer = refused(error);
    answer["errors"] = lines;
    Json messages = Json::array();
    for (const std::string& line : lines)
        messages.push_back("[ERROR] " + line);
    answer["response_metadata"] = {{"messages", std::move(messages)}};
    return answer;
}

Json missing_scope(const Call& call, std::string_view needed) {
    Json answer = refused("missing_scope");
    answer["needed"] = needed;
    answer["provided"] = fmt::format("{}", fmt::join(call.token.scopes, ","));
    return answer;
}

Channel* channel_of(World& world, const Call& call, std::string_view name) {
    const std::string wanted = text_of(call, name);
    if (wanted.empty()) return nullptr;
    Channel* channel = world.workspace.channel(wanted);
    if (channel && channel->is_private && !world.workspace.is_member(*channel)) return nullptr;
    return channel;
}

std::string scope_for(const Channel& channel, std::string_view verb) {
    const char* family = channel.is_im ? "im" : channel.is_mpim ? "mpim" : channel.is_private ? "groups" : "channels";
    return fmt::format("{}:{}", family, verb);
}

std::string cursor_of(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8 | (i + j < text.size() ? static_cast<unsigned char>(text[i + j]) : 0u);
        for (std::size_t j = 0; j < 4; ++j)
            out += i + j > text.size() ? '=' : base64_letters[(bits >> (18 - 6 * j)) & 63];
    }
    return out;
}

std::string cursor_text(std::string_view cursor) {
    std::string out;
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : cursor) {
        const std::size_t value = base64_letters.find(c);
        if (value == std::string_view::npos) break;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out += static_cast<char>((bits >> have) & 0xff);
    }
    return out;
}

Page page_of(const World& world, const Call& call, std::size_t size, std::int64_t usual, std::int64_t most) {
    Page page;
    if (const std::string cursor = text_of(call, "cursor"); !cursor.empty()) {
        const std::string text = cursor_text(cursor);
        page.bad_cursor = !text.starts_with("from:");
        if (page.bad_cursor) return page;
        std::from_chars(text.data() + 5, text.data() + text.size(), page.from);
    }
    std::int64_t limit = number_of(call, "limit", usual);
    limit = std::clamp<std::int64_t>(limit <= 0 ? usual : limit, 1, most);
    if (world.options.short_pages) limit = std::max<std::int64_t>(limit / 2, 1);
    page.from = std::min(page.from, size);
    page.to = std::min(size, page.from + static_cast<std::size_t>(limit));
    if (page.to < size) page.next_cursor = cursor_of(fmt::format("from:{}", page.to));
    return page;
}

} // namespace pilothouse::sandbox
