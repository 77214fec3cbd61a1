#include "core/json.hpp"
#include "integrations/slack/markup.hpp"
#include "integrations/slack/sender.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

/// Channels of incidents: made once, named, filled with people.
namespace pilothouse::slack {

namespace {

using commands::Attempt;
using commands::Done;
using commands::GiveUp;
using commands::Outcome;
using commands::RoomOpened;
using commands::TryAgain;
using nlohmann::json;

constexpr int most_names = 20;
constexpr int most_pages = 50;
/// Slack's clock and ours may differ by some seconds.
constexpr std::chrono::seconds clock_slack{10};

/// Why a person can't be let in, where that is nobody's fault and no later try would help.
constexpr std::array<std::string_view, 8> passed_over{"already_in_channel", "cant_invite_self", "cant_invite",
                                                      "user_not_found",     "ura_max_channels", "user_disabled",
                                                      "user_is_restricted", "no_user"};

std::string numbered(const std::string& name, int number) {
    return number == 1 ? name : name + "-" + std::to_string(number);
}

bool made_by(const json& channel, const Identity& self, Time since) {
    const auto created = channel.find("created");
    if (string_at(channel, "creator") != self.user_id || created == channel.end() || !created->is_number_integer())
        return false;
    const auto at = Time{std::chrono::seconds{created->get<std::int64_t>()}};
    return at + std::chrono::seconds{1} >= since - clock_slack;
}

} // namespace

/// The channel of that name, where an earlier try has made it.
net::awaitable<Called<std::optional<ChannelId>>>
Sender::own_channel(const std::string& name, bool hidden, const Attempt& attempt) {
    if (!directory_->self().known()) {
        const auto self = co_await directory_->identify();
        if (!self) co_return std::unexpected(self.error());
    }
    std::string cursor;
    for (int page = 0; page < most_pages; ++page) {
        Form form;
        form.emplace_back("types", hidden ? "private_channel" : "public_channel");
        form.emplace_back("exclude_archived", "true");
        form.emplace_back("limit", "900");
        if (!cursor.empty()) form.emplace_back("cursor", cursor);
        Call call{.method = "users.conversations", .arguments = std::move(form), .deadline = options_.deadline};
        const auto answer = co_await api_->call(std::move(call));
        if (!answer) co_return std::unexpected(answer.error());
        const auto channels = answer->find("channels");
        if (channels == answer->end() || !channels->is_array())
            co_return std::unexpected(no_answer("users.conversations", 200, "lists no channels"));
        for (const auto& channel : *channels)
            if (string_at(channel, "name") == name && made_by(channel, directory_->self(), attempt.first_try))
                co_return ChannelId{string_at(channel, "id")};
        const auto metadata = answer->find("response_metadata");
        cursor = metadata != answer->end() ? string_at(*metadata, "next_cursor") : std::string{};
        if (cursor.empty()) break;
    }
    co_return std::optional<ChannelId>{};
}

net::awaitable<Outcome> Sender::perform(const commands::OpenRoom& open, const Attempt& attempt) {
    for (int number = 1; number <= most_names; ++number) {
        const auto name = numbered(open.name, number);
        json arguments{{"name", name}, {"is_private", open.hidden}};
        Call call{.method = "conversations.create", .arguments = dump_json(arguments), .deadline = options_.deadline};
        const auto answer = co_await api_->call(std::move(call));
        if (answer) {
            const auto channel = answer->find("channel");
            const auto id = channel != answer->end() ? string_at(*channel, "id") : std::string{};
            if (id.empty()) co_return outcome_of(no_answer("conversations.create", 200, "names no channel"));
            co_return Done{.event = RoomOpened{open.incident, ChannelId{id}, string_at(*channel, "name")}};
        }
        if (answer.error().reason != "name_taken") co_return outcome_of(answer.error());
        // Only an earlier try whose answer was lost can have made it.
        if (!attempt.uncertain) continue;
        const auto own = co_await own_channel(name, open.hidden, attempt);
        if (!own) co_return TryAgain{Error{Errc::unknown_outcome, own.error().message, own.error().hint}};
        if (*own) co_return Done{.event = RoomOpened{open.incident, **own, name}};
    }
    co_return GiveUp{Error{
        Errc::rejected, "Slack has a channel of the name " + open.name + " and of every name like it",
        "Choose another name for channels of incidents: incidents.room in the configuration"
    }};
}

net::awaitable<Outcome> Sender::perform(const commands::SetTopic& set, const Attempt&) {
    json arguments{{"channel", set.channel.value}, {"topic", mrkdwn(Text(set.topic), 250)}};
    Call call{.method = "conversations.setTopic", .arguments = dump_json(arguments), .deadline = options_.deadline};
    const auto answer = co_await api_->call(std::move(call));
    if (!answer) co_return outcome_of(answer.error());
    co_return Done{};
}

net::awaitable<Outcome> Sender::perform(const commands::Invite& invite, const Attempt&) {
    std::string users;
    for (const auto& person : invite.people)
        users += (users.empty() ? "" : ",") + person.value;
    json arguments{{"channel", invite.channel.value}, {"users", users}, {"force", true}};
    Call call{.method = "conversations.invite", .arguments = dump_json(arguments), .deadline = options_.deadline};
    const auto answer = co_await api_->call(std::move(call));
    const bool passed = !answer && std::ranges::find(passed_over, answer.error().reason) != passed_over.end();
    if (!answer && !passed) co_return outcome_of(answer.error());
    co_return Done{};
}

} // namespace pilothouse::slack
