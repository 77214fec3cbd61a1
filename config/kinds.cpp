#include "config/kinds.hpp"

#include "config/nearest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

namespace pilothouse::config {

namespace {
using Wrong = std::optional<std::string>;

constexpr std::string_view lowers = "abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view uppers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view digits = "0123456789";

std::string letters(std::initializer_list<std::string_view> sets) {
    std::string all;
    for (const std::string_view set : sets)
        all += set;
    return all;
}

bool only(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

/// "U024BE7LH": one of the leading letters, then capitals and digits.
bool is_chat_id(std::string_view text, std::string_view leading) {
    static const std::string rest = letters({uppers, digits});
    return text.size() >= 3 && text.size() <= 32 && leading.find(text.front()) != std::string_view::npos &&
           only(text, rest);
}

Wrong check_text(std::string_view text) {
    if (has_control(text)) return "must not contain control characters";
    return std::nullopt;
}

Wrong check_name(std::string_view text) {
    static const std::string allowed = letters({lowers, uppers, digits, "._-"});
    // These words join the parts of a command ("deploy api v2 to staging"), so they can't name anything.
    static constexpr std::array<std::string_view, 5> joining = {"to", "in", "on", "at", "because"};
    if (text.empty()) return "must not be empty";
    if (text.size() > 64) return "is longer than 64 characters";
    if (!only(text, allowed) || std::string_view("._-").find(text.front()) != std::string_view::npos)
        return "must be letters, digits, '.', '_' and '-', beginning with a letter or digit, because people type it; "
               "write for example \"billing-api\"";
    if (std::ranges::find(joining, text) != joining.end())
        return "is a word of the commands themselves; write another name";
    return std::nullopt;
}

Wrong check_member(std::string_view text) {
    static const std::string refused = "<>()[],;:\\\" \t";
    if (is_chat_id(text, "UW")) return std::nullopt;
    const auto at = text.find('@');
    const bool one_at = at != std::string_view::npos && at > 0 && text.find('@', at + 1) == std::string_view::npos;
    const std::string_view domain = one_at ? text.substr(at + 1) : std::string_view{};
    const bool domain_good =
        domain.find('.') != std::string_view::npos && domain.front() != '.' && domain.back() != '.';
    if (one_at && domain_good && text.size() <= 254 && text.find_first_of(refused) == std::string_view::npos &&
        !has_control(text))
        return std::nullopt;
    return "is neither an e-mail address nor a member id, and nothing else names one person for sure; write "
           "\"ana@example.com\" or \"U024BE7LH\"";
}

Wrong check_channel(std::string_view text) {
    if (is_chat_id(text, "CGD")) return std::nullopt;
    if (text.size() >= 2 && text.size() <= 81 && text.front() == '#' &&
        text.find_first_of(" \t#.,:;@<>\"'/\\", 1) == std::string_view::npos && !has_control(text) &&
        text.find_first_of(uppers) == std::string_view::npos)
        return std::nullopt;
    return "is neither a channel name nor a channel id; write \"#deploys\" (lower case) or \"C024BE91L\"";
}

Wrong check_web_address(std::string_view text) {
    const bool https = text.starts_with("https://") && text.size() > 8;
    const bool http = text.starts_with("http://") && text.size() > 7;
    if (!https && !http) return "is not a web address; write \"https://…\"";
    if (has_control(text) || text.find_first_of(" <>\"") != std::string_view::npos)
        return "has characters that no web address has; percent-encode them";
    const std::string_view authority = text.substr(text.find("//") + 2);
    if (authority.substr(0, authority.find('/')).find('@') != std::string_view::npos)
        return "carries a user name or password, which would end up in logs; write the address without it";
    return std::nullopt;
}

Wrong check_host(std::string_view text) {
    static const std::string allowed = letters({lowers, uppers, digits, ".-:"});
    if (text.empty() || !only(text, allowed))
        return "is not a host name; write only the name, without https:// and path, for example \"hooks.slack.com\"";
    return std::nullopt;
}

Wrong check_variable(std::string_view text) {
    static const std::string allowed = letters({lowers, uppers, digits, "_"});
    if (text.empty() || text.size() > 128 || !only(text, allowed) || digits.contains(text.front()))
        return "is not the name of an environment variable; write only the name, for example \"KUBECONFIG\"";
    return std::nullopt;
}

Wrong check_path(std::string_view text) {
    if (text.empty()) return "must not be empty";
    if (has_control(text)) return "must not contain control characters";
    return std::nullopt;
}

Wrong check_command_prefix(std::string_view text) {
    static const std::string allowed = letters({lowers, digits, "_-"});
    if (text.size() > 20 || !only(text, allowed))
        return "must be at most 20 lower-case letters, digits, '_' and '-', because it becomes part of the slash "
               "commands; write for example \"ops-\"";
    return std::nullopt;
}

/// A word in braces must be one that is filled in; other braces are the program's own business.
Wrong check_argument(std::string_view text) {
    static const std::vector<std::string_view> known = {"service", "environment", "version", "deploy"};
    static const std::string word_letters = letters({lowers, uppers, "_"});
    if (text.find('\0') != std::string_view::npos) return "must not contain a NUL character";
    for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        const std::size_t close = text.find('}', open);
        if (close == std::string_view::npos) break;
        const std::string_view word = text.substr(open + 1, close - open - 1);
        if (word.empty() || !only(word, word_letters) || std::ranges::find(known, word) != known.end()) continue;
        const std::string_view near = nearest(word, known);
        return "has the unknown placeholder '{" + std::string(word) + "}'" +
               (near.empty() ? std::string("; known: {service}, {environment}, {version}, {deploy}")
                             : ", did you mean '{" + std::string(near) + "}'?");
    }
    return std::nullopt;
}

std::optional<std::string> check_result(std::string_view text) {
    static const std::vector<std::string_view> known{"failed", "fixed", "passed", "cancelled", "all"};
    if (std::ranges::find(known, text) != known.end()) return std::nullopt;
    return "is no result of a build" + suggestion(text, known);
}

/// "acme/api" or "acme".
std::optional<std::string> check_forge_place(std::string_view text) {
    static const std::string allowed = letters({lowers, uppers, digits, "._-"});
    const auto slash = text.find('/');
    const auto is_part = [](std::string_view part) {
        return !part.empty() && part.size() <= 100 && only(part, allowed) && part != "." && part != "..";
    };
    const bool right =
        is_part(text.substr(0, slash)) && (slash == std::string_view::npos || is_part(text.substr(slash + 1)));
    if (right) return std::nullopt;
    return "is neither a repository nor an organisation; write \"acme/api\" or \"acme\", without an address in front";
}

struct Unit {
    std::string_view name;
    std::int64_t ms;
};

constexpr std::array<Unit, 5> units = {
    Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000}, Unit{"s", 1'000}, Unit{"ms", 1}
};
} // namespace

namespace kinds {
const Kind text{"text", "texts", check_text};
const Kind name{"name", "names", check_name};
const Kind member{"e-mail address or member id", "e-mail addresses or member ids", check_member};
const Kind channel{"channel", "channels", check_channel};
const Kind web_address{"web address", "web addresses", check_web_address};
const Kind host{"host name", "host names", check_host};
const Kind variable{"variable name", "variable names", check_variable};
const Kind path{"path", "paths", check_path};
const Kind command_prefix{"text", "texts", check_command_prefix};
const Kind argument{"argument", "arguments", check_argument};
const Kind result{"result", "results", check_result};
const Kind forge_place{"repository or organisation", "repositories or organisations", check_forge_place};
} // namespace kinds

std::optional<Duration> parse_span(std::string_view text) {
    std::int64_t total = 0;
    std::size_t next_unit = 0;
    if (text.empty()) return std::nullopt;
    while (!text.empty()) {
        std::int64_t count = 0;
        const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (failure != std::errc{} || count < 0 || text.front() == '-') return std::nullopt;
        text.remove_prefix(static_cast<std::size_t>(end - text.data()));
        const std::string_view unit = text.substr(0, std::min(text.find_first_of(digits), text.size()));
        const auto* found = std::ranges::find(units, unit, &Unit::name);
        if (found == units.end() || static_cast<std::size_t>(found - units.begin()) < next_unit) return std::nullopt;
        next_unit = static_cast<std::size_t>(found - units.begin()) + 1;
        if (count > std::numeric_limits<std::int64_t>::max() / 8 / found->ms) return std::nullopt;
        total += count * found->ms;
        text.remove_prefix(unit.size());
    }
    return Duration{total};
}

std::string written_span(Duration span) {
    std::int64_t rest = span.count();
    std::string text;
    for (const auto& [name, ms] : units) {
        if (rest < ms) continue;
        text.append(std::to_string(rest / ms)).append(name);
        rest %= ms;
    }
    return text.empty() ? "0s" : text;
}

} // namespace pilothouse::config
