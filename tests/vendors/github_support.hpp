#pragma once

#include "corpus.hpp"
#include "readings.hpp"

#include <nlohmann/json.hpp>

#include <string>

namespace pilothouse::vendors {

inline const Row& github_row() {
    return row("github");
}

inline nlohmann::json github_body(const std::string& file) {
    return nlohmann::json::parse(text_of(folder(github_row()) / file));
}

inline Result<hooks::Reading> github_read(const std::string& event, const nlohmann::json& body) {
    const auto text = body.dump();
    PILOTHOUSE_TRY(const auto document, JsonDocument::read(text));
    const net::Headers headers = {{"X-GitHub-Event", event}};
    return github_row().vendor().read({.headers = headers, .body = text, .json = document.root()});
}

} // namespace pilothouse::vendors
