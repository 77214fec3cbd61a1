#include "core/zone_rule.hpp"

namespace pilothouse {

using std::chrono::seconds;

/// Reads a rule from its text, from left to right.
class ZoneRuleReader {
public:
    explicit ZoneRuleReader(std::string_view text) : rest_(text) {}

    std::optional<ZoneRule> read() {
        ZoneRule rule;
        // POSIX counts offsets to the west.
        if (!skip_name()) return std::nullopt;
        const auto standard = span();
        if (!standard) return std::nullopt;
        rule.standard_ = -*standard;
        if (rest_.empty()) return rule;
        if (!skip_name()) return std::nullopt;
        rule.changes_ = true;
        rule.summer_ = rule.standard_ + std::chrono::hours{1};
        if (!rest_.empty() && rest_.front() != ',') {
            const auto summer = span();
            if (!summer) return std::nullopt;
            rule.summer_ = -*summer;
        }
        const bool whole = change(rule.begins_) && change(rule.ends_) && rest_.empty();
        return whole ? std::optional(rule) : std::nullopt;
    }

private:
    bool take(char wanted) {
        if (!rest_.starts_with(wanted)) return false;
        rest_.remove_prefix(1);
        return true;
    }

    std::optional<int> number(int most) {
        int value = 0;
        std::size_t digits = 0;
        for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9' && digits < 4; ++digits)
            value = value * 10 + (rest_[digits] - '0');
        if (digits == 0 || value > most) return std::nullopt;
        rest_.remove_prefix(digits);
        return value;
    }

    /// "CET", "<+0530>".
    bool skip_name() {
        if (take('<')) {
            const auto end = rest_.find('>');
            if (end == std::string_view::npos || end == 0) return false;
            rest_.remove_prefix(end + 1);
            return true;
        }
        std::size_t letters = 0;
        while (letters < rest_.size() && ((rest_[letters] | 0x20) >= 'a' && (rest_[letters] | 0x20) <= 'z'))
            ++letters;
        rest_.remove_prefix(letters);
        return letters >= 3;
    }

    /// "-3", "5:30", "167:00:00": RFC 8536 lets times of a change reach a week to either side.
    std::optional<seconds> span() {
        const bool negative = take('-');
        if (!negative) take('+');
        const auto hours = number(167);
        if (!hours) return std::nullopt;
        seconds total = std::chrono::hours{*hours};
        if (take(':')) {
            const auto minutes = number(59);
            if (!minutes) return std::nullopt;
            total += std::chrono::minutes{*minutes};
        }
        if (take(':')) {
            const auto rest = number(59);
            if (!rest) return std::nullopt;
            total += seconds{*rest};
        }
        return negative ? -total : total;
    }

    /// ",M3.5.0/2", ",J60", ",59".
    bool change(ZoneRule::Change& change) {
        using How = ZoneRule::Change::How;
        if (!take(',')) return false;
        if (take('M')) {
            const auto month = number(12);
            const auto week = take('.') ? number(5) : std::nullopt;
            const auto weekday = take('.') ? number(6) : std::nullopt;
            if (!month || !week || !weekday || *month < 1 || *week < 1) return false;
            change.month = static_cast<unsigned>(*month);
            change.week = static_cast<unsigned>(*week);
            change.weekday = static_cast<unsigned>(*weekday);
        } else {
            change.how = take('J') ? How::day_without_leap : How::day_of_year;
            const auto day = number(365);
            if (!day) return false;
            change.day = *day;
        }
        if (!take('/')) return true;
        const auto time = span();
        if (time) change.time = *time;
        return time.has_value();
    }

    std::string_view rest_;
};

std::optional<ZoneRule> ZoneRule::parse(std::string_view text) {
    return ZoneRuleReader(text).read();
}

std::chrono::local_seconds ZoneRule::Change::in(std::chrono::year year) const {
    using namespace std::chrono;
    const local_days first(year / January / 1);
    switch (how) {
    case How::day_of_year:
        return first + days{day} + time;
    case How::day_without_leap:
        return first + days{day - 1 + (year.is_leap() && day >= 60 ? 1 : 0)} + time;
    case How::month_week_day:
        break;
    }
    const auto of_month = year / std::chrono::month(month);
    if (week == 5) return local_days(of_month / std::chrono::weekday(weekday)[last]) + time;
    return local_days(of_month / std::chrono::weekday(weekday)[week]) + time;
}

seconds ZoneRule::offset_at(std::chrono::sys_seconds moment) const {
    using namespace std::chrono;
    if (!changes_) return standard_;
    const year_month_day today(floor<days>(local_seconds(moment.time_since_epoch() + standard_)));
    const auto begins = begins_.in(today.year()).time_since_epoch() - standard_;
    const auto ends = ends_.in(today.year()).time_since_epoch() - summer_;
    const auto at = moment.time_since_epoch();
    // South of the equator summer reaches over the new year.
    const bool summer = begins < ends ? at >= begins && at < ends : at >= begins || at < ends;
    return summer ? summer_ : standard_;
}

} // namespace pilothouse
