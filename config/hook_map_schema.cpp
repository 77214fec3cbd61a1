#include "config/hook_map_schema.hpp"

#include "config/nearest.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::config {

namespace {
using Wrong = std::optional<std::string>;

constexpr unsigned build = 1;
constexpr unsigned deploy = 2;
constexpr unsigned alert = 4;
constexpr unsigned all = build | deploy | alert;

constexpr std::array<std::string_view, 3> kind_names = {"build", "deploy", "alert"};

constexpr std::array<std::string_view, 11> pipeline_phases = {"queued",    "waiting", "needs_action", "running",
                                                              "succeeded", "neutral", "skipped",      "cancelled",
                                                              "timed_out", "failed",  "ignore"};
constexpr std::array<std::string_view, 4> alert_phases = {"firing", "acknowledged", "resolved", "ignore"};

constexpr std::string_view map_example = "map = { kind = \"build\", run = \"/pipeline/id\", phase = \"/status\" }";

/// A pointer or a path with dots, perhaps behind a "$".
Wrong check_path(std::string_view path) {
    if (path.starts_with('$')) {
        path.remove_prefix(1);
        if (path.starts_with('.')) path.remove_prefix(1);
    }
    if (path.empty()) return "names no place; write a pointer as \"/build/id\", or a path as \"build.id\"";
    if (path.front() != '/') {
        if (path.front() == '.' || path.back() == '.' || path.contains(".."))
            return "is a path with nothing between two dots; write for example \"build.id\"";
        return std::nullopt;
    }
    for (auto at = path.find('~'); at != std::string_view::npos; at = path.find('~', at + 1))
        if (at + 1 == path.size() || (path[at + 1] != '0' && path[at + 1] != '1'))
            return "holds a '~' that is none of the escapes \"~0\" (for ~) and \"~1\" (for /) of a JSON pointer";
    return std::nullopt;
}

Wrong check_place(std::string_view text) {
    if (text.starts_with('\'')) {
        if (text.size() > 2 && text.ends_with('\'')) return std::nullopt;
        return "is a fixed text without its end; write for example \"'acme/api'\"";
    }
    if (text.find_first_of("{}") == std::string_view::npos) return check_path(text);
    while (true) {
        const auto open = text.find_first_of("{}");
        if (open == std::string_view::npos) return std::nullopt;
        const auto close = text.find_first_of("{}", open + 1);
        if (text[open] != '{' || close == std::string_view::npos || text[close] != '}')
            return "has a brace that does not match; write for example \"{/build/name} on {branch}\"";
        if (auto wrong = check_path(text.substr(open + 1, close - open - 1))) return wrong;
        text.remove_prefix(close + 1);
    }
}

constexpr Kind place = {"place", "places", check_place};
constexpr Kind list_place = {"place of a list", "places of lists", check_path};

/// A setting, and the kinds it is for; the last is those that need it.
struct Use {
    Setting<HookMap> setting;
    unsigned kinds = all;
    unsigned needed = 0;
};

using M = HookMap;

const std::array<Use, 34>& uses() {
    static const std::array<Use, 34> table = {{
        {{"kind",
          &M::kind,
          "What the body tells of.",
          "\"build\"",
          {.required = true, .choices = {kind_names.begin(), kind_names.end()}}}},
        {{"phase",
          &M::phase,
          "How far it is; `phases` says what its values mean. Needed.",
          "\"/status\"",
          {.kind = place}},
         all,
         all},
        {{"each",
          &M::each,
          "A list in the body: each of its items is read. `$` before a place looks from the whole body.",
          "\"/items\"",
          {.kind = list_place}}},
        {{"event", &M::event, "The sender's name of the event, for counting.", "\"/type\"", {.kind = place}}},
        {{"delivery",
          &M::delivery,
          "Names the delivery: the same when it is sent again. Without it the body does.",
          "\"/id\"",
          {.kind = place}}},
        {{"at",
          &M::at,
          "When it came to be so: ISO 8601 with a zone, or seconds or milliseconds since 1970.",
          "\"/time\"",
          {.kind = place}}},
        {{"url", &M::url, "Where people can look at it.", "\"/build/url\"", {.kind = place}}},
        {{"actor", &M::actor, "Who began it.", "\"/user/login\"", {.kind = place}}},
        {{"project",
          &M::project,
          "Of a build or deploy: what is built or deployed.",
          "\"/repository/name\"",
          {.kind = place}},
         build | deploy},
        {{"sha", &M::sha, "Of a build or deploy: the commit.", "\"/commit\"", {.kind = place}}, build | deploy},
        {{"reason", &M::reason, "Of a build or deploy: why it failed.", "\"/error\"", {.kind = place}}, build | deploy},
        {{"began", &M::began, "Of a build or alert: since when.", "\"/started_at\"", {.kind = place}}, build | alert},
        {{"ended", &M::ended, "Of a build or alert: until when.", "\"/finished_at\"", {.kind = place}}, build | alert},
        {{"name",
          &M::name,
          "Of a build: the pipeline, or the job. Of an alert: the rule.",
          "\"/pipeline/name\"",
          {.kind = place}},
         build | alert},
        {{"title",
          &M::title,
          "Of a build: the commit's or the change's. Of an alert: the group's.",
          "\"/message\"",
          {.kind = place}},
         build | alert},
        {{"run",
          &M::run,
          "Of a build: the id of the run, the same in all that is told of it. Needed.",
          "\"/pipeline/id\"",
          {.kind = place}},
         build,
         build},
        {{"job",
          &M::job,
          "Of a build: the id of a job in the run; where none stands, the body is of the run itself.",
          "\"/job/id\"",
          {.kind = place}},
         build},
        {{"attempt", &M::attempt, "Of a build: how often the run was started.", "\"/attempt\"", {.kind = place}}, build
        },
        {{"number", &M::number, "Of a build: the number people know.", "\"/build/number\"", {.kind = place}}, build},
        {{"branch", &M::branch, "Of a build: the branch or tag.", "\"/branch\"", {.kind = place}}, build},
        {{"trigger", &M::trigger, "Of a build: what started it.", "\"/cause\"", {.kind = place}}, build},
        {{"change_url", &M::change_url, "Of a build: the pull or merge request.", "\"/pull/url\"", {.kind = place}},
         build},
        {{"change_label", &M::change_label, "Of a build: what people call that.", "\"#{/pull/number}\"", {.kind = place}
         },
         build},
        {{"author_name", &M::author_name, "Of a build: who wrote the commit.", "\"/author/name\"", {.kind = place}},
         build},
        {{"author_email",
          &M::author_email,
          "Of a build: the author's address, by which they are notified.",
          "\"/author/email\"",
          {.kind = place}},
         build},
        {{"deploy",
          &M::deploy,
          "Of a deploy: its id, the same in all that is told of it. Needed.",
          "\"/deploy/id\"",
          {.kind = place}},
         deploy,
         deploy},
        {{"environment", &M::environment, "Of a deploy: where to.", "\"/env\"", {.kind = place}}, deploy},
        {{"version", &M::version, "Of a deploy: what.", "\"/version\"", {.kind = place}}, deploy},
        {{"ours",
          &M::ours,
          "Of a deploy: the number of our own deploy, where the sender was given it.",
          "\"/parameters/bot_deploy_id\"",
          {.kind = place}},
         deploy},
        {{"alert",
          &M::alert,
          "Of an alert: its id, the same while it fires and when it ends. Needed.",
          "\"/incident/id\"",
          {.kind = place}},
         alert,
         alert},
        {{"severity", &M::severity, "Of an alert.", "\"/priority\"", {.kind = place}}, alert},
        {{"summary", &M::summary, "Of an alert: one line.", "\"/text\"", {.kind = place}}, alert},
        {{"description", &M::description, "Of an alert: more than a line.", "\"/details\"", {.kind = place}}, alert},
        {{"runbook", &M::runbook, "Of an alert: what to do.", "\"/runbook_url\"", {.kind = place}}, alert},
    }};
    return table;
}

unsigned kind_bit(std::string_view kind) {
    const auto* const found = std::ranges::find(kind_names, kind);
    return found == kind_names.end() ? 0U : 1U << static_cast<unsigned>(found - kind_names.begin());
}

void check_uses(Problems& problems, const Node& node, const std::string& path, const HookMap& map) {
    const auto bit = kind_bit(map.kind);
    if (bit == 0) return;
    for (const auto& use : uses()) {
        const std::string key(use.setting.key);
        const auto* const given = node.find(key);
        if (given != nullptr && (use.kinds & bit) == 0)
            problems.add(given->at, path + "." + key + " says nothing of kind = \"" + map.kind + "\"; leave it out");
        if (given == nullptr && (use.needed & bit) != 0)
            problems.add(
                node.at, path + "." + key + " is missing, and kind = \"" + map.kind + "\" needs it; write " + key +
                             " = " + std::string(use.setting.example)
            );
    }
}

void read_phases(Problems& problems, const Node& node, const std::string& path, HookMap& map) {
    const auto words = phase_words(map.kind);
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const auto& value = node.items[i];
        const std::string here = path + "." + node.keys[i].name;
        if (value.type != Node::Type::text) {
            problems.add(value.at, here + " must be a text in quotes, but is " + std::string(value.type_words()));
        } else if (!map.kind.empty() && std::ranges::find(words, value.text) == words.end()) {
            problems.add(
                value.at, here + " can't be '" + value.text + "'" +
                              suggestion(value.text, std::vector<std::string_view>(words.begin(), words.end()))
            );
        } else {
            map.phases.emplace_back(node.keys[i].name, value.text);
        }
    }
}
} // namespace

Table<HookMap> hook_map_settings() {
    static const std::vector<Setting<HookMap>> table = [] {
        std::vector<Setting<HookMap>> settings;
        for (const auto& use : uses())
            settings.push_back(use.setting);
        return settings;
    }();
    return table;
}

std::span<const std::string_view> phase_words(std::string_view kind) {
    if (kind == "alert") return alert_phases;
    return pipeline_phases;
}

void read_hook_map(
    Reader& reader, Problems& problems, const Node& hook, const std::string& path, std::string_view vendor, HookMap& map
) {
    const bool takes = vendor == "generic" || vendor == "cloudevents";
    const std::string map_path = path + ".map";
    if (const Node* node = reader.table_at(hook, "map", map_path, map_example)) {
        reader.read(*node, map_path, hook_map_settings(), map);
        check_uses(problems, *node, map_path, map);
        if (!takes && !vendor.empty())
            problems.add(
                node->at, map_path + " is for vendor = \"generic\" or \"cloudevents\" only; what " +
                              std::string(vendor) + " sends is known"
            );
    } else if (vendor == "generic" && hook.find("map") == nullptr) {
        problems.add(
            hook.at, map_path + " is missing, and vendor = \"generic\" needs it; write " + std::string(map_example)
        );
    }
    if (const Node* node = reader.table_at(hook, "phases", path + ".phases", "phases = { ok = \"succeeded\" }")) {
        read_phases(problems, *node, path + ".phases", map);
        if (hook.find("map") == nullptr)
            problems.add(node->at, path + ".phases belongs to a map; write " + std::string(map_example));
    }
}

} // namespace pilothouse::config
