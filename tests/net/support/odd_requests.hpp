#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <string>
#include <vector>

namespace pilothouse::tests {

/// A request that two readers could read differently, or that no honest sender makes, and what it is refused with.
struct OddRequest {
    std::string name;
    std::string bytes;
    int status;
};

inline std::string in_hex(std::size_t number) {
    std::array<char, 16> digits{};
    return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr};
}

/// Odd requests for a plain path (not "/" at its end), of a server that takes bodies of `room` bytes there.
inline std::vector<OddRequest> odd_requests(const std::string& target, std::size_t room) {
    const std::string post = "POST " + target + " HTTP/1.1\r\n";
    const std::string start = post + "Host: here\r\n";
    std::string many_fields = start;
    for (int i = 0; i < 80; ++i)
        many_fields += "X-" + std::to_string(i) + ": y\r\n";
    const std::string body = "Content-Length: 3\r\n\r\nabc";
    const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
    return {
        {"length and chunked", start + "Content-Length: 3\r\n" + chunked + "0\r\n\r\n", 400},
        {"chunked and length", start + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", 400},
        {"two differing lengths", start + "Content-Length: 4\r\n" + body, 400},
        {"the same length twice", start + "Content-Length: 3\r\n" + body, 400},
        {"a list of lengths", start + "Content-Length: 3, 3\r\n\r\nabc", 400},
        {"a signed length", start + "Content-Length: +3\r\n\r\nabc", 400},
        {"a negative length", start + "Content-Length: -3\r\n\r\nabc", 400},
        {"a hexadecimal length", start + "Content-Length: 0x3\r\n\r\nabc", 400},
        {"a length with zeros before it", start + "Content-Length: 0003\r\n\r\nabc", 400},
        {"an empty length", start + "Content-Length:\r\n\r\nabc", 400},
        {"a length beyond 64 bits", start + "Content-Length: 18446744073709551617\r\n\r\nabc", 400},
        {"a body over the limit", start + "Content-Length: " + std::to_string(room + 1) + "\r\n\r\nabc", 413},
        {"two transfer codings", start + "Transfer-Encoding: chunked\r\n" + chunked + "0\r\n\r\n", 400},
        {"transfer coding identity", start + "Transfer-Encoding: identity\r\n\r\nabc", 400},
        {"transfer coding xchunked", start + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        {"chunked, then identity", start + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 400},
        {"gzip, then chunked", start + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"a tab before chunked", start + "Transfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n", 400},
        {"space before the colon", start + "Content-Length : 3\r\n\r\nabc", 400},
        {"a bare newline in the header", "POST " + target + " HTTP/1.1\r\nHost: here\nContent-Length: 3\r\n\r\nabc", 400
        },
        {"only bare newlines", "GET " + target + " HTTP/1.1\nHost: here\n\n", 400},
        {"a NUL in a value", start + std::string("X: a\0b\r\n", 8) + body, 400},
        {"a lone carriage return in a value", start + "X: a\rb\r\n" + body, 400},
        {"a folded line", start + "X: a\r\n b\r\n" + body, 400},
        {"a folded line with a tab", start + "X: a\r\n\tb\r\n" + body, 400},
        {"HTTP/1.0", "POST " + target + " HTTP/1.0\r\nHost: here\r\n" + body, 505},
        {"chunked on HTTP/1.0", "POST " + target + " HTTP/1.0\r\nHost: here\r\n" + chunked + "0\r\n\r\n", 505},
        {"HTTP/1.2", "POST " + target + " HTTP/1.2\r\nHost: here\r\n" + body, 400},
        {"HTTP/2.0", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"a negative chunk", start + chunked + "-1\r\nabc\r\n0\r\n\r\n", 400},
        {"a chunk beyond 64 bits", start + chunked + "10000000000000000\r\nabc\r\n0\r\n\r\n", 400},
        {"chunks over the limit", start + chunked + in_hex(room + 1) + "\r\nabc", 413},
        {"a long chunk extension", start + chunked + "3;" + std::string(300, 'x') + "\r\nabc\r\n0\r\n\r\n", 400},
        {"an endless chunk extension", start + chunked + "3;" + std::string(100'000, 'x'), 400},
        {"endless trailers", start + chunked + "0\r\nX: " + std::string(100'000, 'x'), 400},
        {"a header over the limit", start + "X: " + std::string(9000, 'x') + "\r\n" + body, 431},
        {"an endless header", start + "X: " + std::string(40'000, 'x'), 431},
        {"more than 64 fields", many_fields + body, 431},
        {"an empty line first", "\r\n" + start + body, 400},
        {"a space in the target", "POST " + target + "/a b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"no Host", post + body, 400},
        {"two Hosts", start + "Host: there\r\n" + body, 400},
        {"an empty Host", post + "Host:\r\n" + body, 400},
        {"a Host with a path", post + "Host: here/there\r\n" + body, 400},
        {"an absolute target", "POST http://other" + target + " HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"an authority target", "CONNECT here:443 HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"a target that climbs", "POST " + target + "/../b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a target that climbs, encoded", "POST " + target + "/%2e%2E/b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a target with a broken escape", "POST " + target + "%zz HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a target with a NUL", "POST " + target + "%00b HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a long target", "POST " + target + std::string(2100, 'a') + " HTTP/1.1\r\nHost: here\r\n" + body, 414},
        {"a method in lower case", "post " + target + " HTTP/1.1\r\nHost: here\r\n" + body, 405},
        {"another method", "DELETE " + target + " HTTP/1.1\r\nHost: here\r\n\r\n", 405},
        {"a POST without a length", start + "\r\nabc", 411},
        {"a GET with a body", "GET " + target + " HTTP/1.1\r\nHost: here\r\n" + body, 400},
        {"a compressed body", start + "Content-Encoding: gzip\r\n" + body, 415},
        {"an unknown expectation", start + "Expect: miracles\r\n" + body, 417},
        {"not HTTP", "\x16\x03\x01\r\n\r\n", 400},
    };
}

} // namespace pilothouse::tests
