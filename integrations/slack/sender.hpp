#pragma once

#include "commands/outcome.hpp"
#include "commands/task.hpp"
#include "integrations/net/async.hpp"
#include "integrations/slack/directory.hpp"
#include "integrations/slack/read_back.hpp"
#include "integrations/slack/response_url.hpp"
#include "integrations/slack/web_client.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <string>

namespace pilothouse::slack {

struct SenderOptions {
    /// Where the whole output of a rollout lies. It may name a file that is not there.
    std::function<std::string(DeployId)> log_path{};
    ResponseUrls response_urls{};
    Duration deadline = std::chrono::seconds{10};
    Duration settle = std::chrono::seconds{2};     ///< from an unknown outcome to the first look at the channel
    Duration look_again = std::chrono::seconds{5}; ///< between two looks that find nothing
    std::size_t log_bytes = 16 << 20;              ///< of a longer log only the end is shared
};

/// Carries out the tasks that end in Slack. Each task may be performed again after a TryAgain; what that does
/// twice at worst is said at each. Loop thread only. The arguments must outlive the await.
class Sender {
public:
    /// `api` (with the bot token) and `directory` must outlive it.
    Sender(WebClient& api, Directory& directory, SenderOptions options);

    /// Posts, edits, or posts afresh where the edited one is gone. An unknown outcome is looked up in the channel
    /// by the key in the message's metadata before anything is posted again; where the channel can't be read back
    /// it is posted again with a footnote that says so.
    net::awaitable<commands::Outcome> perform(const commands::Say& say, const commands::Attempt& attempt);

    /// By response_url where it still works, else as an ephemeral message, else as a direct message. Can't be
    /// looked up: a repeat after an unknown outcome says so.
    net::awaitable<commands::Outcome> perform(const commands::Whisper& whisper, const commands::Attempt& attempt);

    /// Opens the form. A trigger that is too old is given up, and the person is told.
    net::awaitable<commands::Outcome> perform(const commands::OpenForm& open, const commands::Attempt& attempt);

    /// Uploads the log. A repeat after an unknown outcome says so in its title.
    net::awaitable<commands::Outcome> perform(const commands::ShareLog& share, const commands::Attempt& attempt);

    /// Done with a PersonFound. An id that Slack does not know is found as no member; an unknown e-mail address is
    /// given up.
    net::awaitable<commands::Outcome> perform(const commands::LookUpPerson& look, const commands::Attempt& attempt);

    /// Done with a ChannelFound. A channel that the bot can't see is given up.
    net::awaitable<commands::Outcome> perform(const commands::LookUpChannel& look, const commands::Attempt& attempt);

    /// Done with a RoomOpened. Where the name is taken, by a channel that is not of an earlier try, "-2" and so on are
    /// put behind it.
    net::awaitable<commands::Outcome> perform(const commands::OpenRoom& open, const commands::Attempt& attempt);

    /// Doing it twice does no harm.
    net::awaitable<commands::Outcome> perform(const commands::SetTopic& set, const commands::Attempt& attempt);

    /// Doing it twice does no harm. People who can't be let in are passed over.
    net::awaitable<commands::Outcome> perform(const commands::Invite& invite, const commands::Attempt& attempt);

private:
    struct Target {
        ChannelId channel;
        std::string thread{};
    };

    /// A message on its way out.
    struct Draft {
        Target target;
        const commands::Card* card = nullptr;
        std::string key;
        TaskId task;
    };

    net::awaitable<Called<Target>> target_of(const commands::Say& say, const commands::Attempt& attempt);
    net::awaitable<Called<std::optional<Found>>> look_back(const Draft& draft, Time since, bool twice);
    net::awaitable<commands::Outcome> post(Draft draft, const commands::Attempt& attempt, bool repeated);
    net::awaitable<commands::Outcome> post_uncertain(Draft draft, const commands::Attempt& attempt);
    net::awaitable<commands::Outcome> adopt(const Draft& draft, Found found);
    net::awaitable<Called<Receipt>> update(const Draft& draft, const commands::Posted& message);
    net::awaitable<Called<Receipt>> create(const Draft& draft, bool repeated);

    net::awaitable<bool> answered_by_url(const commands::Whisper& whisper, bool repeated, commands::Outcome& outcome);
    net::awaitable<commands::Outcome> whisper_directly(commands::Whisper whisper, const commands::Attempt& attempt);
    net::awaitable<commands::Outcome>
    form_too_late(const commands::OpenForm& open, const commands::Attempt& attempt, CallError error);

    net::awaitable<Called<std::optional<ChannelId>>>
    own_channel(const std::string& name, bool hidden, const commands::Attempt& attempt);

    net::awaitable<Called<std::string>> upload(std::string file_name, std::string bytes);

    WebClient* api_;
    Directory* directory_;
    SenderOptions options_;
};

/// What a failed call means for the task: whether and when to try again.
commands::Outcome outcome_of(const CallError& error);

} // namespace pilothouse::slack
