#include "integrations/jenkins/build_url.hpp"

#include "integrations/net/url.hpp"

#include <algorithm>
#include <vector>

namespace pilothouse::jenkins {

namespace {
std::vector<std::string_view> segments(std::string_view url) {
    std::vector<std::string_view> found;
    while (!url.empty()) {
        const auto end = std::min(url.find('/'), url.size());
        if (end > 0) found.push_back(url.substr(0, end));
        url.remove_prefix(std::min(end + 1, url.size()));
    }
    return found;
}

/// The branch "fix/x" is a job named "fix%2Fx", whose address has "fix%252Fx".
std::string spoken_name(std::string_view segment) {
    std::string name(segment);
    for (int i = 0; i < 2; ++i)
        if (auto plain = net::percent_decoded(name)) name = *std::move(plain);
    return name;
}
} // namespace

std::string job_path(std::string_view url) {
    const auto parts = segments(url);
    std::string path;
    for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
        if (parts[i] != "job") continue;
        path.append(path.empty() ? "" : "/").append(spoken_name(parts[i + 1]));
        ++i;
    }
    return path;
}

std::string build_number(std::string_view url) {
    const auto parts = segments(url);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return !parts.empty() && std::ranges::all_of(parts.back(), is_digit) ? std::string(parts.back()) : std::string();
}

std::string build_path(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    const auto parts = segments(url);
    const auto first = std::ranges::find(parts, "job");
    const auto number = build_number(url);
    const auto count = static_cast<std::size_t>(parts.end() - first);
    if (number.empty() || count < 3 || count % 2 == 0) return {};
    std::string path;
    for (auto part = first; part + 1 != parts.end(); part += 2) {
        const auto name = net::percent_decoded(*(part + 1));
        if (*part != "job" || !name || name->empty() || *name == "." || *name == "..") return {};
        path += "job/" + net::percent_encoded(*name) + "/";
    }
    return path + number;
}

} // namespace pilothouse::jenkins
