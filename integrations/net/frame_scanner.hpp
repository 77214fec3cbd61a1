#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>

namespace pilothouse::net {

/// Follows the frame headers (RFC 6455 section 5.2) in one direction of a websocket, and changes nothing: the
/// library that reads the messages does not tell in how many frames they came.
class FrameScanner {
public:
    /// One data message: payload bytes, and frames.
    struct Message {
        std::size_t bytes = 0;
        std::size_t frames = 0;
    };

    void feed(std::string_view bytes);
    /// The next complete data message, oldest first.
    std::optional<Message> next();

    /// Whether the next byte starts a frame.
    [[nodiscard]] bool between_frames() const { return have_ == 0 && payload_left_ == 0; }

private:
    void header_complete();
    [[nodiscard]] std::size_t header_size() const;

    std::array<unsigned char, 14> header_{};
    std::size_t have_ = 0; ///< bytes of the header so far
    std::uint64_t payload_left_ = 0;
    bool ends_message_ = false;
    Message current_{};
    std::deque<Message> complete_;
};

} // namespace pilothouse::net
