#include "integrations/net/frame_scanner.hpp"

#include <algorithm>

namespace pilothouse::net {

namespace {

/// What is reported too late to be of use is dropped, so that a scanner nobody asks stays small.
constexpr std::size_t most_kept = 4096;

} // namespace

std::size_t FrameScanner::header_size() const {
    if (have_ < 2) return 2;
    const unsigned length = header_[1] & 0x7FU;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    const std::size_t mask = (header_[1] & 0x80U) != 0 ? 4 : 0;
    return 2 + extended + mask;
}

void FrameScanner::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        if (payload_left_ > 0) {
            const auto skipped = std::min<std::uint64_t>(payload_left_, bytes.size());
            payload_left_ -= skipped;
            bytes.remove_prefix(static_cast<std::size_t>(skipped));
        } else {
            header_[have_++] = static_cast<unsigned char>(bytes.front());
            bytes.remove_prefix(1);
            if (have_ < 2 || have_ < header_size()) continue;
            header_complete();
        }
        if (payload_left_ > 0 || !ends_message_) continue;
        ends_message_ = false;
        if (complete_.size() < most_kept) complete_.push_back(current_);
        current_ = {};
    }
}

void FrameScanner::header_complete() {
    const unsigned length = header_[1] & 0x7FU;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    payload_left_ = extended == 0 ? length : 0;
    for (std::size_t i = 0; i < extended; ++i)
        payload_left_ = (payload_left_ << 8U) | header_[2 + i];
    have_ = 0;

    const bool is_control = (header_[0] & 0x08U) != 0;
    if (is_control) return;
    current_.bytes += static_cast<std::size_t>(payload_left_);
    ++current_.frames;
    ends_message_ = (header_[0] & 0x80U) != 0;
}

std::optional<FrameScanner::Message> FrameScanner::next() {
    if (complete_.empty()) return std::nullopt;
    const Message oldest = complete_.front();
    complete_.pop_front();
    return oldest;
}

} // namespace pilothouse::net
