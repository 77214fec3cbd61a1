#pragma once

#include "commands/card.hpp"
#include "commands/change.hpp"
#include "commands/task.hpp"
#include "commands/utterance.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "core/result.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Everything that happens outside, in our words. Adapters make them; `decide` answers them.
namespace pilothouse::commands {

struct Place {
    ChannelId channel;
    std::string thread{};   ///< the chat system's id of the thread it was said in; empty: not in a thread
    bool direct = false;    ///< a conversation of one person with the bot
    bool strangers = false; ///< shared with another organisation: no deploys here
};

enum class Voice { slash, mention, direct, terminal };

/// A person typed a command.
struct Said {
    PersonId who;
    Place where;
    Voice voice = Voice::mention;
    Utterance words;
    std::string response_url{}; ///< a later private answer may be posted here; empty: none
    std::string trigger{};      ///< opens a form, for 3 s; empty: none
};

/// A person pressed a button.
struct Pressed {
    PersonId who;
    Place where;
    std::string action;
    std::string value;
    std::string response_url{};
    std::string trigger{};
};

/// A person sent a form.
struct Submitted {
    PersonId who;
    std::string form;
    std::string context;
    std::map<std::string, std::string> answers;
};

/// A rollout's program has been started, or found running after a restart.
struct RolloutStarted {
    DeployId deploy;
    Time at;
};

/// New lines of progress. `steps` is the whole list so far, not a difference, so that a lost one costs nothing.
struct RolloutProgressed {
    struct Step {
        std::string name;
        Time began;
    };

    DeployId deploy;
    std::vector<Step> steps;
    std::optional<int> percent;
};

/// A rollout has ended, or nothing more can be learned of it.
struct RolloutEnded {
    enum class How { exited, signalled, timed_out, stopped, never_started, lost };
    DeployId deploy;
    How how = How::lost;
    int code = 0;         ///< exit status, or the signal's number
    std::string detail{}; ///< for never_started and lost: why, for a person to read
    std::string tail{};   ///< the last lines of its output
    Time at;
};

/// What the chat system knows of a person.
struct PersonFound {
    PersonId id;
    std::string email;
    std::string name;
    bool member = true; ///< false: bot, guest, deactivated, or of another organisation: may not run anything
};

/// The id of a channel that is known by "#name".
struct ChannelFound {
    ChannelId name;
    ChannelId id;
};

/// An incident has its channel.
struct RoomOpened {
    std::int64_t incident = 0;
    ChannelId room;
    std::string name; ///< as it is called, without "#"
};

struct TimerRang {
    std::string name; ///< as RingAt named it
};

/// Another system has sent something through a webhook, and proved who it is.
struct ChangeReported {
    std::string route;  ///< as the configuration names it
    std::string vendor; ///< "github"
    std::string key;    ///< names the delivery: the same when it comes again
    std::string event;  ///< the sender's name of it: "workflow_run completed"
    /// As it came, for looking at it and for reading it again: the headers that matter as the text of a JSON object,
    /// no secrets among them, and the raw body.
    std::string headers;
    std::string body;
    std::string earlier_key{}; ///< how it would have been named a while ago, where names hang on the time; else empty
    std::string trouble{};     ///< why it could not be read; empty: it was
    std::string greeting{};    ///< of a ping: what to tell people about the new connection
    std::vector<Change> changes{};
};

/// The sender of a group of alerts says nothing of it until then.
struct SilenceMade {
    std::int64_t group = 0; ///< our number of the group
    Time until;
    Presser by;
};

/// Of a group's alerts these have ended, says their sender.
struct AlertsChecked {
    std::int64_t group = 0;         ///< our number of the group
    std::vector<std::string> ended; ///< ids
};

/// Another system runs again what failed in a run.
struct RunStartedAgain {
    std::int64_t run = 0; ///< our number of the run
    int attempt = 1;      ///< the one that failed
    bool already = false; ///< somebody else has started it
    std::string detail{}; ///< for whoever pressed, where there is more to say
    Presser by;
};

/// A task was given up.
struct TaskFailed {
    TaskId task;
    Task asked;
    Error error;
};

/// Something the people who run the bot should know.
struct Noticed {
    std::string key; ///< what it is about, for its message's name: "slack/deaf"
    Tone tone = Tone::warning;
    Text text;
};

/// The program has started, or has read a new configuration.
struct Started {};

using Event = std::variant<
    Said, Pressed, Submitted, RolloutStarted, RolloutProgressed, RolloutEnded, PersonFound, TimerRang, TaskFailed,
    Noticed, Started, ChangeReported, SilenceMade, AlertsChecked, RunStartedAgain, ChannelFound, RoomOpened>;

/// One line that says what an event is, for the log and for events that were set aside: "said by U1 in C1: ping".
std::string describe(const Event& event);

} // namespace pilothouse::commands
