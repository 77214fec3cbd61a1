#pragma once

#include <string>
#include <utility>
#include <vector>

namespace pilothouse::config {

/// Where in JSON of any shape stands what a hook is to tell: `map = { … }`. Each place is a JSON pointer ("/build/id"),
/// a path with dots ("build.id"), a text with places in braces ("{/build/name} on {branch}"), or a fixed text in single
/// quotes. "$" in front of a place looks from the whole body where `each` names a list in it.
struct HookMap {
    std::string kind; ///< build, deploy or alert; empty: there is no map
    std::string each;
    std::string event;
    std::string delivery;
    std::string phase;
    std::string at;
    std::string began;
    std::string ended;
    std::string url;
    std::string actor;
    std::string project;
    std::string sha;
    std::string reason;
    std::string name;
    std::string title;

    std::string run;
    std::string job;
    std::string attempt;
    std::string number;
    std::string branch;
    std::string trigger;
    std::string change_url;
    std::string change_label;
    std::string author_name;
    std::string author_email;

    std::string deploy;
    std::string environment;
    std::string version;
    std::string ours;

    std::string alert;
    std::string severity;
    std::string summary;
    std::string description;
    std::string runbook;

    /// What the sender calls a phase, and one of phase_words(); "*" is all that has no row.
    std::vector<std::pair<std::string, std::string>> phases;

    [[nodiscard]] bool empty() const { return kind.empty(); }
};

} // namespace pilothouse::config
