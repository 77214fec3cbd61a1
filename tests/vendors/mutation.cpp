#include "corpus.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <array>
#include <exception>
#include <variant>

using namespace pilothouse;
using namespace pilothouse::vendors;

namespace {

/// A value inside a document's text.
struct Place {
    std::size_t key_begin = 0; ///< of a member: where its key stands, quotes included; 0: of an array
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string path{};
    bool text = false;
};

/// Writes a document, and notes where each value of it stands.
class Writer {
public:
    void write(const nlohmann::json& value, const std::string& path, std::size_t key_begin) {
        const auto begin = text.size();
        if (value.is_object()) {
            write_object(value, path);
        } else if (value.is_array()) {
            text += '[';
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (i > 0) text += ',';
                write(value[i], path + "." + std::to_string(i), 0);
            }
            text += ']';
        } else {
            text += value.dump();
        }
        places.push_back({key_begin, begin, text.size(), path, value.is_string()});
    }

    std::string text{};
    std::vector<Place> places{};

private:
    void write_object(const nlohmann::json& value, const std::string& path) {
        text += '{';
        for (const auto& [key, inner] : value.items()) {
            if (text.back() != '{') text += ',';
            const auto key_begin = text.size();
            text += nlohmann::json(key).dump() + ':';
            write(inner, path + "." + key, key_begin);
        }
        text += '}';
    }
};

std::string replaced(const std::string& text, std::size_t begin, std::size_t end, std::string_view what) {
    return text.substr(0, begin).append(what).append(text, end);
}

bool has_key(const commands::Change& change) {
    struct Key {
        const std::string& operator()(const commands::PipelineChanged& one) const { return one.run; }

        const std::string& operator()(const commands::AlertChanged& one) const { return one.group; }

        const std::string& operator()(const commands::DeployChanged& one) const { return one.deploy; }
    };

    return !std::visit(Key{}, change).empty();
}

/// "" when a reader does with a body what it must do with any; else what it did.
std::string misdeed(const Row& row, std::string_view file, const std::string& body) {
    try {
        const auto reading = read(row, file, body);
        if (!reading) {
            const auto& error = reading.error();
            return error.code == Errc::bad_input && !error.message.empty() ? ""
                                                                           : "an error of its own: " + error.text();
        }
        for (const auto& change : reading->changes)
            if (!has_key(change)) return "a change of nothing";
        return "";
    } catch (const std::exception& thrown) {
        return std::string("an exception: ") + thrown.what();
    }
}

struct Mutant {
    std::string_view what;
    std::string text;
};

std::array<Mutant, 4> mutants(const std::string& text, const Place& place) {
    return {{
        {"null", replaced(text, place.begin, place.end, "null")},
        {"of another kind", replaced(text, place.begin, place.end, place.text ? "[7]" : R"("word")")},
        {"odd", replaced(text, place.begin, place.end, place.text ? R"("\u0000<!channel>\n")" : "-1e400")},
        {"gone", place.key_begin == 0 ? replaced(text, place.begin, place.end, "{}")
                                      : replaced(text, place.key_begin, place.begin - 1, R"("was elsewhere")")},
    }};
}

} // namespace

TEST_CASE("No value of any body is missed by the readers: null, gone, odd or of another kind") {
    for (const auto& row : rows())
        for (const auto& file : bodies(row)) {
            Writer whole;
            whole.write(nlohmann::json::parse(text_of(folder(row) / file)), "", 0);
            REQUIRE(misdeed(row, file, whole.text).empty());
            for (const auto& place : whole.places)
                for (const auto& [what, text] : mutants(whole.text, place)) {
                    const auto done = misdeed(row, file, text);
                    if (!done.empty()) FAIL_CHECK(row.name << "/" << file << place.path << " " << what << ": " << done);
                }
        }
}

TEST_CASE("A field that is needed is named when it is missing, and nothing else is needed") {
    struct Needed {
        std::string_view vendor;
        std::string_view file;
        std::vector<std::string_view> fields;
    };

    const std::vector<Needed> all = {
        {"github", "workflow_run.completed-success.json", {"repository.full_name", "workflow_run.id"}},
        {"github",
         "workflow_job.completed-failure.json",
         {"repository.full_name", "workflow_job.id", "workflow_job.run_id"}},
        {"github", "check_suite.completed.json", {"check_suite.id", "repository.full_name"}},
        {"github", "deployment.created-api.json", {"deployment.id", "repository.full_name"}},
        {"github",
         "deployment_status.success.json",
         {"deployment.id", "deployment_status.state", "repository.full_name"}},
        {"gitlab", "pipeline.json", {"object_attributes.id", "object_attributes.status", "project.id"}},
        {"gitlab", "deployment.json", {"deployment_id", "project.id", "status"}},
    };
    for (const auto& [vendor, file, fields] : all) {
        Writer whole;
        whole.write(nlohmann::json::parse(text_of(folder(row(vendor)) / file)), "", 0);
        std::vector<std::string> found;
        for (const auto& place : whole.places) {
            const auto path = place.path.empty() ? std::string() : place.path.substr(1);
            const auto reading = read(row(vendor), file, replaced(whole.text, place.begin, place.end, "null"));
            const bool is_leaf = whole.text[place.begin] != '{' && whole.text[place.begin] != '[';
            if (reading || !is_leaf) continue;
            CAPTURE(file, path, reading.error().text());
            CHECK(reading.error().message.contains(path));
            found.push_back(path);
        }
        CAPTURE(file);
        CHECK(found == std::vector<std::string>(fields.begin(), fields.end()));
    }
}
