#include "integrations/net/http_gate.hpp"

#include "integrations/net/url.hpp"

#include <algorithm>
#include <array>

namespace pilothouse::net {

namespace {

struct Head {
    std::string_view raw;
    const HttpRequest& request;
};

constexpr std::size_t most_fields = 64;
constexpr std::size_t longest_target = 2048;

bool starts_with_name(std::string_view line, std::string_view name) {
    return line.size() > name.size() && line[name.size()] == ':' && same_name(line.substr(0, name.size()), name);
}

std::size_t count_of(const Head& head, std::string_view name) {
    return static_cast<std::size_t>(std::ranges::count_if(head.request.headers, [&](const auto& field) {
        return same_name(field.first, name);
    }));
}

std::string_view value_of(const Head& head, std::string_view name) {
    return header(head.request.headers, name);
}

/// Calls `bad` with each line of the head after the request line.
template <class F>
bool any_line(const Head& head, F bad) {
    std::size_t at = head.raw.find("\r\n");
    while (at != std::string_view::npos && at + 2 < head.raw.size()) {
        const std::size_t end = head.raw.find("\r\n", at + 2);
        if (bad(head.raw.substr(at + 2, end == std::string_view::npos ? end : end - at - 2))) return true;
        at = end;
    }
    return false;
}

bool is_folded(const Head& head) {
    return any_line(head, [](std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); });
}

bool has_tab_in_framing(const Head& head) {
    constexpr std::array<std::string_view, 3> framing{"host", "content-length", "transfer-encoding"};
    return any_line(head, [&](std::string_view line) {
        return line.contains('\t') &&
               std::ranges::any_of(framing, [&](std::string_view name) { return starts_with_name(line, name); });
    });
}

bool is_other_version(const Head& head) {
    return !head.raw.substr(0, head.raw.find("\r\n")).ends_with(" HTTP/1.1");
}

bool is_other_method(const Head& head) {
    return head.request.method != "GET" && head.request.method != "POST";
}

bool has_too_many_fields(const Head& head) {
    return head.request.headers.size() > most_fields;
}

bool has_no_single_host(const Head& head) {
    const std::string_view host = value_of(head, "host");
    return count_of(head, "host") != 1 || host.empty() || host.find_first_of(" ,/\\@?#") != std::string_view::npos;
}

bool has_long_target(const Head& head) {
    return head.request.target.size() > longest_target;
}

/// Origin form, decoded once: no way out of the path, nothing that ends a string early.
bool has_odd_target(const Head& head) {
    if (!head.request.target.starts_with('/')) return true;
    const auto path = percent_decoded(path_of(head.request.target));
    if (!path || path->contains('\0') || path->contains('\\')) return true;
    std::string_view rest = *path;
    while (!rest.empty()) {
        rest.remove_prefix(1);
        const std::string_view segment = rest.substr(0, rest.find('/'));
        if (segment == ".." || segment == ".") return true;
        rest.remove_prefix(segment.size());
    }
    return false;
}

bool has_two_lengths(const Head& head) {
    return count_of(head, "content-length") + count_of(head, "transfer-encoding") > 1;
}

bool has_odd_coding(const Head& head) {
    return count_of(head, "transfer-encoding") == 1 && value_of(head, "transfer-encoding") != "chunked";
}

bool has_odd_length(const Head& head) {
    if (count_of(head, "content-length") == 0) return false;
    const std::string_view length = value_of(head, "content-length");
    if (length.empty() || (length.size() > 1 && length.starts_with('0'))) return true;
    return !std::ranges::all_of(length, [](char c) { return c >= '0' && c <= '9'; });
}

bool has_no_length(const Head& head) {
    return head.request.method == "POST" && count_of(head, "content-length") + count_of(head, "transfer-encoding") == 0;
}

bool is_get_with_body(const Head& head) {
    if (head.request.method != "GET") return false;
    if (count_of(head, "transfer-encoding") > 0) return true;
    return count_of(head, "content-length") > 0 && value_of(head, "content-length") != "0";
}

/// A compressed body could unpack to any size.
bool is_compressed(const Head& head) {
    return count_of(head, "content-encoding") > 0 &&
           (count_of(head, "content-encoding") > 1 || value_of(head, "content-encoding") != "identity");
}

bool expects_something_else(const Head& head) {
    return count_of(head, "expect") > 0 && !same_name(value_of(head, "expect"), "100-continue");
}

struct Rule {
    bool (*is_broken)(const Head&);
    int status;
    std::string_view why;
};

constexpr std::array<Rule, 15> rules{{
    {is_other_version, 505, "only version 1.1 of HTTP is spoken here"},
    {is_folded, 400, "a header line is folded"},
    {has_too_many_fields, 431, "more than 64 header fields"},
    {has_tab_in_framing, 400, "a tab in Host, Content-Length or Transfer-Encoding"},
    {is_other_method, 405, "the method is neither GET nor POST"},
    {has_no_single_host, 400, "there must be exactly one Host"},
    {has_long_target, 414, "the target is longer than 2,048 bytes"},
    {has_odd_target, 400, "the target is not a plain path"},
    {has_two_lengths, 400, "more than one statement of the body's length"},
    {has_odd_coding, 400, "a transfer coding other than chunked"},
    {has_odd_length, 400, "the Content-Length is not a plain number"},
    {has_no_length, 411, "a POST without Content-Length"},
    {is_get_with_body, 400, "a GET with a body"},
    {is_compressed, 415, "a content coding other than identity"},
    {expects_something_else, 417, "an expectation other than 100-continue"},
}};

} // namespace

std::optional<Refusal> refused(std::string_view raw, const HttpRequest& request) {
    const Head head{raw, request};
    for (const Rule& rule : rules)
        if (rule.is_broken(head)) return Refusal{rule.status, std::string(rule.why)};
    return std::nullopt;
}

} // namespace pilothouse::net
