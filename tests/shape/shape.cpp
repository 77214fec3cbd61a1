#include "shape.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>

namespace pilothouse::shape {

namespace {
constexpr std::size_t longest_file = 600;

/// The folders of a path: "integrations/net/url.cpp" is on the floor "integrations", in the room "net".
struct Address {
    std::string floor;
    std::string room;
    std::string name;
    bool header = false;

    explicit Address(std::string_view path) {
        const auto first = path.find('/');
        floor = first == std::string_view::npos ? "" : path.substr(0, first);
        const auto second = first == std::string_view::npos ? first : path.find('/', first + 1);
        room = second == std::string_view::npos ? "" : path.substr(first + 1, second - first - 1);
        name = path.substr(path.rfind('/') + 1);
        header = name.ends_with(".hpp");
    }

    [[nodiscard]] bool on(std::initializer_list<std::string_view> floors) const {
        return std::ranges::find(floors, floor) != floors.end();
    }
};

using Floors = std::vector<std::string_view>;

/// What each floor may include, itself apart. Whatever is not named here (tests, bench) may include everything.
std::optional<Floors> reach_of(std::string_view floor) {
    if (floor == "core") return Floors{};
    if (floor == "config" || floor == "storage") return Floors{"core"};
    if (floor == "commands") return Floors{"core", "config", "storage"};
    if (floor == "integrations") return Floors{"core", "config", "storage", "commands"};
    if (floor == "sandbox") return Floors{"core", "integrations"};
    if (floor == "bot") return Floors{"core", "config", "storage", "commands", "integrations", "sandbox"};
    return std::nullopt;
}

bool is_floor(std::string_view folder) {
    return reach_of(folder).has_value();
}

/// "" when the include is allowed.
std::string wrong_include(const Address& from, const std::string& target) {
    const Address to(target);
    const auto reach = reach_of(from.floor);
    if (!reach || !is_floor(to.floor)) return "";
    if (to.floor != from.floor && std::ranges::find(*reach, to.floor) == reach->end())
        return from.floor + " must not include " + to.floor + ": includes go downward only";
    const bool shared = to.room == "net" || (to.room == "hooks" && from.floor != "sandbox");
    if (to.floor != "integrations" || shared) return "";
    if (from.floor == "sandbox") return "sandbox may use integrations/net only";
    if (from.floor == "integrations" && from.room != to.room)
        return "integrations/" + from.room + " must not know integrations/" + to.room;
    return "";
}

/// A library, and where alone it may be seen.
struct Fence {
    std::string_view prefix;
    std::string_view where;
    bool (*allowed)(const Address&, std::string_view path);
};

bool in_net(const Address& at, std::string_view) {
    return at.floor == "integrations" && at.room == "net";
}

// The TLS and Beast fences hold for the program; a test may need the library itself as the other side.
constexpr std::array fences = {
    Fence{
        "boost/beast", "integrations/net",
        [](const Address& at, std::string_view path) { return in_net(at, path) || at.on({"tests", "bench"}); }
    },
    Fence{
        "boost/asio/ssl", "integrations/net",
        [](const Address& at, std::string_view path) { return in_net(at, path) || at.on({"tests", "bench"}); }
    },
    Fence{
        "openssl/", "integrations/net",
        [](const Address& at, std::string_view path) { return in_net(at, path) || at.on({"tests", "bench"}); }
    },
    Fence{
        "boost/asio", "integrations, sandbox and bot",
        [](const Address& at, std::string_view) { return !at.on({"core", "config", "storage", "commands"}); }
    },
    Fence{
        "sqlite3.h", "storage/sqlite",
        [](const Address& at, std::string_view) {
            return (at.floor == "storage" && at.room == "sqlite") || at.on({"tests", "bench"});
        }
    },
    Fence{
        "libpq-fe.h", "storage/postgres",
        [](const Address& at, std::string_view) { return at.floor == "storage" && at.room == "postgres"; }
    },
    Fence{
        "lz4.h", "storage/packed.cpp",
        [](const Address&, std::string_view path) { return path == "storage/packed.cpp"; }
    },
    Fence{"spdlog/", "core/log.cpp", [](const Address&, std::string_view path) { return path == "core/log.cpp"; }},
    Fence{
        "toml++/", "a .cpp file of config",
        [](const Address& at, std::string_view) { return at.floor == "config" && !at.header; }
    },
    Fence{
        "nlohmann/json.hpp", "a .cpp file (headers use json_fwd.hpp)",
        [](const Address& at, std::string_view) { return !at.header || at.on({"tests", "bench"}); }
    },
};

/// A pattern, and words of which one stands in every line that it fits: most lines are done with by looking for those.
class Search {
public:
    Search(const std::string& pattern, std::vector<std::string> hints) : pattern_(pattern), hints_(std::move(hints)) {}

    [[nodiscard]] bool in(const std::string& line) const { return likely(line) && std::regex_search(line, pattern_); }

    [[nodiscard]] bool in(const std::string& line, std::smatch& match) const {
        return likely(line) && std::regex_search(line, match, pattern_);
    }

private:
    [[nodiscard]] bool likely(const std::string& line) const {
        return std::ranges::any_of(hints_, [&](const std::string& hint) { return line.contains(hint); });
    }

    std::regex pattern_;
    std::vector<std::string> hints_;
};

/// A call that is not everybody's to make.
struct Call {
    const char* hint;
    const char* pattern;
    bool adapters_may;
    const char* words;
};

const std::array<Call, 7> calls = {{
    {"_clock::now", R"(\b(system|steady|high_resolution)_clock::now\b)", true,
     "the time is an argument here; clocks are read by adapters"},
    {"rand", R"(\b(s|sr|dr)?rand(om|48)?\s*\()", true, "no random numbers here; adapters hand them in"},
    {"random_device", R"(\brandom_device\b)", true, "no random numbers here; adapters hand them in"},
    {"getenv", R"(\b(secure_)?getenv\s*\()", true, "the environment is read by adapters"},
    {"fork", R"(\bv?fork\s*\()", true, "processes are started by adapters"},
    {"system", R"(\b(std::)?system\s*\()", false, "no shell, ever"},
    {"popen", R"(\bpopen\s*\()", false, "no shell, ever"},
}};

bool reads_the_world(const Address& at, std::string_view path) {
    return at.on({"integrations", "bot", "sandbox"}) || path == "core/clock.cpp";
}

void check_calls(
    const Address& at, const std::string& path, const std::vector<Line>& lines, std::vector<Finding>& out
) {
    static const std::vector<Search> searches = [] {
        std::vector<Search> all;
        for (const auto& call : calls)
            all.emplace_back(call.pattern, std::vector<std::string>{call.hint});
        return all;
    }();
    for (std::size_t i = 0; i < lines.size(); ++i)
        for (std::size_t rule = 0; rule < calls.size(); ++rule) {
            const bool allowed = at.on({"tests", "bench"}) || (calls[rule].adapters_may && reads_the_world(at, path));
            if (!allowed && searches[rule].in(lines[i].code)) out.push_back({path, i + 1, calls[rule].words});
        }
}

void check_includes(
    const Address& at, const std::string& path, const std::vector<Line>& lines, std::vector<Finding>& out
) {
    static const Search include(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])", {"include"});
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::smatch match;
        if (!include.in(lines[i].raw, match)) continue;
        const std::string target = match[2];
        if (match[1] == "\"") {
            if (const auto wrong = wrong_include(at, target); !wrong.empty()) out.push_back({path, i + 1, wrong});
            if (target.starts_with("../")) out.push_back({path, i + 1, "include from the root, not by ../"});
        }
        // The first fence that fits is the one: boost/asio/ssl before boost/asio.
        const auto* fence =
            std::ranges::find_if(fences, [&](const Fence& one) { return target.starts_with(one.prefix); });
        if (fence != fences.end() && !fence->allowed(at, path))
            out.push_back({path, i + 1, "<" + target + "> is for " + std::string(fence->where) + " only"});
    }
}

void check_names(const std::string& path, std::vector<Finding>& out) {
    static constexpr std::array<std::string_view, 9> banned = {"util",   "utils",   "helper",   "helpers", "misc",
                                                               "common", "manager", "managers", "stuff"};
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find_first_of("/._-", at), path.size());
        const auto part = std::string_view(path).substr(at, end - at);
        if (std::ranges::find(banned, part) != banned.end())
            out.push_back({path, 0, "'" + std::string(part) + "' names nothing; say what it is"});
        at = end + 1;
    }
}

void check_words(const std::string& path, const std::vector<Line>& lines, std::vector<Finding>& out) {
    // Put together here, so that this file does not hold what it looks for.
    static const std::vector<std::string> promises{
        "TO"
        "DO",
        "FIX"
        "ME",
        "X"
        "XX",
        "HA"
        "CK"
    };
    static const Search later(
        "\\b(" + promises[0] + "|" + promises[1] + "|" + promises[2] + "|" + promises[3] + ")\\b", promises
    );
    static const Search type("\\b(class|struct)\\s+\\w*(Manager|Helper|Utils?)\\b", {"class", "struct"});
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (later.in(lines[i].raw)) out.push_back({path, i + 1, "do it now, or write an issue"});
        if (type.in(lines[i].code)) out.push_back({path, i + 1, "this name says nothing; say what it is"});
    }
}

/// SQL is a literal of the source (storage::Sql sees to it at compile time); this finds the ways around.
void check_sql(const Address& at, const std::string& path, const std::vector<Line>& lines, std::vector<Finding>& out) {
    static const Search statement(
        R"((^|\s)(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+TABLE|DROP\s+TABLE)\b)",
        {"SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "DROP"}
    );
    static const Search glue(
        R"(("\s*\+|\+\s*"|\+=\s*"|<<\s*"|\bformat\s*\(|\bappend\s*\())", {"\"", "format", "append"}
    );
    if (!at.on({"core", "config", "storage", "commands", "integrations", "bot"})) return;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (statement.in(lines[i].literals) && glue.in(lines[i].code))
            out.push_back({path, i + 1, "SQL is never put together; bind parameters"});
}

/// Takes one source apart into code, comments and strings.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::vector<Line> read() {
        lines_.emplace_back();
        while (at_ < text_.size()) {
            if (text_[at_] == '\n')
                next_line();
            else if (looking_at("//"))
                skip_to_line_end();
            else if (looking_at("/*"))
                skip_past("*/", 2);
            else if (looking_at("R\""))
                read_raw_string();
            else if (text_[at_] == '"' || (text_[at_] == '\'' && !after_digit()))
                read_quoted(text_[at_]);
            else
                take(true);
        }
        return std::move(lines_);
    }

private:
    [[nodiscard]] bool looking_at(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    /// 1'000 is a number.
    [[nodiscard]] bool after_digit() const {
        return at_ > 0 && std::string_view("0123456789abcdefABCDEF").find(text_[at_ - 1]) != std::string_view::npos;
    }

    void next_line() {
        lines_.emplace_back();
        ++at_;
    }

    void take(bool code) {
        lines_.back().raw += text_[at_];
        if (code) lines_.back().code += text_[at_];
        ++at_;
    }

    void skip_to_line_end() {
        while (at_ < text_.size() && text_[at_] != '\n')
            take(false);
    }

    void skip_past(std::string_view end, std::size_t from) {
        const auto found = text_.find(end, at_ + from);
        const std::size_t stop = found == std::string_view::npos ? text_.size() : found + end.size();
        while (at_ < stop) {
            if (text_[at_] == '\n')
                next_line();
            else
                take(false);
        }
    }

    void read_raw_string() {
        const auto open = text_.find('(', at_);
        if (open == std::string_view::npos) return take(true);
        const std::string end = ")" + std::string(text_.substr(at_ + 2, open - at_ - 2)) + "\"";
        const auto found = text_.find(end, open);
        const std::size_t stop = found == std::string_view::npos ? text_.size() : found;
        lines_.back().code += "\"\"";
        while (at_ < stop) {
            lines_.back().literals += text_[at_] == '\n' ? ' ' : text_[at_];
            if (text_[at_] == '\n')
                next_line();
            else
                take(false);
        }
        while (at_ < std::min(stop + end.size(), text_.size()))
            take(false);
    }

    void read_quoted(char quote) {
        take(true);
        while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
            if (text_[at_] == '\\' && at_ + 1 < text_.size()) take(false);
            if (text_[at_] == '\n') break;
            lines_.back().literals += text_[at_];
            take(false);
        }
        if (at_ < text_.size() && text_[at_] == quote) take(true);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Line> lines_;
};
} // namespace

std::vector<Line> lines_of(std::string_view text) {
    return Reader(text).read();
}

std::vector<Finding> check(const std::string& path, std::string_view text) {
    std::vector<Finding> findings;
    const Address at(path);
    const auto lines = lines_of(text);
    check_names(path, findings);
    check_includes(at, path, lines, findings);
    check_calls(at, path, lines, findings);
    check_words(path, lines, findings);
    check_sql(at, path, lines, findings);
    if (at.header && !text.starts_with("#pragma once"))
        findings.push_back({path, 1, "a header begins with #pragma once"});
    if (lines.size() > longest_file) findings.push_back({path, 0, "longer than 600 lines; take it apart"});
    return findings;
}

} // namespace pilothouse::shape
