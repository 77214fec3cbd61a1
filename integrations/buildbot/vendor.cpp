#include "integrations/buildbot/vendor.hpp"

#include "integrations/hooks/fields.hpp"
#include "integrations/hooks/links.hpp"

#include <array>

namespace pilothouse::buildbot {

namespace {
using commands::Phase;
using commands::PipelineChanged;

// HttpStatusPush can't sign, but it can send a header.
constexpr std::array proofs = {
    hooks::Proof{
        .header = "Authorization",
        .prefix = "Bearer ",
        .algorithm = hooks::Algorithm::equality,
        .encoding = hooks::Encoding::plain,
    },
};

/// The number that Buildbot has for a result is the place in this table: success, warnings, failure, skipped,
/// exception, retry, cancelled. What is retried is so as another build.
constexpr std::array results = {Phase::succeeded, Phase::succeeded, Phase::failed,   Phase::skipped,
                                Phase::failed,    Phase::neutral,   Phase::cancelled};

Phase phase_of(JsonView build) {
    if (!build["complete"].is_true()) return Phase::running;
    if (!build["results"]) return Phase::neutral;
    const auto result = build["results"].whole_number();
    return result >= 0 && result < std::ssize(results) ? results[static_cast<std::size_t>(result)] : Phase::neutral;
}

/// A property is [value, where it came from].
JsonView property(JsonView build, std::string_view name) {
    return build["properties"][name].first();
}

/// "Alice <alice@example.com>", an address alone, or a name alone.
commands::Author author_of(std::string_view text) {
    const auto open = text.find('<');
    const auto close = text.find('>');
    if (open != std::string_view::npos && close != std::string_view::npos && close > open)
        return {
            .name = hooks::first_line(text.substr(0, open)),
            .email = std::string(text.substr(open + 1, close - open - 1)),
        };
    if (text.contains('@')) return {.email = hooks::first_line(text)};
    return {.login = hooks::first_line(text)};
}

/// The numbers of builds begin anew when a master is made anew; the moment of the start does not.
std::string run_key(JsonView build, const std::string& number) {
    std::string key("buildbot/");
    const auto url = build.text("url");
    if (url.empty())
        key.append(build["builder"].text("name")).append(1, '/').append(number);
    else
        key.append(url);
    if (const auto began = hooks::id_text(build["started_at"]); !began.empty()) key.append(1, '@').append(began);
    return key;
}

/// The project that the master's configuration names, else the repository, else the builder.
std::string project_of(JsonView build, JsonView source) {
    const auto name = hooks::first_text({source.text("project"), property(build, "project").text()});
    if (!name.empty()) return std::string(name);
    const auto url = hooks::first_text({source.text("repository"), property(build, "repository").text()});
    if (auto path = hooks::repository_path(url); !path.empty()) return path;
    return std::string(build["builder"].text("name"));
}

/// Where it came from: the property is there for every build, the source only where one is known.
void tell_source(PipelineChanged& change, JsonView build) {
    const auto source = build["buildset"]["sourcestamps"].first();
    change.project = project_of(build, source);
    change.branch = hooks::short_ref(hooks::first_text({source.text("branch"), property(build, "branch").text()}));
    change.sha = hooks::first_text(
        {property(build, "got_revision").text(), source.text("revision"), property(build, "revision").text()}
    );
    change.trigger = property(build, "scheduler").text();
    for (const auto owner : property(build, "owners").elements())
        if (!owner.text().empty()) change.authors.push_back(author_of(owner.text()));
    if (const auto owner = property(build, "owner").text(); !owner.empty()) change.actor = author_of(owner);
}

Result<hooks::Reading> read(const hooks::Delivery& delivery) {
    const auto build = delivery.json;
    PILOTHOUSE_TRY(const auto number, hooks::needed_id(build, "number", "number"));
    if (build.text("url").empty()) PILOTHOUSE_CHECK(hooks::needed_text(build["builder"], "name", "builder.name"));
    PipelineChanged change{.run = run_key(build, number), .phase = phase_of(build)};
    change.name = build["builder"].text("name");
    change.number = number;
    change.url = hooks::web_link(build.text("url"));
    tell_source(change, build);
    change.began = hooks::unix_time(build["started_at"]);
    if (commands::ended(change.phase)) change.ended = hooks::unix_time(build["complete_at"]);
    change.at = change.ended ? *change.ended : change.began.value_or(delivery.received);
    if (commands::broken(change.phase) || change.phase == Phase::neutral)
        change.reason = hooks::first_line(build.text("state_string"));
    const bool over = commands::ended(change.phase);
    return hooks::Reading{.changes = {std::move(change)}, .event = over ? "build finished" : "build started"};
}

/// A build is told of twice: when it starts, and when it is complete.
std::string key(const hooks::Delivery& delivery) {
    const auto number = hooks::id_text(delivery.json["number"]);
    if (number.empty()) return {};
    return run_key(delivery.json, number) + (delivery.json["complete"].is_true() ? "/complete" : "/started");
}

constexpr std::string_view setup = R"(In Buildbot's master.cfg:
  from buildbot.plugins import reporters
  with open("pilothouse.secret") as file:
      authorization = "Bearer " + file.read().strip()
  c["services"].append(reporters.HttpStatusPush("{url}", headers={"Authorization": authorization}))
and {secret} in the file pilothouse.secret beside it, that only the master can read.
c["buildbotURL"] must be right, or nothing here can link to a build.
)";

constexpr hooks::Vendor buildbot_vendor = {
    .name = "buildbot",
    .title = "Buildbot",
    .proofs = proofs,
    .key = key,
    .read = read,
    .setup = setup,
};
} // namespace

const hooks::Vendor& vendor() {
    return buildbot_vendor;
}

} // namespace pilothouse::buildbot
