#include "core/time_zone.hpp"

#include <algorithm>
#include <array>

namespace pilothouse {

namespace {

using std::chrono::seconds;

constexpr std::size_t header_bytes = 44;
constexpr std::size_t type_bytes = 6;

/// The counts of a block of a TZif file, in the order of its header.
struct Counts {
    std::size_t ut = 0, standard = 0, leaps = 0, changes = 0, types = 0, letters = 0;

    [[nodiscard]] std::size_t block(std::size_t time_bytes) const {
        return changes * (time_bytes + 1) + types * type_bytes + letters + leaps * (time_bytes + 4) + standard + ut;
    }
};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8U | static_cast<unsigned char>(byte);
    return value;
}

std::optional<Counts> counts_of(std::string_view header) {
    if (header.size() < header_bytes || !header.starts_with("TZif")) return std::nullopt;
    const auto count = [&](std::size_t which) {
        return static_cast<std::size_t>(big_endian(header.substr(20 + 4 * which, 4)));
    };
    const Counts counts{count(0), count(1), count(2), count(3), count(4), count(5)};
    constexpr std::size_t most = 100'000; // files have some hundreds; more would only waste memory
    const bool sane = std::max({counts.ut, counts.standard, counts.leaps, counts.changes, counts.letters}) <= most &&
                      counts.types >= 1 && counts.types <= 256;
    return sane ? std::optional(counts) : std::nullopt;
}

std::unexpected<Error> broken(const char* what) {
    return fail(Errc::bad_input, std::string("not a compiled time zone: ") + what);
}

} // namespace

Result<TimeZone> TimeZone::parse(std::string_view tzif) {
    const auto old = counts_of(tzif);
    if (!old) return broken("its header is wrong");
    if (tzif[4] < '2') return broken("it is of version 1, whose times end in 2038");
    const auto skipped = header_bytes + old->block(4);
    if (tzif.size() < skipped) return broken("it is cut off");
    tzif.remove_prefix(skipped);
    const auto counts = counts_of(tzif);
    if (!counts) return broken("its second header is wrong");
    tzif.remove_prefix(header_bytes);
    if (tzif.size() < counts->block(8)) return broken("it is cut off");
    const auto times = tzif.substr(0, counts->changes * 8);
    const auto kinds = tzif.substr(times.size(), counts->changes);
    const auto types = tzif.substr(times.size() + kinds.size(), counts->types * type_bytes);
    const auto offset_of = [&](std::size_t type) {
        return static_cast<std::int32_t>(big_endian(types.substr(type * type_bytes, 4)));
    };
    TimeZone zone;
    zone.before_ = offset_of(0);
    for (std::size_t i = 0; i < counts->changes; ++i) {
        const auto type = static_cast<unsigned char>(kinds[i]);
        const auto at = static_cast<std::int64_t>(big_endian(times.substr(i * 8, 8)));
        if (type >= counts->types || (i > 0 && at <= zone.changes_.back()))
            return broken("its changes are in disorder");
        zone.changes_.push_back(at);
        zone.offsets_.push_back(offset_of(type));
    }
    auto footer = tzif.substr(counts->block(8));
    if (!footer.starts_with('\n')) return broken("it has no end");
    footer = footer.substr(1, footer.find('\n', 1) - 1);
    if (!footer.empty()) zone.rule_ = ZoneRule::parse(footer);
    if (!footer.empty() && !zone.rule_) return broken("its rule for later years can't be read");
    return zone;
}

seconds TimeZone::offset_at(Time moment) const {
    const auto at = std::chrono::floor<seconds>(moment);
    const auto next = std::ranges::upper_bound(changes_, at.time_since_epoch().count());
    if (next == changes_.end() && rule_) return rule_->offset_at(at);
    if (next == changes_.begin()) return seconds{before_};
    return seconds{offsets_[static_cast<std::size_t>(next - changes_.begin()) - 1]};
}

LocalTime TimeZone::local(Time moment) const {
    return LocalTime(moment.time_since_epoch() + offset_at(moment));
}

Time TimeZone::first(LocalTime local) const {
    return moment_of(local, false);
}

Time TimeZone::last(LocalTime local) const {
    return moment_of(local, true);
}

Time TimeZone::moment_of(LocalTime local, bool last) const {
    const Time as_utc(local.time_since_epoch());
    constexpr auto day = std::chrono::days{1}; // no zone is further from UTC, and none changes twice in two days
    const std::array offsets{offset_at(as_utc - day), offset_at(as_utc + day)};
    const auto [least, most] = std::ranges::minmax(offsets);
    const auto early = as_utc - most, late = as_utc - least;
    const bool early_shows = offset_at(early) == most, late_shows = offset_at(late) == least;
    if (early_shows && late_shows) return last ? late : early;
    if (early_shows) return early;
    if (late_shows) return late;
    return jump_between(early, late);
}

/// The moment between two of different offsets at which the clock is changed.
Time TimeZone::jump_between(Time from, Time to) const {
    const auto before = offset_at(from);
    auto low = std::chrono::floor<seconds>(from), high = std::chrono::ceil<seconds>(to);
    while (high - low > seconds{1}) {
        const auto middle = low + (high - low) / 2;
        (offset_at(middle) == before ? low : high) = middle;
    }
    return high;
}

} // namespace pilothouse
