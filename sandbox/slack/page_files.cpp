#include "integrations/net/url.hpp"
#include "sandbox/slack/control.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace pilothouse::sandbox {

namespace {

constexpr std::uintmax_t most_bytes = 32u << 20;

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json; charset=utf-8"},
    {".map", "application/json; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".txt", "text/plain; charset=utf-8"},
}};

std::string_view type_of(const std::filesystem::path& file) {
    const std::string extension = file.extension().string();
    const auto found = std::ranges::find(types, extension, &std::pair<std::string_view, std::string_view>::first);
    return found == types.end() ? "application/octet-stream" : found->second;
}

net::HttpResponse text(int status, std::string body) {
    return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(body)};
}

/// Every part must be an ordinary name: no "..", no hidden file, no absolute path.
bool is_harmless(const std::filesystem::path& path) {
    return std::ranges::all_of(path, [](const std::filesystem::path& part) {
        const std::string name = part.string();
        return !name.empty() && name.front() != '.' && name.find('\\') == std::string::npos &&
               name.find('\0') == std::string::npos;
    });
}

net::HttpResponse no_page() {
    return text(
        200, "This is the Pilothouse sandbox: a Slack workspace on your machine.\n\n"
             "The page is not built here. The workspace works without it:\n"
             "  Web API      /api/<method>\n"
             "  what is here /_sim/state\n"
             "  say a word   POST /_sim/say {\"as\":\"UANA\",\"channel\":\"CGENERAL\",\"text\":\"hello\"}\n"
    );
}

} // namespace

net::HttpResponse page_file(const std::string& folder, std::string_view path) {
    const auto decoded = net::percent_decoded(path);
    if (!decoded) return text(400, "The path is not well-formed.\n");
    std::string_view wanted = *decoded;
    while (wanted.starts_with('/'))
        wanted.remove_prefix(1);
    const bool front = wanted.empty();
    const std::filesystem::path relative(front ? "index.html" : wanted);
    if (!is_harmless(relative)) return text(404, "There is nothing here.\n");
    const std::filesystem::path file = std::filesystem::path(folder) / relative;
    std::error_code error;
    const bool good = !folder.empty() && std::filesystem::is_regular_file(file, error) &&
                      std::filesystem::file_size(file, error) <= most_bytes;
    if (!good || error) return front ? no_page() : text(404, "There is nothing here.\n");
    std::ifstream stream(file, std::ios::binary);
    std::string body(std::istreambuf_iterator<char>(stream), {});
    return {
        .status = 200,
        .headers =
            {{"Content-Type", std::string(type_of(file))},
             {"Cache-Control", "no-cache"},
             {"X-Content-Type-Options", "nosniff"}},
        .body = std::move(body),
    };
}

} // namespace pilothouse::sandbox
