#pragma once

#include "commands/event.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"
#include "integrations/process/durable_file.hpp"
#include "integrations/process/progress.hpp"
#include "integrations/process/run_folder.hpp"
#include "integrations/process/telling.hpp"

#include <cstdint>

namespace pilothouse::process {

/// Looks at one run directory again and again, and hands what it sees to its Telling. A look is short: at most
/// 256 KiB of the log.
class Watch {
public:
    Watch(DeployId deploy, RunFolder folder, Duration pace);

    /// False when there is more of the log to read at once.
    bool look(Time now);

    Telling& telling() { return telling_; }

private:
    /// False when there is more.
    bool read_log(Time now);
    [[nodiscard]] std::optional<commands::RolloutEnded> outcome(const std::optional<Begun>& begun, Time now) const;

    DeployId deploy_;
    RunFolder folder_;
    Telling telling_;
    Progress progress_;
    std::size_t step_times_; ///< how many steps' times are on the disk
    Descriptor log_;
    std::uint64_t offset_ = 0;
    std::optional<commands::RolloutEnded> ended_;
};

} // namespace pilothouse::process
