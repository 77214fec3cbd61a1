#pragma once

#include "integrations/slack/envelope.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

/// The payloads in tests/slack/samples, and a bot that they are meant for.
namespace pilothouse::slack::samples {

inline std::filesystem::path folder() {
    return std::filesystem::path(PILOTHOUSE_SOURCE) / "tests" / "slack" / "samples";
}

inline std::string text(const std::filesystem::path& file) {
    std::ifstream in(file);
    REQUIRE(in);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline nlohmann::json read(const std::string& name) {
    return nlohmann::json::parse(text(folder() / (name + ".json")));
}

inline std::vector<std::filesystem::path> all() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder()))
        files.push_back(entry.path());
    return files;
}

inline Hearing hearing() {
    Hearing own;
    own.own_user_id = "U08SHIPBOT2";
    own.own_bot_id = "B08SHIPBOT3";
    own.response_urls = ResponseUrls({"hooks.slack.com"}, "https://slack.com/api/");
    return own;
}

inline Envelope decoded(const nlohmann::json& frame, const Hearing& own = hearing()) {
    return decode_envelope(frame.dump(), own);
}

/// The event of a frame that must have one.
template <class Event>
Event heard(const nlohmann::json& frame, const Hearing& own = hearing()) {
    auto envelope = decoded(frame, own);
    REQUIRE(envelope.heard);
    REQUIRE(*envelope.heard);
    const auto* event = std::get_if<Event>(&(*envelope.heard)->event);
    REQUIRE(event);
    return *event;
}

inline std::string key(const nlohmann::json& frame) {
    auto envelope = decoded(frame);
    REQUIRE(envelope.heard);
    REQUIRE(*envelope.heard);
    return (*envelope.heard)->key;
}

/// True when the frame is understood and runs nothing.
inline bool is_passed_over(const nlohmann::json& frame, const Hearing& own = hearing()) {
    const auto envelope = decoded(frame, own);
    return envelope.heard && !*envelope.heard;
}

} // namespace pilothouse::slack::samples
