#include "sandbox/slack/journal.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace pilothouse::sandbox {

void Journal::add(std::string_view kind, Json detail) {
    if (limit_ == 0) return;
    entries_.push_back({++last_, clock_.unix_us(), std::string(kind), std::make_shared<Json>(std::move(detail))});
    if (entries_.size() > limit_) entries_.pop_front();
}

Json Journal::since(std::uint64_t since) const {
    Json entries = Json::array();
    const auto from = std::ranges::lower_bound(entries_, since + 1, {}, &Entry::seq);
    for (auto entry = from; entry != entries_.end(); ++entry) {
        Json line = *entry->detail;
        line["seq"] = entry->seq;
        line["at_ms"] = entry->at_us / 1000;
        line["kind"] = entry->kind;
        entries.push_back(std::move(line));
    }
    const std::uint64_t first = entries_.empty() ? last_ + 1 : entries_.front().seq;
    return {{"entries", std::move(entries)}, {"next", last_}, {"dropped", first - 1}};
}

void Journal::clear() {
    entries_.clear();
}

void Stats::count(std::string_view what, std::uint64_t by) {
    const auto found = counters_.find(what);
    if (found != counters_.end())
        found->second += by;
    else
        counters_.emplace(what, by);
}

std::uint64_t Stats::value(std::string_view what) const {
    const auto found = counters_.find(what);
    return found == counters_.end() ? 0 : found->second;
}

void Stats::ack_latency(std::int64_t us) {
    latencies_[acks_++ % kept] = us;
}

Json Stats::report() const {
    std::vector<std::int64_t> sorted(latencies_.begin(), latencies_.begin() + std::ptrdiff_t(std::min(acks_, kept)));
    std::ranges::sort(sorted);
    const auto at = [&sorted](std::size_t percent) {
        return sorted.empty() ? 0.0 : static_cast<double>(sorted[(sorted.size() - 1) * percent / 100]) / 1000.0;
    };
    return {
        {"counters", counters_},
        {"ack_ms", {{"count", acks_}, {"p50", at(50)}, {"p99", at(99)}, {"max", at(100)}}},
    };
}

void Stats::clear() {
    counters_.clear();
    acks_ = 0;
}

} // namespace pilothouse::sandbox
