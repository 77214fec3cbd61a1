#include "integrations/slack/directory.hpp"

#include "core/json.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::slack {

namespace {

/// "#Deploys" is "deploys"; empty for what is no name but an id.
std::string name_in(const ChannelId& channel) {
    if (!channel.value.starts_with('#')) return {};
    std::string name = channel.value.substr(1);
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return name;
}

CallError no_such_channel(const std::string& name) {
    CallError error;
    error.code = Errc::not_found;
    error.message = "Slack has no channel #" + name + " that the bot can see";
    error.hint = "Check the name in the configuration; a private channel is found only when the bot is in it: "
                 "/invite @pilothouse";
    error.refusal = Refusal::setting;
    error.reason = "channel_not_found";
    return error;
}

} // namespace

const std::vector<NeededScope>& needed_scopes() {
    static const std::vector<NeededScope> scopes{
        {"chat:write", "posting messages"},
        {"commands", "slash commands"},
        {"app_mentions:read", "commands by mention"},
        {"channels:read", "finding channels by name"},
        {"groups:read", "finding private channels by name"},
        {"channels:history", "finding a message again whose posting had an unknown outcome"},
        {"users:read", "knowing who may deploy"},
        {"users:read.email", "finding the members of teams by e-mail address"},
        {"im:history", "commands in direct messages"},
        {"im:write", "private answers where the bot is not in the channel"},
        {"files:write", "sharing the log of a deploy"},
    };
    return scopes;
}

Directory::Directory(WebClient& api, DirectoryOptions options) : api_(&api), options_(options) {}

net::awaitable<Called<Identity>> Directory::identify() {
    Call call{.method = "auth.test", .deadline = options_.deadline};
    const auto answer = co_await api_->call(std::move(call));
    if (!answer) co_return std::unexpected(answer.error());
    Identity self;
    self.user_id = string_at(*answer, "user_id");
    self.bot_id = string_at(*answer, "bot_id");
    self.team_id = string_at(*answer, "team_id");
    self.enterprise_id = string_at(*answer, "enterprise_id");
    self.user = string_at(*answer, "user");
    self.team = string_at(*answer, "team");
    self.url = string_at(*answer, "url");
    if (!self.known()) co_return std::unexpected(no_answer("auth.test", 200, "names no user"));
    self_ = self;
    co_return self;
}

net::awaitable<Called<ChannelId>> Directory::resolve(ChannelId channel) {
    std::string name = name_in(channel);
    if (name.empty()) co_return channel;
    if (cached(name) == nullptr && listing_) co_await wait_for_listing();
    if (const Entry* const known = cached(name)) {
        if (known->id.empty()) co_return std::unexpected(no_such_channel(name));
        co_return known->id;
    }
    const auto listing = std::make_shared<boost::asio::steady_timer>(
        co_await boost::asio::this_coro::executor, boost::asio::steady_timer::time_point::max()
    );
    listing_ = listing;
    auto found = co_await look_up(std::move(name));
    if (listing_ == listing) listing_.reset();
    listing->cancel();
    co_return found;
}

net::awaitable<void> Directory::wait_for_listing() {
    const auto listing = listing_;
    const Duration most = 2 * options_.deadline;
    boost::asio::steady_timer limit(co_await boost::asio::this_coro::executor, most);
    limit.async_wait([listing](const boost::system::error_code& error) {
        if (!error) listing->cancel();
    });
    co_await listing->async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
}

net::awaitable<Called<ChannelId>> Directory::look_up(std::string name) {
    const auto own = co_await list("users.conversations", "public_channel,private_channel", name);
    if (!own) co_return std::unexpected(own.error());
    if (const Entry* const known = cached(name); known != nullptr && !known->id.empty()) co_return known->id;
    const auto all = co_await list("conversations.list", "public_channel", name);
    if (!all) co_return std::unexpected(all.error());
    if (const Entry* const known = cached(name); known != nullptr && !known->id.empty()) co_return known->id;
    channels_[name] = Entry{{}, std::chrono::steady_clock::now() + options_.unknown_for};
    co_return std::unexpected(no_such_channel(name));
}

/// Pages may be short or empty and still have a next one: only an empty cursor is the end.
net::awaitable<Called<void>> Directory::list(std::string method, std::string types, const std::string& wanted) {
    const bool own = method == "users.conversations";
    std::string cursor;
    for (int page = 0; page < options_.pages; ++page) {
        Form form;
        form.emplace_back("types", types);
        form.emplace_back("exclude_archived", "true");
        form.emplace_back("limit", "900");
        if (!cursor.empty()) form.emplace_back("cursor", cursor);
        Call call{.method = method, .arguments = std::move(form), .deadline = options_.deadline};
        const auto answer = co_await api_->call(std::move(call));
        if (!answer) co_return std::unexpected(answer.error());
        const auto channels = answer->find("channels");
        if (channels == answer->end() || !channels->is_array())
            co_return std::unexpected(no_answer(method, 200, "lists no channels"));
        const net::SteadyTime until = std::chrono::steady_clock::now() + options_.fresh;
        for (const auto& channel : *channels) {
            std::string name = string_at(channel, "name");
            std::string id = string_at(channel, "id");
            // Of a whole workspace's channels only the wanted one is kept.
            const bool keep = !name.empty() && !id.empty() && (own || name == wanted);
            if (keep) channels_[std::move(name)] = Entry{ChannelId{std::move(id)}, until};
        }
        if (const Entry* const known = cached(wanted); known != nullptr && !known->id.empty()) break;
        const auto metadata = answer->find("response_metadata");
        cursor = metadata != answer->end() ? string_at(*metadata, "next_cursor") : std::string{};
        if (cursor.empty()) break;
    }
    co_return Called<void>{};
}

const Directory::Entry* Directory::cached(std::string_view name) const {
    const auto found = channels_.find(name);
    if (found == channels_.end() || found->second.until < std::chrono::steady_clock::now()) return nullptr;
    return &found->second;
}

void Directory::forget(const ChannelId& channel) {
    if (const std::string name = name_in(channel); !name.empty()) channels_.erase(name);
    std::erase_if(channels_, [&](const auto& entry) { return entry.second.id == channel; });
}

std::vector<NeededScope> Directory::missing_scopes() const {
    std::vector<NeededScope> missing;
    if (!scopes_known()) return missing;
    const std::string held = "," + api_->scopes() + ",";
    std::string tight;
    std::ranges::copy_if(held, std::back_inserter(tight), [](char c) { return c != ' '; });
    for (const NeededScope& needed : needed_scopes())
        if (tight.find("," + std::string(needed.scope) + ",") == std::string::npos) missing.push_back(needed);
    return missing;
}

} // namespace pilothouse::slack
