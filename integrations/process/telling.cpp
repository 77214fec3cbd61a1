#include "integrations/process/telling.hpp"

#include <utility>

namespace pilothouse::process {

void Telling::saw_begun(Time at) {
    begun_ = commands::RolloutStarted{deploy_, at};
}

void Telling::saw_progress(const commands::RolloutProgressed& progress, std::uint64_t offset) {
    progress_ = progress;
    progress_.deploy = deploy_;
    progress_number_ = offset;
}

void Telling::saw_ended(commands::RolloutEnded ended) {
    ended_ = std::move(ended);
}

Telling::News Telling::due(Time now) const {
    if (under_way_ != News::none || ended_told_ || now < not_before_) return News::none;
    const bool never_ran = ended_ && ended_->how == commands::RolloutEnded::How::never_started;
    if (begun_ && !begun_told_ && !never_ran) return News::begun;
    if (ended_ && (never_ran || progress_number_ == told_number_)) return News::ended;
    if (ended_) return News::progress; // its last steps come before its end
    if (progress_number_ != told_number_ && now >= next_progress_) return News::progress;
    return News::none;
}

std::optional<Telling::Offer> Telling::next(Time now) {
    const std::string run = "run/" + std::to_string(deploy_.value);
    const News news = due(now);
    if (news != News::none) under_way_ = news;
    switch (news) {
    case News::none:
        return std::nullopt;
    case News::begun:
        return Offer{run + "/started", *begun_};
    case News::ended:
        return Offer{run + "/ended", *ended_};
    case News::progress:
        next_progress_ = now + pace_;
        offered_number_ = progress_number_;
        return Offer{run + "/p" + std::to_string(progress_number_), progress_};
    }
    return std::nullopt;
}

void Telling::answered(bool kept, Time now) {
    const News news = std::exchange(under_way_, News::none);
    if (!kept) {
        not_before_ = now + pace_;
        return;
    }
    if (news == News::begun) begun_told_ = true;
    if (news == News::ended) ended_told_ = true;
    if (news == News::progress) told_number_ = offered_number_;
}

} // namespace pilothouse::process
