#include "integrations/slack/read_back.hpp"

#include "core/json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::slack {

namespace {

using nlohmann::json;

constexpr int most_pages = 50;
constexpr const char* page_size = "200";
/// A try that posted did so within its deadline: there the message is looked for first, whatever was said since.
constexpr auto around_the_try = std::chrono::seconds{70};

/// A part of the channel's time; `until` is 0 for now.
struct Window {
    Time since;
    Time until;
};

Form question(const Wanted& wanted, const Window& window, const std::string& cursor) {
    Form form;
    form.emplace_back("channel", wanted.channel.value);
    if (!wanted.thread.empty()) form.emplace_back("ts", wanted.thread);
    form.emplace_back("oldest", slack_ts(window.since));
    if (window.until != Time{}) form.emplace_back("latest", slack_ts(window.until));
    form.emplace_back("inclusive", "true");
    form.emplace_back("limit", page_size);
    form.emplace_back("include_all_metadata", "true");
    if (!cursor.empty()) form.emplace_back("cursor", cursor);
    return form;
}

std::optional<Found> ours(const json& message, const Identity& self, const Wanted& wanted) {
    const std::string bot = string_at(message, "bot_id");
    const bool own = bot.empty() ? string_at(message, "user") == self.user_id : bot == self.bot_id;
    if (!own) return std::nullopt;
    const auto metadata = message.find("metadata");
    if (metadata == message.end() || string_at(*metadata, "event_type") != message_event) return std::nullopt;
    const auto payload = metadata->find("event_payload");
    if (payload == metadata->end() || string_at(*payload, "key") != wanted.key) return std::nullopt;
    const auto task = payload->find("task");
    const bool numbered = task != payload->end() && task->is_number_integer();
    return Found{{wanted.channel, string_at(message, "ts")}, TaskId{numbered ? task->get<std::int64_t>() : 0}};
}

std::optional<Found> found_in(const json& answer, const Identity& self, const Wanted& wanted) {
    const auto messages = answer.find("messages");
    if (messages == answer.end() || !messages->is_array()) return std::nullopt;
    for (const json& message : *messages)
        if (message.is_object())
            if (auto found = ours(message, self, wanted)) return found;
    return std::nullopt;
}

std::string next_cursor(const json& answer) {
    const auto metadata = answer.find("response_metadata");
    return metadata == answer.end() ? std::string{} : string_at(*metadata, "next_cursor");
}

} // namespace

std::string slack_ts(Time time) {
    const std::int64_t ms = std::max<std::int64_t>(to_unix_ms(time), 0);
    return fmt::format("{}.{:03}000", ms / 1000, ms % 1000);
}

namespace {

net::awaitable<Called<std::optional<Found>>>
find_in(WebClient& api, const Identity& self, const Wanted& wanted, Window window, Duration deadline) {
    const std::string method = wanted.thread.empty() ? "conversations.history" : "conversations.replies";
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Call call{.method = method, .arguments = question(wanted, window, cursor), .deadline = deadline};
        const auto answer = co_await api.call(std::move(call));
        if (!answer) co_return std::unexpected(answer.error());
        auto found = found_in(*answer, self, wanted);
        if (found) co_return found;
        cursor = next_cursor(*answer);
        if (cursor.empty()) co_return std::optional<Found>{};
    }
    auto endless = no_answer(method, 200, "is longer than I read back");
    endless.refusal = Refusal::other; // reading it again would not make it shorter
    co_return std::unexpected(std::move(endless));
}

} // namespace

net::awaitable<Called<std::optional<Found>>>
find_posted(WebClient& api, Identity self, Wanted wanted, Duration deadline) {
    const auto edge = wanted.since + around_the_try;
    const bool recent = edge >= now();
    auto found = co_await find_in(api, self, wanted, {wanted.since, recent ? Time{} : edge}, deadline);
    if (recent || !found || *found) co_return found;
    co_return co_await find_in(api, self, wanted, {edge, Time{}}, deadline);
}

} // namespace pilothouse::slack
