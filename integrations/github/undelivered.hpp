#pragma once

#include "core/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

/// What GitHub could not deliver, and when to ask for it again. No I/O, no clock.
namespace pilothouse::github {

/// One try of GitHub to deliver something, as it lists them. All tries of one delivery have the same guid.
struct DeliveryTry {
    std::int64_t id = 0;
    std::string guid{};
    Time at{};
    int status = 0; ///< what it was answered; 0, or a status of GitHub's own, where there was no answer
};

/// GitHub keeps deliveries for three days.
inline constexpr Duration deliveries_kept = std::chrono::days{3};

/// The deliveries that have not arrived, as far as the listed tries tell.
class Undelivered {
public:
    struct Wanted {
        std::string guid;
        std::int64_t id; ///< of its latest try, by which it is asked for
    };

    /// In any order; one that was seen before changes nothing.
    void see(const DeliveryTry& one);
    /// What to ask for now, in the order it was made first, at most `most`. What arrived is never among it; what was
    /// answered that it is wrong is asked for once, as the answer may have come of a wrong configuration, and not at
    /// all where the same bytes get the same answer; everything else up to five times, with growing pauses.
    [[nodiscard]] std::vector<Wanted> wanted(Time now, std::size_t most) const;
    /// It has been asked for, whether or not GitHub lists that try yet.
    void asked(const std::string& guid, Time now);
    /// Drops what has arrived, and what is too old to be asked for. After all tries of a look were seen.
    void forget(Time now);

    /// How many have not arrived.
    [[nodiscard]] std::size_t size() const { return known_.size(); }

    /// The moment of the latest try that was seen; the first moment of all where none was.
    [[nodiscard]] Time seen_until() const { return seen_until_; }

private:
    struct Known {
        std::set<std::int64_t> tries{};
        Time first = Time::max();
        Time last = Time::min(); ///< of tries and of what was asked for
        Time latest_try = Time::min();
        int status = 0;        ///< of the latest try
        std::size_t asked = 0; ///< by us, since the start
        bool arrived = false;
    };

    static bool is_wanted(const Known& known, Time now);

    std::map<std::string, Known> known_; ///< by guid
    Time seen_until_{};
};

} // namespace pilothouse::github
