#include "integrations/process/watch.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

namespace pilothouse::process {

namespace {
using How = commands::RolloutEnded::How;

constexpr std::size_t chunk = 64 << 10;
constexpr int chunks_a_look = 4;
} // namespace

Watch::Watch(DeployId deploy, RunFolder folder, Duration pace)
    : deploy_(deploy), folder_(std::move(folder)), telling_(deploy, pace), progress_(folder_.step_times()),
      step_times_(folder_.step_times().size()) {}

bool Watch::look(Time now) {
    const auto begun = folder_.begun();
    // Asked before the log is read: once a run has ended its log grows no more, so then all of it is read.
    if (!ended_) ended_ = outcome(begun, now);
    if (begun && folder_.program()) telling_.saw_begun(begun->at);
    if (!read_log(now)) return false;
    if (!ended_) return true;
    progress_.finish(now);
    auto ended = *ended_;
    ended.tail = progress_.tail();
    telling_.saw_ended(std::move(ended));
    return true;
}

std::optional<commands::RolloutEnded> Watch::outcome(const std::optional<Begun>& begun, Time now) const {
    const auto without_word = [&](How how, std::string why) {
        return commands::RolloutEnded{
            .deploy = deploy_, .how = how, .code = 0, .detail = std::move(why), .tail = {}, .at = now
        };
    };
    if (auto ended = folder_.ended(deploy_)) return ended;
    if (!folder_.exists())
        return without_word(How::lost, "its run directory " + folder_.path() + " is gone, so nothing is known of it");
    if (!begun || (begun->pid > 0 && folder_.supervised())) return std::nullopt;
    // The ending may have been written between the two questions.
    if (auto ended = folder_.ended(deploy_)) return ended;
    if (begun->pid == 0) return without_word(How::never_started, "it was closed before it began");
    if (begun->boot != boot_id())
        return without_word(How::lost, "the machine was restarted while it ran, so how far it came is not known");
    const std::string supervisor = "its supervisor (process " + std::to_string(begun->pid) + ") was ended from outside";
    const auto program = folder_.program();
    if (!program) return without_word(How::lost, supervisor + " while it was starting the program");
    return without_word(
        How::lost, supervisor + ", so how it ended is not known; the program may still be running (process group " +
                       std::to_string(*program) + ")"
    );
}

bool Watch::read_log(Time now) {
    if (!log_) log_ = Descriptor(::open(folder_.file("log").c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!log_) return true;
    const auto percent_before = progress_.percent();
    const auto steps_before = progress_.steps_seen();
    bool all = false;
    for (int i = 0; i < chunks_a_look && !all; ++i) {
        std::array<char, chunk> bytes;
        const ssize_t n = ::pread(log_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset_));
        if (n < 0 && errno == EINTR) continue;
        all = n <= 0;
        if (n > 0) {
            progress_.feed({bytes.data(), static_cast<std::size_t>(n)}, now);
            offset_ += static_cast<std::uint64_t>(n);
        }
    }
    for (; step_times_ < progress_.steps_seen(); ++step_times_)
        folder_.add_step_time(now);
    if (progress_.percent() != percent_before || progress_.steps_seen() != steps_before)
        telling_.saw_progress({deploy_, progress_.steps(), progress_.percent()}, offset_);
    return all;
}

} // namespace pilothouse::process
