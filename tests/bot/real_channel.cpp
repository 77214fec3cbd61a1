#include "real_channel.hpp"

#include <algorithm>
#include <stdexcept>

namespace pilothouse::tests {

namespace {
constexpr const char* channel = "CDEPLOYS";

/// A message that has a thread is its first one, and names it too.
bool is_reply(const Json& message) {
    const auto thread = message.value("thread_ts", "");
    return !thread.empty() && thread != message.value("ts", "");
}

} // namespace

net::awaitable<std::vector<Json>> all_said(Stage& stage) {
    std::vector<Json> found;
    for (const auto& message : co_await stage.said_by_bot(channel)) {
        if (is_reply(message)) continue;
        const auto path = std::string("/_sim/messages?channel=") + channel + "&thread=";
        const auto thread = co_await stage.control().get(path + message["ts"].get<std::string>());
        for (const auto& said : thread.value("messages", Json::array()))
            if (!said.value("bot_id", "").empty()) found.push_back(said);
    }
    co_return found;
}

net::awaitable<std::string> missing(Stage& stage, std::string words) {
    const auto told = [&stage, words]() -> net::awaitable<bool> { co_return co_await count(stage, words) > 0; };
    if (co_await stage.until(told, std::chrono::seconds{40})) co_return std::string();
    std::string seen;
    for (const auto& message : co_await all_said(stage))
        seen += words_of(message) + "\n";
    co_return "no '" + words + "', but:\n" + seen;
}

net::awaitable<std::size_t> count(Stage& stage, std::string words) {
    const auto messages = co_await all_said(stage);
    co_return static_cast<std::size_t>(std::ranges::count_if(messages, [&](const Json& message) {
        return words_of(message).contains(words);
    }));
}

net::awaitable<Json> card_with(Stage& stage, std::string words) {
    for (const auto& message : co_await stage.said_by_bot(channel))
        if (words_of(message).contains(words) && !is_reply(message)) co_return message;
    co_return nullptr;
}

std::string action_of(const Json& message, const std::string& action) {
    if (message.is_object() && message.value("type", "") == "button" &&
        message.value("action_id", "").starts_with(action))
        return message["action_id"];
    if (!message.is_structured()) return {};
    for (const auto& part : message)
        if (auto found = action_of(part, action); !found.empty()) return found;
    return {};
}

net::awaitable<void> silence(Stage& stage, Json card, std::string who, std::string id) {
    const auto pressed = co_await stage.control().post(
        "/_sim/press", {{"as", who},
                        {"channel", channel},
                        {"message_ts", card["ts"]},
                        {"action_id", action_of(card, "alerts.silence")},
                        {"block_id", ""}}
    );
    if (!pressed.value("ok", false)) throw std::runtime_error("Silence can't be pressed: " + pressed.dump());
    Json view;
    const bool shown = co_await stage.until([&]() -> net::awaitable<bool> {
        view = (co_await stage.control().get("/_sim/view?as=" + id)).value("view", Json());
        co_return view.is_object();
    });
    if (!shown) throw std::runtime_error("no form opened");
    Json values;
    for (const auto& block : view["blocks"])
        if (block.value("block_id", "") == "span") values["span"] = {{block["element"]["action_id"], "4h"}};
    const auto sent = co_await stage.control().post(
        "/_sim/submit", {{"as", who}, {"view_id", view["id"]}, {"values", std::move(values)}}
    );
    if (!sent.value("ok", false)) throw std::runtime_error("the form was not taken: " + sent.dump());
}

} // namespace pilothouse::tests
