#include "bot/program/program.hpp"
#include "storage/sqlite/open.hpp"

#include <cstdio>

namespace pilothouse::program {

int back_up(const std::string& file, const std::string& to) {
    const auto settings = settings_or_complain(file, false);
    if (!settings) return exit_config;
    const auto written = storage::back_up_file(settings->storage.path, to);
    if (!written) return complain(written.error());
    std::printf("%s is a checked copy of %s\n", to.c_str(), settings->storage.path.c_str());
    return exit_ok;
}

} // namespace pilothouse::program
