#pragma once

#include "integrations/net/http.hpp"
#include "integrations/net/url.hpp"

#include <boost/beast/http/basic_parser.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

/// HTTP/1.1 messages as bytes. The readers fill our own structs straight from the parser's callbacks.
namespace pilothouse::net {

using HttpError = boost::beast::error_code;

namespace wire = boost::beast::http;

/// Reads one request. Trailers are read and dropped: they are no headers.
class RequestReader final : public wire::basic_parser<true> {
public:
    /// `extension_bytes`: the longest chunk extension that is let through.
    RequestReader(std::size_t header_bytes, std::size_t body_bytes, std::size_t extension_bytes);

    HttpRequest request;

private:
    void
    on_request_impl(wire::verb, boost::beast::string_view method, boost::beast::string_view target, int version, HttpError&)
        override;

    void on_response_impl(int, boost::beast::string_view, int, HttpError&) override {}

    void on_field_impl(wire::field, boost::beast::string_view name, boost::beast::string_view value, HttpError& error)
        override;

    void on_header_impl(HttpError&) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, HttpError&) override;
    std::size_t on_body_impl(boost::beast::string_view bytes, HttpError&) override;
    void on_chunk_header_impl(std::uint64_t size, boost::beast::string_view extensions, HttpError& error) override;
    std::size_t on_chunk_body_impl(std::uint64_t remain, boost::beast::string_view bytes, HttpError&) override;

    void on_finish_impl(HttpError&) override {}

    std::size_t extension_bytes_;
};

/// Reads one response.
class ResponseReader final : public wire::basic_parser<false> {
public:
    /// `without_body`: the answer to HEAD ends with its headers, whatever they say.
    ResponseReader(std::size_t body_bytes, bool without_body);

    HttpResponse response;

private:
    void on_request_impl(wire::verb, boost::beast::string_view, boost::beast::string_view, int, HttpError&) override {}

    void on_response_impl(int status, boost::beast::string_view, int version, HttpError&) override;
    void on_field_impl(wire::field, boost::beast::string_view name, boost::beast::string_view value, HttpError& error)
        override;

    void on_header_impl(HttpError&) override {}

    void on_body_init_impl(const boost::optional<std::uint64_t>& length, HttpError&) override;
    std::size_t on_body_impl(boost::beast::string_view bytes, HttpError&) override;

    void on_chunk_header_impl(std::uint64_t, boost::beast::string_view, HttpError&) override {}

    std::size_t on_chunk_body_impl(std::uint64_t remain, boost::beast::string_view bytes, HttpError&) override;

    void on_finish_impl(HttpError&) override {}
};

/// Appends a whole request to `out`, header and body, so that it leaves in one write. Host, Content-Length and
/// User-Agent are added; a Content-Length, Transfer-Encoding or Connection of the caller's is left out.
/// Errors: bad_input for a method, target or header that would break the message apart.
Result<void> append_request(std::string& out, const Url& url, const HttpRequest& request);

/// Appends a whole response. A header that would break the message apart is left out and logged. `method` is that
/// of the request: the answer to HEAD has no body.
void append_response(std::string& out, const HttpResponse& response, std::string_view method, bool keep_alive);

} // namespace pilothouse::net
