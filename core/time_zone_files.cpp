#include "core/time_zone.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>

namespace pilothouse {

namespace {

constexpr std::string_view folder = "/usr/share/zoneinfo/";
constexpr std::size_t longest_name = 64;
constexpr std::size_t largest_file = 1 << 20;

/// A path below the folder, and no way out of it.
bool is_name(std::string_view name) {
    constexpr std::string_view others = "_+-/";
    const auto fine = [=](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
    };
    return !name.empty() && name.size() <= longest_name && std::ranges::all_of(name, fine) && name.front() != '/' &&
           name.back() != '/';
}

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) return std::nullopt;
    std::string content;
    content.resize(largest_file);
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    return content;
}

/// A compiled zone without changes, for systems without a time zone database.
std::string utc_file() {
    std::string header(44, '\0');
    header.replace(0, 5, "TZif2");
    header[39] = 1; // one type
    const std::string type(6, '\0');
    return header + type + header + type + "\nUTC0\n";
}

Result<TimeZone> read_zone(const std::string& name) {
    if (name == "UTC") return TimeZone::parse(utc_file());
    const auto content = is_name(name) ? content_of(std::string(folder) + name) : std::nullopt;
    if (!content) return fail(Errc::not_found, "there is no time zone '" + name + "'");
    return TimeZone::parse(*content);
}

} // namespace

Result<std::shared_ptr<const TimeZone>> time_zone(std::string_view name) {
    static std::mutex mutex;
    static std::map<std::string, std::shared_ptr<const TimeZone>, std::less<>> known;
    const std::lock_guard lock(mutex);
    if (const auto it = known.find(name); it != known.end()) return it->second;
    PILOTHOUSE_TRY(auto zone, read_zone(std::string(name)));
    return known.emplace(std::string(name), std::make_shared<const TimeZone>(std::move(zone))).first->second;
}

std::vector<std::string> time_zone_names() {
    std::vector<std::string> names{"UTC"};
    // The source of the database, in one file: "Z Europe/Berlin …" is a zone, "L Europe/Berlin Arctic/Longyearbyen"
    // another name of one.
    std::ifstream stream(std::string(folder) + "tzdata.zi");
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with("Z ") && !line.starts_with("L ")) continue;
        const auto begin = line.starts_with("Z ") ? 2 : line.find(' ', 2) + 1;
        auto name = line.substr(begin, line.find(' ', begin) - begin);
        if (name != "UTC") names.push_back(std::move(name));
    }
    std::ranges::sort(names);
    return names;
}

} // namespace pilothouse
