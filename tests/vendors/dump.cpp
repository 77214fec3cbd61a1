#include "dump.hpp"

#include <string_view>
#include <variant>

namespace pilothouse::vendors {

namespace {

using commands::AlertChanged;
using commands::Author;
using commands::DeployChanged;
using commands::PipelineChanged;

/// Lines of "name: value"; what is not set leaves no line.
class Lines {
public:
    explicit Lines(std::string indent) : indent_(std::move(indent)) {}

    Lines& title(std::string_view name) {
        text_.append(indent_.substr(2)).append(name).append("\n");
        return *this;
    }

    Lines& field(std::string_view name, std::string_view value) {
        if (value.empty()) return *this;
        text_.append(indent_).append(name).append(": ");
        for (const char c : value)
            text_ += c == '\n' ? std::string("\\n") : std::string(1, c);
        text_ += "\n";
        return *this;
    }

    Lines& field(std::string_view name, const std::optional<Time>& time) {
        return field(name, time && *time != Time{} ? std::string_view(iso8601(*time)) : std::string_view());
    }

    Lines& flag(std::string_view name, bool value) { return field(name, value ? "yes" : ""); }

    Lines& number(std::string_view name, std::int64_t value, std::int64_t unset) {
        return field(name, value == unset ? std::string() : std::to_string(value));
    }

    Lines& person(std::string_view name, const Author& author) {
        if (author == Author{}) return *this;
        return field(name, author.name + " <" + author.email + "> @" + author.login);
    }

    Lines& add(const std::string& lines) {
        text_ += lines;
        return *this;
    }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string indent_;
    std::string text_{};
};

std::string text_of(const PipelineChanged& change) {
    Lines lines("  ");
    lines.title("pipeline").field("run", change.run).field("job", change.job).number("attempt", change.attempt, 1);
    lines.field("phase", commands::name(change.phase))
        .flag("replaces", change.replaces)
        .flag("reopens", change.reopens)
        .field("at", change.at);
    lines.field("project", change.project).field("name", change.name).field("number", change.number);
    lines.field("branch", change.branch).field("sha", change.sha).field("title", change.title);
    lines.field("trigger", change.trigger).field("url", change.url).field("change_url", change.change_url);
    lines.field("change_label", change.change_label).field("reason", change.reason).field("excerpt", change.excerpt);
    for (const auto& test : change.failed_tests)
        lines.field("failed_test", test);
    lines.person("actor", change.actor);
    for (const auto& author : change.authors)
        lines.person("author", author);
    return lines.field("began", change.began).field("ended", change.ended).text();
}

std::string text_of(const commands::Alert& alert) {
    Lines lines("    ");
    lines.title("alert").field("id", alert.id).field("name", alert.name).flag("firing", alert.firing);
    lines.field("severity", alert.severity).field("summary", alert.summary);
    lines.field("description", alert.description);
    for (const auto& [name, value] : alert.labels)
        lines.field("label " + name, value);
    lines.field("url", alert.url).field("runbook", alert.runbook);
    return lines.field("began", alert.began).field("ended", alert.ended).text();
}

std::string text_of(const AlertChanged& change) {
    Lines lines("  ");
    lines.title("alerts").field("group", change.group).field("title", change.title);
    lines.number("untold", change.untold, 0).flag("reopens", change.reopens);
    lines.flag("acknowledged", change.acknowledged).field("actor", change.actor);
    lines.field("url", change.url).field("at", change.at);
    lines.number("repeats_ms", change.repeats.count(), 0);
    for (const auto& alert : change.alerts)
        lines.add(text_of(alert));
    return lines.text();
}

std::string text_of(const DeployChanged& change) {
    Lines lines("  ");
    lines.title("deploy").field("deploy", change.deploy).field("phase", commands::name(change.phase));
    lines.field("at", change.at).field("project", change.project).field("environment", change.environment);
    lines.field("version", change.version).field("sha", change.sha).field("reason", change.reason);
    return lines.field("url", change.url).field("ours", change.ours).person("actor", change.actor).text();
}

} // namespace

std::string dump(const Result<hooks::Reading>& reading) {
    Lines lines("");
    if (!reading) return lines.field("error", reading.error().text()).text();
    lines.field("event", reading->event).field("greeting", reading->greeting);
    for (const auto& change : reading->changes)
        lines.add(std::visit([](const auto& one) { return text_of(one); }, change));
    return lines.text();
}

} // namespace pilothouse::vendors
