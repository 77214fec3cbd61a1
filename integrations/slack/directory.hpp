#pragma once

#include "core/ids.hpp"
#include "integrations/net/async.hpp"
#include "integrations/net/limiter.hpp"
#include "integrations/slack/web_client.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::slack {

/// Who the bot is, by auth.test.
struct Identity {
    std::string user_id; ///< the bot's own user, as people mention it
    std::string bot_id;  ///< as its messages carry it
    std::string team_id;
    std::string enterprise_id; ///< empty: not of an enterprise organisation
    std::string user;
    std::string team;
    std::string url;

    [[nodiscard]] bool known() const { return !user_id.empty(); }
};

struct DirectoryOptions {
    Duration fresh = std::chrono::minutes{10};       ///< a listing of channels is used for so long
    Duration unknown_for = std::chrono::seconds{60}; ///< a name that was not found is not looked for again
    Duration deadline = std::chrono::seconds{10};    ///< of one call
    int pages = 50;                                  ///< of one listing, at most
};

/// The scopes the bot can't do without, each with what fails without it.
struct NeededScope {
    std::string_view scope;
    std::string_view what_for;
};

const std::vector<NeededScope>& needed_scopes();

/// Names to ids: the bot itself, and channels that the configuration names by "#name". Loop thread only.
class Directory {
public:
    /// `api` must outlive it.
    explicit Directory(WebClient& api, DirectoryOptions options = {});

    /// Asks Slack who we are (auth.test) and keeps it. Errors: as WebClient::call.
    net::awaitable<Called<Identity>> identify();

    /// What identify found; !known() before.
    [[nodiscard]] const Identity& self() const { return self_; }

    /// The id of "#name"; an id is given back as it is. Channels the bot is in are looked through first, then all
    /// public ones. Errors: not_found (Refusal::setting) with what to do; as WebClient::call.
    net::awaitable<Called<ChannelId>> resolve(ChannelId channel);
    /// Slack did not know the id: the next resolve of that name asks again.
    void forget(const ChannelId& channel);

    /// The needed scopes that the token lacks; empty also when Slack has not named any yet (`scopes_known`).
    [[nodiscard]] std::vector<NeededScope> missing_scopes() const;

    [[nodiscard]] bool scopes_known() const { return !api_->scopes().empty(); }

private:
    struct Entry {
        ChannelId id; ///< empty: Slack has no such channel
        net::SteadyTime until;
    };

    net::awaitable<Called<ChannelId>> look_up(std::string channel_name);
    net::awaitable<Called<void>> list(std::string method, std::string types, const std::string& wanted);
    net::awaitable<void> wait_for_listing();
    [[nodiscard]] const Entry* cached(std::string_view channel_name) const;

    WebClient* api_;
    DirectoryOptions options_;
    Identity self_;
    std::map<std::string, Entry, std::less<>> channels_;
    std::shared_ptr<boost::asio::steady_timer> listing_; ///< others wait on it while one lists
};

} // namespace pilothouse::slack
