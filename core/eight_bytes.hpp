#pragma once

#include <cstdint>
#include <cstring>

namespace pilothouse {

/// Eight bytes of a text, looked at together: seven of eight looks at long texts are saved. What is found is only
/// that one of them matches, never which: that would depend on the machine's byte order.
class EightBytes {
public:
    /// Reads the eight bytes at `bytes`, wherever they lie.
    static EightBytes from(const char* bytes) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes, sizeof word);
        return EightBytes(word);
    }

    [[nodiscard]] bool all_ascii() const { return (word_ & tops) == 0; }

    [[nodiscard]] bool any_is(char byte) const { return EightBytes(word_ ^ ones * as_number(byte)).any_below('\1'); }

    /// `limit` is ASCII. (A byte less than the limit borrows into its top bit; one whose top bit was set does not
    /// count.)
    [[nodiscard]] bool any_below(char limit) const { return ((word_ - ones * as_number(limit)) & ~word_ & tops) != 0; }

private:
    explicit constexpr EightBytes(std::uint64_t word) : word_(word) {}

    static constexpr std::uint64_t as_number(char byte) { return static_cast<std::uint8_t>(byte); }

    static constexpr std::uint64_t ones = 0x0101'0101'0101'0101;
    static constexpr std::uint64_t tops = 0x8080'8080'8080'8080;

    std::uint64_t word_;
};

} // namespace pilothouse
