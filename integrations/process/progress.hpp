#pragma once

#include "commands/event.hpp"
#include "core/clock.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::process {

/// Reads the output of a program as it grows: `::step:: name` and `::progress:: 40` lines, and the last lines of
/// everything else. Bounded whatever comes; what it gives can be shown: UTF-8, no escape sequences, no secrets.
class Progress {
public:
    /// `known`: when steps were first seen by an earlier reader of the same output, in order.
    explicit Progress(std::vector<Time> known = {}) : known_(std::move(known)) {}

    /// Takes in the next bytes of the output, read at `now`.
    void feed(std::string_view bytes, Time now);
    /// Takes in a last line that no newline ended.
    void finish(Time now);

    [[nodiscard]] const std::vector<commands::RolloutProgressed::Step>& steps() const { return steps_; }

    [[nodiscard]] std::optional<int> percent() const { return percent_; }

    /// How many steps were seen in all; `steps` holds at most 50 of them.
    [[nodiscard]] std::size_t steps_seen() const { return steps_seen_; }

    /// The last 40 lines, at most 2,500 characters.
    [[nodiscard]] std::string tail() const;

private:
    void take_line(std::string_view line, Time now);
    void add_step(std::string_view name, Time now);

    std::vector<Time> known_;
    std::string line_; ///< of a line that is not ended yet
    std::vector<commands::RolloutProgressed::Step> steps_;
    std::size_t steps_seen_ = 0;
    std::optional<int> percent_;
    std::deque<std::string> last_;
};

/// `text` without terminal escape sequences (colours, cursor moves, titles).
std::string without_escapes(std::string_view text);

} // namespace pilothouse::process
