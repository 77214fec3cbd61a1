#pragma once

#include "commands/card.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What `decide` wants done outside. Adapters carry tasks out, one at a time and in order in each lane.
namespace pilothouse::commands {

/// Post or edit the message named `key`: an upsert. The adapter posts it where the key has no message yet,
/// edits it where it has one, and posts afresh where the edited one is gone.
/// With an empty key the message is said once and never edited (answers to mentions).
struct Say {
    MessageKey key;
    ChannelId channel;
    std::string thread{};      ///< the chat system's id of a person's thread to answer in; empty: none
    MessageKey in_thread_of{}; ///< our own message whose thread it goes into; empty: none
    Card card;
};

/// Show a card to one person only. Through `response_url` where there is one, else as an ephemeral message.
struct Whisper {
    PersonId to;
    ChannelId channel;
    std::string thread{};
    std::string response_url{};
    Card card;
};

/// Open a form for whoever holds the trigger. Fails for good 3 s after the trigger was given.
struct OpenForm {
    std::string trigger;
    Form form;
    PersonId to; ///< told by a Whisper when the form can't be opened any more
    ChannelId channel;
    std::string response_url{};
};

/// Start the program of a rollout, once: a second start for the same deploy finds the first.
struct StartRollout {
    DeployId deploy;
    std::vector<std::string> argv;
    std::string directory;
    std::vector<std::string> pass_env; ///< names of variables that are let through
    std::vector<std::pair<std::string, std::string>> set_env;
    Duration timeout;
    /// Tells this rollout from any other that ever had its number: a database that was restored from a backup, or
    /// begun anew, gives numbers again, and a run directory of that number is not this one's.
    std::string run;
};

/// Take hold of a rollout that runs already (after a restart).
struct WatchRollout {
    DeployId deploy;
};

/// End a running rollout: SIGTERM to its group, SIGKILL after a grace.
struct StopRollout {
    DeployId deploy;
};

/// Give the whole output of a rollout to a channel as a file.
struct ShareLog {
    DeployId deploy;
    std::string title;
    ChannelId channel;
    std::string thread{};
    MessageKey in_thread_of{};
    PersonId asked_by;
};

/// Find a person by e-mail address or by id; the answer is a PersonFound.
struct LookUpPerson {
    std::string email;
    PersonId id;
};

/// A timer: becomes TimerRang when its due time has come. Outlives restarts.
struct RingAt {
    std::string name;
};

/// Who pressed a button that acts on another system: told what came of it, and named there.
struct Presser {
    PersonId who;
    std::string name;
    ChannelId channel;
    std::string response_url{};
    Time at{};
};

/// Have the sender of a group of alerts say nothing of it for a while. Done is a SilenceMade.
struct MakeSilence {
    HookName hook;
    std::int64_t group = 0; ///< our number of the group
    std::string mark;       ///< names this silence among all others; a part of its comment
    std::vector<std::pair<std::string, std::string>> matchers; ///< labels and their values; all have to hold
    Time until;
    std::string comment{};
    Presser by;
};

/// Ask the sender of a group which of its alerts fire still: it may have told of their end while nobody listened, or
/// not at all. Done is an AlertsChecked.
struct CheckAlerts {
    HookName hook;
    std::int64_t group = 0;                                    ///< our number of the group
    std::vector<std::string> ids;                              ///< of the alerts that fire, as far as is known
    std::vector<std::pair<std::string, std::string>> matchers; ///< labels that they all have; may be none
};

/// Have another system run again what failed in a run. Done is a RunStartedAgain.
struct RerunBuild {
    HookName hook;
    std::int64_t run = 0; ///< our number of the run
    std::string handle;   ///< what the other system knows the run by
    int attempt = 1;      ///< the one that failed
    Presser by;
};

/// Find the id of a channel that the configuration names by "#name"; the answer is a ChannelFound.
struct LookUpChannel {
    ChannelId name;
};

/// Make the channel that an incident is run in. Done is a RoomOpened: its name may have got a number behind it where
/// there is a channel of that name, and one that an earlier try has made is found again.
struct OpenRoom {
    std::int64_t incident = 0;
    std::string name; ///< as the chat system takes it
    bool hidden = false;
    std::string purpose; ///< what it is for, in a line
};

/// What stands above a channel. Not read back: it only tells.
struct SetTopic {
    ChannelId channel;
    std::string topic;
};

/// Let people into a channel. Who is in it already, or can't be, is passed over.
struct Invite {
    ChannelId channel;
    std::vector<PersonId> people;
};

using Task = std::variant<
    Say, Whisper, OpenForm, StartRollout, WatchRollout, StopRollout, ShareLog, LookUpPerson, RingAt, MakeSilence,
    CheckAlerts, RerunBuild, LookUpChannel, OpenRoom, SetTopic, Invite>;

/// A task with where and when.
struct Planned {
    Task task;
    Lane lane;
    Time due;               ///< not before
    std::string coalesce{}; ///< a later task with the same key replaces an earlier one that has not begun
};

/// "say", "start_rollout", …: the name of a task's kind in the store, in logs and in metrics.
const char* kind(const Task& task);

/// The stored form of a task, without its kind.
std::string serialized(const Task& task);
/// The inverse, for what this program wrote itself. Throws std::runtime_error when it can't be read.
Task deserialized(std::string_view kind, std::string_view text);

} // namespace pilothouse::commands
