#pragma once

#include "core/result.hpp"
#include "sandbox/slack/model.hpp"
#include "sandbox/slack/schedule.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pilothouse::sandbox {

/// The state of the workspace: who and what exists. Knows nothing of sockets and sends no events.
class Workspace {
public:
    Workspace(const SandboxClock& clock, std::uint64_t random_seed);

    /// Replaces everything by the default seed, with the parts that `seed` (JSON text, may be empty) names
    /// replaced. Errors: bad_input, naming the part.
    Result<void> load(std::string_view seed);

    Team team{};
    App app{};
    std::map<std::string, User> users{};
    std::map<std::string, Group> groups{};
    std::map<std::string, Channel> channels{};
    std::unordered_map<std::string, std::string> channel_ids{}; ///< by name
    std::unordered_map<std::string, Token> tokens{};
    std::unordered_map<std::string, View> views{};
    std::map<std::string, std::vector<std::string>> view_stacks{}; ///< by user, the top one last
    std::map<std::string, std::string> homes{};                    ///< user to view id
    std::map<std::string, File> files{};
    std::unordered_map<std::string, Trigger> triggers{};
    std::unordered_map<std::string, ResponseUrl> response_urls{}; ///< by the URL's path
    std::map<std::string, JsonPtr> scheduled{};                   ///< messages for later, by id

    [[nodiscard]] const User* user(std::string_view id) const;
    [[nodiscard]] const User* user_named(std::string_view name) const;
    [[nodiscard]] Channel* channel(std::string_view id_or_name);
    [[nodiscard]] const Channel* channel(std::string_view id_or_name) const;
    [[nodiscard]] Message* message(Channel& channel, const std::string& ts);

    [[nodiscard]] bool is_member(const Channel& channel) const { return channel.members.contains(app.bot_user); }

    /// The direct messages between a person and the bot; made when there are none yet.
    Channel& direct(const std::string& user);
    Channel& add_channel(std::string name, bool is_private, const std::string& creator);
    void rename_channel(Channel& channel, const std::string& name);

    /// The next message time: later than all before it.
    std::string next_ts();
    /// prefix + 10 letters and digits
    std::string new_id(std::string_view prefix);
    std::string new_uuid();

    std::uint64_t random() { return random_(); }

    double chance() { return std::uniform_real_distribution<double>{0, 1}(random_); }

    std::string new_trigger(const std::string& user, const std::string& view = {});
    /// The path of a fresh response_url, e.g. "/hooks/commands/T…/…".
    std::string new_response_url(std::string_view kind, ResponseUrl target);

    /// Counts changes that a page would want to show.
    [[nodiscard]] std::uint64_t revision() const { return revision_; }

    void touch() { ++revision_; }

private:
    const SandboxClock& clock_;
    std::mt19937_64 random_;
    std::int64_t last_ts_us_ = 0;
    std::uint64_t revision_ = 1;

    void clear();
    void forget_old();
};

/// Words of the default seed; exposed for documentation and tests.
Json default_seed();

} // namespace pilothouse::sandbox
