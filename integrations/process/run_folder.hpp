#pragma once

#include "commands/event.hpp"
#include "commands/task.hpp"
#include "core/clock.hpp"
#include "core/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace pilothouse::process {

/// What a supervisor (or, for a run that was never begun, the bot) wrote at the start.
struct Begun {
    int pid = 0; ///< of the supervisor; 0: the bot closed the run, and no supervisor will ever begin it
    Time at;
    std::string boot; ///< the machine's boot id at that time
};

/// Where what the bot asks of a supervisor stands in the spec.
struct SpecLimits {
    Duration grace;
    std::size_t log_bytes;
};

/// Stands between a run's number and its own name, when its directory gave way to another run of that number.
inline constexpr std::string_view aside_mark = ".of-";

/// The directory of one run: `run` (its name), `spec`, `lock`, `started`, `program`, `log`, `exit` (see
/// supervisor/main.cpp), and `steps`, when each step was first seen. All calls are short and block; paths are made
/// once.
class RunFolder {
public:
    explicit RunFolder(std::string path) : path_(std::move(path)) {}

    [[nodiscard]] const std::string& path() const { return path_; }

    [[nodiscard]] std::string file(const char* name) const { return path_ + "/" + name; }

    [[nodiscard]] bool exists() const;
    /// Makes the directory. Errors: unavailable.
    [[nodiscard]] Result<void> create() const;
    /// True when the directory may be this run's: it says so, or does not say whose it is.
    [[nodiscard]] bool is_of(const std::string& run) const;
    /// Moves the directory of another run away, so that its number is free. Errors: unavailable.
    [[nodiscard]] Result<void> set_aside() const;
    /// Writes whose directory this is, and then `spec`, durably, unless it stands there already. Errors: bad_input when
    /// a text holds a NUL, unavailable when it can't be written.
    [[nodiscard]] Result<void> write_spec(const commands::StartRollout& task, SpecLimits limits) const;

    [[nodiscard]] std::optional<Begun> begun() const;
    /// The process group of the program; nothing when it has not been started (yet).
    [[nodiscard]] std::optional<int> program() const;
    /// How the run ended, from `exit`; nothing while there is none.
    [[nodiscard]] std::optional<commands::RolloutEnded> ended(DeployId deploy) const;
    /// True while a supervisor holds the lock. Asks only; never takes it.
    [[nodiscard]] bool supervised() const;
    /// Makes sure that no supervisor ever begins this run, and writes down why. False: one has begun.
    /// Errors: unavailable when it can't be written.
    [[nodiscard]] Result<bool> close_unbegun(commands::RolloutEnded::How how, const std::string& words, Time now) const;
    /// Asks the supervisor to end the run. False when there is none any more.
    [[nodiscard]] bool ask_to_end(const Begun& begun) const;

    /// When the steps were first seen, in order. Kept so that a restart doesn't lose it.
    [[nodiscard]] std::vector<Time> step_times() const;
    void add_step_time(Time at) const;

private:
    [[nodiscard]] Result<void> write_durably(const char* name, const std::string& text) const;

    std::string path_;
};

/// The id of this start of the machine.
std::string boot_id();

} // namespace pilothouse::process
