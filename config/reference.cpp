#include "config/hook_map_schema.hpp"
#include "config/load.hpp"
#include "config/schema.hpp"

namespace pilothouse::config {

namespace {
struct TypeWords {
    const Rule& rule;

    std::string operator()(const std::string&) const {
        if (rule.choices.empty()) return std::string(rule.kind.word);
        std::string list;
        for (const auto choice : rule.choices)
            list.append(list.empty() ? "" : " or ").append("`\"").append(choice).append("\"`");
        return list;
    }

    std::string operator()(const SlackDelivery&) const { return "`\"socket\"` or `\"http\"`"; }

    std::string operator()(bool) const { return "`true` or `false`"; }

    std::string operator()(int) const { return bounds(); }

    std::string operator()(const std::optional<std::uint16_t>&) const { return bounds(); }

    std::string operator()(Duration) const {
        return "span, `\"" + written_span(Duration{rule.least}) + "\"` to `\"" + written_span(Duration{rule.most}) +
               "\"`";
    }

    std::string operator()(const Secret&) const { return "secret"; }

    template <class Tag>
    std::string operator()(const Name<Tag>&) const {
        return std::string(rule.kind.word);
    }

    template <class Item>
    std::string operator()(const std::vector<Item>&) const {
        return "list of " + std::string(rule.kind.plural);
    }

private:
    [[nodiscard]] std::string bounds() const {
        return "number, " + std::to_string(rule.least) + " to " + std::to_string(rule.most);
    }
};

struct ValueWords {
    std::string operator()(const std::string& text) const { return text.empty() ? "" : "\"" + text + "\""; }

    std::string operator()(SlackDelivery delivery) const {
        return "\"" + std::string(delivery_names()[static_cast<std::size_t>(delivery)]) + "\"";
    }

    std::string operator()(bool yes) const { return yes ? "true" : "false"; }

    std::string operator()(int number) const { return std::to_string(number); }

    std::string operator()(const std::optional<std::uint16_t>& number) const {
        return number ? std::to_string(*number) : "none";
    }

    std::string operator()(Duration span) const { return "\"" + written_span(span) + "\""; }

    std::string operator()(const Secret&) const { return {}; }

    template <class Tag>
    std::string operator()(const Name<Tag>& name) const {
        return (*this)(name.value);
    }

    std::string operator()(const std::vector<std::string>& list) const {
        std::string text;
        for (const auto& item : list)
            text += (text.empty() ? "[\"" : ", \"") + item + "\"";
        return text.empty() ? text : text + "]";
    }

    std::string operator()(const std::vector<TeamName>&) const { return {}; }
};

template <class Owner>
std::string section(std::string_view title, std::string_view words, Table<Owner> table) {
    std::string text = "\n## `" + std::string(title) + "`\n\n" + std::string(words) +
                       "\n\n| setting | type | default | meaning |\n|---|---|---|---|\n";
    const Owner owner{};
    for (const auto& setting : table) {
        const auto value_words = [&](auto member) { return ValueWords{}(owner.*member); };
        const auto type_words = [&](auto member) { return TypeWords{setting.rule}(owner.*member); };
        const std::string fallback = std::visit(value_words, setting.target);
        text += "| `" + std::string(setting.key) + "` | " + std::visit(type_words, setting.target) + " | ";
        text += setting.rule.required && fallback.empty() ? "required" : fallback.empty() ? "–" : "`" + fallback + "`";
        text += " | " + std::string(setting.description) + " Example: `" + std::string(setting.key) + " = " +
                std::string(setting.example) + "`.";
        if (!setting.rule.variable.empty())
            text += " The environment variable `" + std::string(setting.rule.variable) + "` wins over it.";
        text += " |\n";
    }
    return text;
}

constexpr std::string_view map_words =
    R"(In a hook of vendor `generic`, or `cloudevents`: where in the body stands what is to be told. A place is a JSON
pointer (`"/build/id"`), a path with dots (`"build.id"`), a text with places in braces (`"{/build/name} on {branch}"`), or
a fixed text in single quotes (`"'acme/api'"`). Beside it, `phases = { ok = "succeeded", "*" = "failed" }` says what the
sender's words for a phase are in ours; `"*"` is every other one.)";

constexpr std::string_view opening = R"(# Configuration

<!-- Written by `pilothouse reference configuration` from the table of settings in config/schema.cpp; do not edit. -->

One TOML file, at most 1 MiB, read at the start and on SIGHUP. `pilothouse check FILE` reads it and tells everything
that is wrong with it at once, each with file, line and column. Start from `config/pilothouse.example.toml`.

- **Secrets** never stand in the file. Write `{ env = "SLACK_BOT_TOKEN" }` for an environment variable or
  `{ file = "/run/secrets/bot-token" }` for a file that holds nothing else.
- **Spans** of time are whole numbers with units, largest first: `"90s"`, `"15m"`, `"1h30m"`, `"2d"`, `"250ms"`.
- **Paths** that are relative are relative to the folder of the file.
- **Lists** of tables (`[[team]]`, `[[service]]`) keep the order of the file; it is the order people see.
)";
} // namespace

std::string reference_markdown() {
    std::string text{opening};
    text += section("[slack]", "The connection to Slack.", slack_settings());
    text += section("[storage]", "Where everything is kept.", storage_settings());
    text += section("[http]", "The program's own HTTP server.", http_settings());
    text += section("[log]", "Log lines, on standard error.", log_settings());
    text += section("[incidents]", "How incidents are run; see docs/incidents.md.", incident_settings());
    text += section(
        "[[severity]]",
        "How grave an incident is, gravest first. Where the file has none, they are sev1 to sev4, with an update every "
        "30 minutes, hour and four hours, and without a rule; sev1 and sev2 hold deploys.",
        severity_settings()
    );
    text += section(
        "[[hook]]", "A way in for one sender's webhooks, at `/hooks/<vendor>/<name>` of the `[http]` server.",
        hook_settings()
    );
    text += section("map = { … }", map_words, hook_map_settings());
    text += section("[[team]]", "People, named once. A permission is always given to a team.", team_settings());
    text += section("[[service]]", "Something that is deployed.", service_settings());
    text += section(
        "[[service.environment]]",
        "A place where the service above it runs. Nothing is ever deployed to an environment nobody named.",
        environment_settings()
    );
    text +=
        section("deploy = { … }", "In an environment: how a version is rolled out there. Required.", deploy_settings());
    text +=
        section("requires = { … }", "In an environment: what must be so before a deploy begins.", requires_settings());
    return text;
}

} // namespace pilothouse::config
