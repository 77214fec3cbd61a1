#include "core/json.hpp"
#include "sandbox/slack/methods.hpp"
#include "sandbox/slack/payloads.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

/// conversations.list, .members, .history, .replies and users.conversations: what is read page by page.
namespace pilothouse::sandbox {

namespace {

constexpr std::int64_t most_items = 999;

std::string type_of(const Channel& channel) {
    if (channel.is_im) return "im";
    if (channel.is_mpim) return "mpim";
    return channel.is_private ? "private_channel" : "public_channel";
}

Json paged(Json answer, const char* key, Json items, const std::string& next) {
    answer[key] = std::move(items);
    answer["response_metadata"] = {{"next_cursor", next}};
    return answer;
}

Json list_channels(World& world, const Call& call, bool only_mine) {
    auto types = list_of(call, "types");
    if (types.empty()) types = {"public_channel"};
    for (const std::string& type : types) {
        if (type != "public_channel" && type != "private_channel" && type != "mpim" && type != "im")
            return refused("invalid_types");
        const std::string family = type == "public_channel" ? "channels" : type == "private_channel" ? "groups" : type;
        if (!call.token.scopes.contains(family + ":read")) return missing_scope(call, family + ":read");
    }
    const std::string whose = text_of(call, "user").empty() ? world.workspace.app.bot_user : text_of(call, "user");
    std::vector<const Channel*> shown;
    for (const auto& [id, channel] : world.workspace.channels) {
        if (std::ranges::find(types, type_of(channel)) == types.end()) continue;
        if (channel.is_private && !world.workspace.is_member(channel)) continue;
        if (only_mine && !channel.members.contains(whose)) continue;
        if (channel.is_archived && flag_of(call, "exclude_archived")) continue;
        shown.push_back(&channel);
    }
    const Page page = page_of(world, call, shown.size(), 100, most_items);
    if (page.bad_cursor) return refused("invalid_cursor");
    Json items = Json::array();
    for (std::size_t i = page.from; i < page.to; ++i)
        items.push_back(channel_object(world.workspace, *shown[i], world.workspace.app.bot_user));
    return paged(done(), "channels", std::move(items), page.next_cursor);
}

bool is_ts(const std::string& ts) {
    return ts.size() <= 20 && std::ranges::all_of(ts, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

/// "1795400890" -> "1795400890.000000", so that text order is time order.
std::string whole_ts(const std::string& ts) {
    if (ts.empty() || ts == "0") return "0";
    const std::size_t dot = ts.find('.');
    std::string seconds = ts.substr(0, dot), rest = dot == std::string::npos ? "" : ts.substr(dot + 1);
    rest.resize(6, '0');
    return fmt::format("{:0>10}.{}", seconds, rest);
}

struct Span {
    std::string oldest, latest;
    bool inclusive = false;

    [[nodiscard]] bool contains(const std::string& ts) const {
        if (inclusive) return ts >= oldest && (latest.empty() || ts <= latest);
        return ts > oldest && (latest.empty() || ts < latest);
    }
};

Json span_of(const Call& call, Span& span) {
    const std::string oldest = text_of(call, "oldest"), latest = text_of(call, "latest");
    if (!is_ts(oldest)) return refused("invalid_ts_oldest");
    if (!is_ts(latest)) return refused("invalid_ts_latest");
    span = {whole_ts(oldest), latest.empty() || latest == "now" ? "" : whole_ts(latest), flag_of(call, "inclusive")};
    if (const std::string cursor = text_of(call, "cursor"); !cursor.empty()) {
        const std::string text = cursor_text(cursor);
        if (!text.starts_with("next_ts:")) return refused("invalid_cursor");
        span.latest = text.substr(8);
        // A cursor goes on after the last message shown, whatever `inclusive` says about the bounds.
        if (span.inclusive) span.latest.back() = static_cast<char>(span.latest.back() - 1);
    }
    return nullptr;
}

Channel* readable(World& world, const Call& call, Json& refusal) {
    Channel* channel = channel_of(world, call);
    if (!channel)
        refusal = refused("channel_not_found");
    else if (const std::string needed = scope_for(*channel, "history"); !call.token.scopes.contains(needed))
        refusal = missing_scope(call, needed);
    else if (!world.workspace.is_member(*channel))
        refusal = refused("not_in_channel");
    else
        return channel;
    return nullptr;
}

std::size_t limit_of(const World& world, const Call& call, std::int64_t usual) {
    const std::int64_t given = number_of(call, "limit", usual);
    const std::int64_t limit = std::clamp<std::int64_t>(given <= 0 ? usual : given, 1, most_items);
    return static_cast<std::size_t>(world.options.short_pages ? std::max<std::int64_t>(limit / 2, 1) : limit);
}

} // namespace

Json conversations_list(World& world, const Call& call) {
    return list_channels(world, call, false);
}

Json users_conversations(World& world, const Call& call) {
    return list_channels(world, call, true);
}

Json conversations_members(World& world, const Call& call) {
    const Channel* channel = channel_of(world, call);
    if (!channel) return refused("channel_not_found");
    const std::vector<std::string> members(channel->members.begin(), channel->members.end());
    const Page page = page_of(world, call, members.size(), 100, most_items);
    if (page.bad_cursor) return refused("invalid_cursor");
    Json items = Json::array();
    for (std::size_t i = page.from; i < page.to; ++i)
        items.push_back(members[i]);
    return paged(done(), "members", std::move(items), page.next_cursor);
}

Json conversations_history(World& world, const Call& call) {
    Json refusal;
    const Channel* channel = readable(world, call, refusal);
    if (!channel) return refusal;
    Span span;
    if (Json bad = span_of(call, span); !bad.is_null()) return bad;
    const std::size_t limit = limit_of(world, call, 100);
    const bool all_metadata = flag_of(call, "include_all_metadata");
    Json messages = Json::array();
    std::string next;
    auto one = span.latest.empty() ? channel->messages.end() : channel->messages.upper_bound(span.latest);
    while (one != channel->messages.begin()) {
        --one;
        const auto& [ts, message] = *one;
        if (ts < span.oldest) break;
        if (!span.contains(ts) || !message.only_for.empty()) continue;
        if (!message.thread_ts.empty() && !message.broadcast) continue;
        if (messages.size() == limit) {
            next = cursor_of("next_ts:" + string_at(messages.back(), "ts"));
            break;
        }
        messages.push_back(message_object(*channel, message, all_metadata));
    }
    Json answer = done();
    answer["has_more"] = !next.empty();
    answer["pin_count"] = channel->pins.size();
    answer["channel_actions_ts"] = nullptr;
    answer["channel_actions_count"] = 0;
    return paged(std::move(answer), "messages", std::move(messages), next);
}

Json conversations_replies(World& world, const Call& call) {
    Json refusal;
    Channel* channel = readable(world, call, refusal);
    if (!channel) return refusal;
    const std::string ts = text_of(call, "ts");
    const Message* named = world.workspace.message(*channel, ts);
    if (!named || !named->only_for.empty()) return refused("thread_not_found");
    const std::string parent_ts = named->thread_ts.empty() ? ts : named->thread_ts;
    const Message* parent = world.workspace.message(*channel, parent_ts);
    if (!parent) return refused("thread_not_found");
    if (!is_ts(text_of(call, "oldest"))) return refused("invalid_ts_oldest");
    if (!is_ts(text_of(call, "latest"))) return refused("invalid_ts_latest");
    const Span span{
        whole_ts(text_of(call, "oldest")), text_of(call, "latest").empty() ? "" : whole_ts(text_of(call, "latest")),
        flag_of(call, "inclusive")
    };
    std::vector<const Message*> shown;
    for (const std::string& reply : parent->replies)
        if (const Message* message = world.workspace.message(*channel, reply); message && span.contains(reply))
            shown.push_back(message);
    const Page page = page_of(world, call, shown.size(), 1000, most_items + 1);
    if (page.bad_cursor) return refused("invalid_cursor");
    const bool all_metadata = flag_of(call, "include_all_metadata");
    Json messages = Json::array({message_object(*channel, *parent, all_metadata)});
    for (std::size_t i = page.from; i < page.to; ++i)
        messages.push_back(message_object(*channel, *shown[i], all_metadata));
    Json answer = done();
    answer["has_more"] = !page.next_cursor.empty();
    return paged(std::move(answer), "messages", std::move(messages), page.next_cursor);
}

} // namespace pilothouse::sandbox
