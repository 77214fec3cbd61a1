#include "corpus.hpp"
#include "dump.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <fstream>

using namespace pilothouse;
using namespace pilothouse::vendors;

namespace fs = std::filesystem;

/// With PILOTHOUSE_WRITE_GOLDEN set, a reading that is missing is written, to be looked at before it is kept; one that
/// is there is never written over.
TEST_CASE("Each body is read to what the file beside it says") {
    const bool writes = std::getenv("PILOTHOUSE_WRITE_GOLDEN") != nullptr;
    for (const auto& row : rows()) {
        const auto files = bodies(row);
        CHECK_FALSE(files.empty());
        for (const auto& file : files) {
            CAPTURE(row.name, file);
            const auto golden = folder(row) / (file + ".reading");
            const auto reading = dump(read_file(row, file));
            if (fs::exists(golden)) {
                CHECK(reading == text_of(golden));
            } else if (writes) {
                std::ofstream(golden, std::ios::binary) << reading;
            } else {
                FAIL_CHECK("no " << golden << "; it would be:\n" << reading);
            }
        }
    }
}

TEST_CASE("Each reading that is kept belongs to a body") {
    for (const auto& row : rows())
        for (const auto& entry : fs::directory_iterator(folder(row))) {
            CAPTURE(entry.path());
            if (entry.path().extension() == ".reading") CHECK(fs::exists(fs::path(entry.path()).replace_extension()));
        }
}
