#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pilothouse::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/"; ///< path and query, not decoded
    Headers headers{};
    std::string body{};
};

struct HttpResponse {
    int status = 200;
    Headers headers{};
    std::string body{};
    bool proved = false; ///< a server's own: who asked has proved who it is, and its connection may stay
};

/// Whether two names are the same but for the case of ASCII letters.
bool same_name(std::string_view a, std::string_view b);

/// The first value of a header, compared without case; empty where there is none.
std::string_view header(const Headers& headers, std::string_view name);

/// The target's path without its query, and the query.
std::string_view path_of(std::string_view target);
std::string_view query_of(std::string_view target);

} // namespace pilothouse::net
