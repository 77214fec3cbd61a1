#include "integrations/process/archive.hpp"

#include "integrations/process/run_folder.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <vector>

namespace pilothouse::process {

namespace {
namespace fs = std::filesystem;

struct Run {
    DeployId deploy;
    std::string path;
    bool aside = false; ///< of an earlier deploy with the same number
};

/// The runs of a folder, newest first.
std::vector<Run> runs_in(const std::string& folder) {
    std::vector<Run> runs;
    std::error_code failure;
    for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
        const std::string name = it->path().filename().string();
        std::int64_t number = 0;
        const auto [stop, problem] = std::from_chars(name.data(), name.data() + name.size(), number);
        const std::string_view rest(stop, name.data() + name.size());
        const bool aside = rest.starts_with(aside_mark);
        std::error_code unreadable;
        if (problem != std::errc{} || !(rest.empty() || aside) || !it->is_directory(unreadable)) continue;
        runs.push_back({DeployId{number}, it->path().string(), aside});
    }
    std::ranges::sort(runs, std::ranges::greater{}, &Run::deploy);
    return runs;
}
} // namespace

std::size_t prune(
    const std::string& runs_folder, Duration keep_for, std::size_t keep_most, Time now, const std::set<DeployId>& in_use
) {
    std::size_t kept = 0, removed = 0;
    for (const auto& [deploy, path, aside] : runs_in(runs_folder)) {
        const RunFolder run(path);
        const auto begun = run.begun();
        const bool over = (aside || (begun && !in_use.contains(deploy))) && !run.supervised();
        if (!over || (begun && kept < keep_most && now - begun->at <= keep_for)) {
            ++kept;
            continue;
        }
        std::error_code failure;
        fs::remove_all(path, failure);
        if (!failure) ++removed;
    }
    return removed;
}

} // namespace pilothouse::process
