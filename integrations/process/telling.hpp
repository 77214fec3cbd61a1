#pragma once

#include "commands/event.hpp"
#include "core/clock.hpp"
#include "core/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace pilothouse::process {

/// What is still to be told of one rollout, and when. Pure: what was seen and how offers went in, what to offer
/// next out. One offer is under way at a time; what was not kept is offered again.
class Telling {
public:
    struct Offer {
        std::string key;
        commands::Event event;
    };

    /// Progress is told at most once each `pace`; an offer that failed is repeated after `pace`.
    Telling(DeployId deploy, Duration pace) : deploy_(deploy), pace_(pace) {}

    void saw_begun(Time at);
    /// `offset` is how much of the output has been read. It numbers the event, so that another reader of the same
    /// output, after a restart, does not give new news an old number.
    void saw_progress(const commands::RolloutProgressed& progress, std::uint64_t offset);
    void saw_ended(commands::RolloutEnded ended);

    /// What to offer now. After a value, `answered` has to be called before there is another.
    std::optional<Offer> next(Time now);
    /// The offer was kept (true), or refused or lost (false).
    void answered(bool kept, Time now);

    /// True when everything has been told and kept.
    [[nodiscard]] bool done() const { return ended_told_; }

private:
    enum class News { none, begun, progress, ended };

    [[nodiscard]] News due(Time now) const;

    DeployId deploy_;
    Duration pace_;
    std::optional<commands::RolloutStarted> begun_;
    std::optional<commands::RolloutEnded> ended_;
    commands::RolloutProgressed progress_{};
    std::uint64_t progress_number_ = 0;
    std::uint64_t offered_number_ = 0;
    std::uint64_t told_number_ = 0;
    bool begun_told_ = false;
    bool ended_told_ = false;
    News under_way_ = News::none;
    Time not_before_{}; ///< after a failed offer
    Time next_progress_{};
};

} // namespace pilothouse::process
