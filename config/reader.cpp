#include "config/reader.hpp"

#include "config/nearest.hpp"
#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace pilothouse::config {

namespace {
namespace fs = std::filesystem;

constexpr std::size_t secret_limit = 64 << 10;

std::string in_quotes(std::string_view text) {
    return "'" + shortened(printable(text), 80) + "'";
}

bool looks_secret(std::string_view text) {
    static constexpr std::array<std::string_view, 5> marks = {"xoxb-", "xoxp-", "xapp-", "xoxe-", "-----BEGIN "};
    return std::ranges::any_of(marks, [&](std::string_view mark) { return text.contains(mark); });
}

std::string_view home_of(std::string_view key) {
    const auto& keys = known_keys();
    const auto it = std::ranges::find(keys, key, &KnownKey::key);
    return it == keys.end() ? std::string_view{} : it->where;
}
} // namespace

Result<std::string> file_contents(const std::string& path, std::size_t limit) {
    std::error_code failure;
    const auto status = fs::status(path, failure);
    if (!fs::exists(status)) return fail(Errc::not_found, "there is no file " + path);
    if (!fs::is_regular_file(status)) return fail(Errc::bad_input, path + " is not a file");
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return fail(Errc::bad_input, path + " can't be opened: " + std::strerror(errno));
    std::string text(limit + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (stream.bad()) return fail(Errc::bad_input, path + " can't be read: " + std::strerror(errno));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (text.size() > limit)
        return fail(Errc::bad_input, path + " is larger than " + std::to_string(limit >> 10) + " KiB");
    return text;
}

Reader::Reader(
    const EnvironmentLookup& environment, LoadOptions options, fs::path folder, Problems& problems, Places& places
)
    : environment_(environment), options_(options), folder_(std::move(folder)), problems_(problems), places_(places) {}

const Node*
Reader::table_at(const Node& node, std::string_view key, const std::string& path, std::string_view example) {
    const Node* inner = node.find(key);
    if (inner == nullptr || inner->type == Node::Type::table) return inner;
    const Rule none;
    wrong_type({*inner, path, none, example}, "a table");
    return nullptr;
}

std::vector<const Node*> Reader::tables_at(const Node& node, std::string_view key, std::string_view header) {
    std::vector<const Node*> all;
    const Node* list = node.find(key);
    if (list == nullptr) return all;
    const Rule none;
    const std::string path(key);
    if (list->type != Node::Type::list) {
        wrong({*list, path, none, header}, "is a list of tables; write " + std::string(header) + " with two brackets");
        return all;
    }
    for (const Node& item : list->items) {
        if (item.type == Node::Type::table)
            all.push_back(&item);
        else
            wrong_type({item, path, none, header}, "a table");
    }
    return all;
}

void Reader::check_keys(const Node& node, const std::string& path, const std::vector<std::string_view>& known) {
    for (const auto& [key, at] : node.keys) {
        if (std::ranges::find(known, key) != known.end()) continue;
        std::string hint;
        if (nearest(key, known).empty() && !home_of(key).empty())
            hint = "; it belongs in " + std::string(home_of(key));
        else
            hint = suggestion(key, known);
        problems_.add(at, "unknown setting " + in_quotes(path.empty() ? key : path + "." + key) + hint);
    }
}

void Reader::take_variable(const std::string& path, const Rule& rule, std::string& value) {
    value = variable(rule.variable).value_or("");
    if (const auto complaint = rule.kind.check != nullptr ? rule.kind.check(value) : std::nullopt)
        problems_.add(places_[path], "the environment variable " + std::string(rule.variable) + " " + *complaint);
}

void Reader::take_variable(const std::string& path, const Rule& rule, Secret& value) {
    const std::string name(rule.variable);
    take_secret(path, "environment variable " + name, variable(name).value_or(""), value);
}

void Reader::take(const Slot& slot, std::string& value) {
    if (slot.node.type != Node::Type::text) return wrong_type(slot, "a text in quotes");
    const std::string& text = slot.node.text;
    const auto& choices = slot.rule.choices;
    if (looks_secret(text)) return refuse_secret(slot);
    if (!choices.empty() && std::ranges::find(choices, text) == choices.end())
        return wrong(slot, "can't be " + in_quotes(text) + suggestion(text, choices));
    if (const auto complaint = slot.rule.kind.check != nullptr ? slot.rule.kind.check(text) : std::nullopt)
        return wrong(slot, in_quotes(text) + " " + *complaint);
    value = text;
}

void Reader::take(const Slot& slot, bool& value) {
    if (slot.node.type != Node::Type::flag) return wrong_type(slot, "true or false, without quotes");
    value = slot.node.flag;
}

void Reader::take(const Slot& slot, int& value) {
    if (const auto given = number(slot)) value = static_cast<int>(*given);
}

void Reader::take(const Slot& slot, std::optional<std::uint16_t>& value) {
    if (const auto given = number(slot)) value = static_cast<std::uint16_t>(*given);
}

std::optional<std::int64_t> Reader::number(const Slot& slot) {
    const auto& [node, path, rule, example, overridden] = slot;
    if (node.type != Node::Type::number) {
        wrong_type(slot, "a whole number, without quotes");
        return std::nullopt;
    }
    if (node.number >= rule.least && node.number <= rule.most) return node.number;
    wrong(
        slot, "is " + std::to_string(node.number) + ", but must be " + std::to_string(rule.least) + " to " +
                  std::to_string(rule.most)
    );
    return std::nullopt;
}

void Reader::take(const Slot& slot, Duration& value) {
    const auto& [node, path, rule, example, overridden] = slot;
    if (node.type != Node::Type::text) return wrong_type(slot, "a span of time in quotes");
    const auto span = parse_span(node.text);
    if (!span)
        return wrong(
            slot, in_quotes(node.text) + " is not a span of time; write whole numbers with units, largest first: "
                                         "\"90s\", \"15m\", \"1h30m\", \"2d\""
        );
    if (span->count() < rule.least || span->count() > rule.most)
        return wrong(
            slot, "is " + in_quotes(node.text) + ", but must be " + written_span(Duration{rule.least}) + " to " +
                      written_span(Duration{rule.most})
        );
    value = *span;
}

void Reader::take(const Slot& slot, SlackDelivery& value) {
    if (slot.node.type != Node::Type::text) return wrong_type(slot, "a text in quotes");
    const auto names = delivery_names();
    const auto it = std::ranges::find(names, slot.node.text);
    if (it == names.end())
        return wrong(
            slot, "can't be " + in_quotes(slot.node.text) + suggestion(slot.node.text, {names.begin(), names.end()})
        );
    value = static_cast<SlackDelivery>(it - names.begin());
}

void Reader::take(const Slot& slot, Secret& value) {
    if (slot.node.type == Node::Type::text) return refuse_secret(slot);
    if (slot.node.type != Node::Type::table) return wrong_type(slot, "a table that names where the secret is");
    check_keys(slot.node, slot.path, {"env", "file"});
    const Node* env = slot.node.find("env");
    const Node* file = slot.node.find("file");
    if ((env == nullptr) == (file == nullptr))
        return wrong(slot, "must name where the secret is: either { env = \"…\" } or { file = \"…\" }");
    std::string name;
    const std::string here = slot.path + (env != nullptr ? ".env" : ".file");
    const Rule rule{.kind = env != nullptr ? kinds::variable : kinds::path};
    take({env != nullptr ? *env : *file, here, rule, "\"…\""}, name);
    if (name.empty() || slot.overridden) return;
    if (env != nullptr)
        secret_from_variable(slot, name, value);
    else
        secret_from_file(slot, name, value);
}

void Reader::secret_from_variable(const Slot& slot, const std::string& name, Secret& value) {
    if (const auto text = variable(name)) return take_secret(slot.path, "environment variable " + name, *text, value);
    if (options_.secrets) wrong(slot, "comes from the environment variable " + name + ", which is not set; set it");
}

void Reader::secret_from_file(const Slot& slot, const std::string& name, Secret& value) {
    auto text = file_contents((folder_ / name).string(), secret_limit);
    if (text) return take_secret(slot.path, "file " + name, *std::move(text), value);
    if (options_.secrets) wrong(slot, "comes from a file, but " + text.error().message);
}

void Reader::take_secret(const std::string& path, const std::string& source, std::string text, Secret& value) {
    const auto complain = [&](std::string_view words) {
        if (options_.secrets) problems_.add(places_[path], path + ": the " + source + " " + std::string(words));
    };
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    if (text.empty()) return complain("is empty");
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20; }))
        return complain("holds more than the secret: there are blanks or control characters in it");
    if (path == "slack.app_token" && (text.starts_with("xoxb-") || text.starts_with("xoxp-")))
        return complain("holds a bot or user token; the app-level token begins with xapp- (in Slack: Basic "
                        "Information, App-Level Tokens)");
    if (path == "slack.bot_token" && text.starts_with("xapp-"))
        return complain("holds an app-level token; the bot token begins with xoxb- (in Slack: OAuth & Permissions)");
    value = Secret{std::move(text)};
}

std::optional<std::string> Reader::variable(std::string_view name) const {
    auto value = environment_ && !name.empty() ? environment_(name) : std::nullopt;
    if (value && value->empty()) value.reset();
    return value;
}

void Reader::wrong(const Slot& slot, std::string_view text) {
    problems_.add(slot.node.at, slot.path + " " + std::string(text));
}

void Reader::wrong_type(const Slot& slot, std::string_view wanted) {
    wrong(
        slot, "must be " + std::string(wanted) + ", but is " + std::string(slot.node.type_words()) +
                  "; write for example " + std::string(slot.example)
    );
}

void Reader::refuse_secret(const Slot& slot) {
    wrong(
        slot, "is a secret written in the file, from where it spreads to repositories and backups; put it into the "
              "environment and write { env = \"NAME\" }, or into a file of its own and write { file = \"path\" }; "
              "revoke it if the file was ever shared"
    );
}

} // namespace pilothouse::config
