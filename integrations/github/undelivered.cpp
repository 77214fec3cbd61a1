#include "integrations/github/undelivered.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::github {

namespace {

using namespace std::chrono_literals;

/// How long after the latest try it is asked for again: after the first try at once, as the program has just come back.
constexpr std::array<Duration, 5> pauses{0min, 10min, 1h, 4h, 12h};

/// How often a delivery is asked for that got this answer.
std::size_t tries_after(int status) {
    switch (status) {
    case 400: // malformed
    case 405: // wrong method
    case 413: // too large
    case 415: // wrong type
        return 0;
    case 408:
    case 429:
        return pauses.size();
    default:
        return status >= 400 && status < 500 ? 1 : pauses.size();
    }
}

bool is_success(int status) {
    return status >= 200 && status < 300;
}

} // namespace

void Undelivered::see(const DeliveryTry& one) {
    if (one.guid.empty()) return;
    auto& known = known_[one.guid];
    if (!known.tries.insert(one.id).second) return;
    known.first = std::min(known.first, one.at);
    known.last = std::max(known.last, one.at);
    known.arrived = known.arrived || is_success(one.status);
    // Tries of one second are told apart by their ids, which grow.
    if (one.at > known.latest_try || (one.at == known.latest_try && one.id == *known.tries.rbegin())) {
        known.latest_try = one.at;
        known.status = one.status;
    }
    seen_until_ = std::max(seen_until_, one.at);
}

bool Undelivered::is_wanted(const Known& known, Time now) {
    if (known.arrived || now - known.first >= deliveries_kept) return false;
    const auto again = std::max(known.tries.size() - 1, known.asked);
    return again < tries_after(known.status) && now - known.last >= pauses[again];
}

std::vector<Undelivered::Wanted> Undelivered::wanted(Time now, std::size_t most) const {
    struct Candidate {
        Time first;
        Wanted wanted;
    };

    std::vector<Candidate> all;
    for (const auto& [guid, known] : known_)
        if (is_wanted(known, now)) all.push_back({known.first, {guid, *known.tries.rbegin()}});
    std::ranges::sort(all, [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.wanted.id < b.wanted.id;
    });
    std::vector<Wanted> chosen;
    for (std::size_t i = 0; i < std::min(most, all.size()); ++i)
        chosen.push_back(std::move(all[i].wanted));
    return chosen;
}

void Undelivered::asked(const std::string& guid, Time now) {
    const auto found = known_.find(guid);
    if (found == known_.end()) return;
    ++found->second.asked;
    found->second.last = std::max(found->second.last, now);
}

void Undelivered::forget(Time now) {
    std::erase_if(known_, [now](const auto& item) {
        return item.second.arrived || now - item.second.first >= deliveries_kept;
    });
}

} // namespace pilothouse::github
