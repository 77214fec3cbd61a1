#include "corpus.hpp"
#include "mutants.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::vendors;

TEST_CASE("No value of any body is trusted by the readers: gone, null, odd or of another kind") {
    for (const auto& row : rows())
        for (const auto& file : bodies(row)) {
            CAPTURE(row.name, file);
            CHECK(read_every_mutation(row.vendor(), text_of(folder(row) / file), row.headers(file)) > 0);
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
        const auto whole = marked(nlohmann::json::parse(text_of(folder(row(vendor)) / file)));
        std::vector<std::string> found;
        for (const auto& place : whole.places) {
            const auto reading = read(row(vendor), file, with(whole, place, "null"));
            const bool is_leaf = whole.text[place.begin] != '{' && whole.text[place.begin] != '[';
            if (reading || !is_leaf) continue;
            CAPTURE(file, place.path, reading.error().text());
            CHECK(reading.error().message.contains(place.path));
            found.push_back(place.path);
        }
        CAPTURE(file);
        CHECK(found == std::vector<std::string>(fields.begin(), fields.end()));
    }
}
