#include "integrations/net/http_wire.hpp"

#include "core/log.hpp"

#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <array>

namespace pilothouse::net {

namespace beast = boost::beast;

namespace {

/// Space is set aside for what was announced, but never for more than this before any of it has come.
constexpr std::uint64_t trusted_reserve = 1U << 20U;

void reserve_announced(std::string& body, const boost::optional<std::uint64_t>& length) {
    if (length) body.reserve(static_cast<std::size_t>(std::min(*length, trusted_reserve)));
}

std::size_t append(std::string& body, beast::string_view bytes) {
    body.append(bytes.data(), bytes.size());
    return bytes.size();
}

std::string copy(beast::string_view text) {
    return {text.data(), text.size()};
}

bool is_token_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

bool is_token(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_token_character);
}

/// A line break in a value would let it add headers, or a whole message.
bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool is_target(std::string_view text) {
    return text.starts_with('/') &&
           std::ranges::none_of(text, [](char c) { return (c >= 0 && c <= ' ') || c == 0x7F; });
}

/// Headers that this file writes itself.
bool is_framing(std::string_view name) {
    constexpr std::array<std::string_view, 3> framing{"content-length", "transfer-encoding", "connection"};
    return std::ranges::any_of(framing, [&](std::string_view ours) { return same_name(name, ours); });
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

struct Reason {
    int status;
    std::string_view words;
};

constexpr std::array<Reason, 31> reasons{{
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
}};

std::string_view reason_of(int status) {
    const auto* const found = std::ranges::find(reasons, status, &Reason::status);
    return found == reasons.end() ? std::string_view("Status") : found->words;
}

bool needs_length(const HttpRequest& request) {
    return !request.body.empty() || request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
}

} // namespace

RequestReader::RequestReader(std::size_t header_bytes, std::size_t body_bytes, std::size_t extension_bytes)
    : extension_bytes_(extension_bytes) {
    header_limit(static_cast<std::uint32_t>(header_bytes));
    body_limit(body_bytes);
}

void RequestReader::on_request_impl(wire::verb, beast::string_view method, beast::string_view target, int, HttpError&) {
    request.method = copy(method);
    request.target = copy(target);
    request.headers.clear();
    request.headers.reserve(12);
}

void RequestReader::on_field_impl(wire::field, beast::string_view name, beast::string_view value, HttpError&) {
    if (!is_header_done()) request.headers.emplace_back(copy(name), copy(value));
}

void RequestReader::on_body_init_impl(const boost::optional<std::uint64_t>& length, HttpError&) {
    reserve_announced(request.body, length);
}

std::size_t RequestReader::on_body_impl(beast::string_view bytes, HttpError&) {
    return append(request.body, bytes);
}

void RequestReader::on_chunk_header_impl(std::uint64_t, beast::string_view extensions, HttpError& error) {
    if (extensions.size() > extension_bytes_) error = wire::error::bad_chunk_extension;
}

std::size_t RequestReader::on_chunk_body_impl(std::uint64_t, beast::string_view bytes, HttpError&) {
    return append(request.body, bytes);
}

ResponseReader::ResponseReader(std::size_t body_bytes, bool without_body) {
    header_limit(64U << 10U);
    body_limit(body_bytes);
    skip(without_body);
    eager(true);
}

void ResponseReader::on_response_impl(int status, beast::string_view, int, HttpError&) {
    response.status = status;
    response.headers.reserve(12);
}

void ResponseReader::on_field_impl(wire::field, beast::string_view name, beast::string_view value, HttpError&) {
    if (!is_header_done()) response.headers.emplace_back(copy(name), copy(value));
}

void ResponseReader::on_body_init_impl(const boost::optional<std::uint64_t>& length, HttpError&) {
    reserve_announced(response.body, length);
}

std::size_t ResponseReader::on_body_impl(beast::string_view bytes, HttpError&) {
    return append(response.body, bytes);
}

std::size_t ResponseReader::on_chunk_body_impl(std::uint64_t, beast::string_view bytes, HttpError&) {
    return append(response.body, bytes);
}

Result<void> append_request(std::string& out, const Url& url, const HttpRequest& request) {
    const std::string& target = request.target == "/" ? url.target : request.target;
    if (!is_token(request.method)) return fail(Errc::bad_input, "'" + request.method + "' is not an HTTP method");
    if (!is_target(target)) return fail(Errc::bad_input, "a request target must start with / and hold no spaces");

    out.append(request.method).append(" ").append(target).append(" HTTP/1.1\r\n");
    append_field(out, "Host", url.authority());
    bool names_agent = false;
    for (const auto& [name, value] : request.headers) {
        if (!is_token(name) || !is_field_value(value))
            return fail(
                Errc::bad_input, "the header '" + name + "' can't be sent: it holds a line break or an odd name"
            );
        if (is_framing(name) || same_name(name, "host")) continue;
        names_agent = names_agent || same_name(name, "user-agent");
        append_field(out, name, value);
    }
    if (!names_agent) append_field(out, "User-Agent", "pilothouse/" PILOTHOUSE_VERSION);
    if (needs_length(request)) append_field(out, "Content-Length", std::to_string(request.body.size()));
    out.append("\r\n").append(request.body);
    return {};
}

void append_response(std::string& out, const HttpResponse& response, std::string_view method, bool keep_alive) {
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason_of(response.status));
    out.append("\r\n");
    for (const auto& [name, value] : response.headers) {
        if (is_framing(name)) continue;
        if (!is_token(name) || !is_field_value(value)) {
            log::error("http.header_dropped", {{"header", name}});
            continue;
        }
        append_field(out, name, value);
    }
    append_field(out, "Connection", keep_alive ? "keep-alive" : "close");
    const bool bodiless = response.status == 204 || response.status == 304 || response.status < 200;
    if (!bodiless) append_field(out, "Content-Length", std::to_string(response.body.size()));
    out.append("\r\n");
    if (!bodiless && method != "HEAD") out.append(response.body);
}

} // namespace pilothouse::net
