#include "integrations/net/http.hpp"
#include "integrations/net/url.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace pilothouse::net {

TEST_CASE("URLs are taken apart", "[url]") {
    struct Case {
        std::string text;
        bool tls;
        std::string host;
        std::uint16_t port;
        std::string target;
        std::string authority;
    };

    const std::vector<Case> cases{
        {"https://slack.com/api/", true, "slack.com", 443, "/api/", "slack.com"},
        {"http://127.0.0.1:8080", false, "127.0.0.1", 8080, "/", "127.0.0.1:8080"},
        {"HTTPS://Hooks.Slack.COM/Commands/T1/x?a=%2F&b", true, "hooks.slack.com", 443, "/Commands/T1/x?a=%2F&b",
         "hooks.slack.com"},
        {"wss://wss-primary.slack.com/link/?ticket=1-2&app_id=3", true, "wss-primary.slack.com", 443,
         "/link/?ticket=1-2&app_id=3", "wss-primary.slack.com"},
        {"ws://localhost:80/x", false, "localhost", 80, "/x", "localhost"},
        {"http://[::1]:99/x", false, "::1", 99, "/x", "[::1]:99"},
        {"https://host?q", true, "host", 443, "/?q", "host"},
        {"https://host:8443/", true, "host", 8443, "/", "host:8443"},
    };
    for (const Case& expected : cases) {
        CAPTURE(expected.text);
        const auto url = parse_url(expected.text);
        REQUIRE(url);
        CHECK(url->tls == expected.tls);
        CHECK(url->host == expected.host);
        CHECK(url->port == expected.port);
        CHECK(url->target == expected.target);
        CHECK(url->authority() == expected.authority);
    }
}

TEST_CASE("URLs that are not ours to follow are refused", "[url]") {
    const std::vector<std::string> bad{
        "",
        "slack.com",
        "/api",
        "//slack.com/",
        "ftp://host/",
        "https://",
        "https:///x",
        "https://user@host/",
        "https://user:pass@host/",
        "https://hooks.slack.com@evil.example/",
        "https://host:0/",
        "https://host:65536/",
        "https://host:1x/",
        "https://host:x/",
        "https://h:1:2/",
        "https://host/#x",
        "https://ho st/",
        "https://host/a b",
        "https://host/\r\nX: y",
        "https://h%6fst/",
        "https://[::1/",
        "https://host/%zz",
        "javascript:alert(1)",
        "https://h\xc3\xb6st/",
        "https://" + std::string(300, 'a') + "/",
        "https://host/" + std::string(9000, 'a'),
    };
    for (const std::string& text : bad) {
        CAPTURE(text);
        const auto url = parse_url(text);
        REQUIRE_FALSE(url);
        CHECK(url.error().code == Errc::bad_input);
    }
}

TEST_CASE("A refused URL does not show its ticket", "[url]") {
    const auto url = parse_url("https://host:0/link?ticket=secret-ticket");
    REQUIRE_FALSE(url);
    CHECK_FALSE(url.error().text().contains("secret-ticket"));
    const auto user = parse_url("https://me:secret@host/");
    REQUIRE_FALSE(user);
    CHECK_FALSE(user.error().text().contains("@host"));
}

TEST_CASE("Percent encoding goes there and back for every byte", "[url]") {
    std::string all;
    for (int byte = 0; byte < 256; ++byte)
        all += static_cast<char>(byte);
    const std::string encoded = percent_encoded(all);
    CHECK(percent_decoded(encoded).value() == all);
    CHECK(percent_encoded("a/b c&d=e+~") == "a%2Fb%20c%26d%3De%2B~");
    CHECK(percent_decoded("a+b", true).value() == "a b");
    CHECK(percent_decoded("a+b").value() == "a+b");
    for (const char* broken : {"%", "%1", "%zz", "abc%4"})
        CHECK(percent_decoded(broken).error().code == Errc::bad_input);
}

TEST_CASE("Forms go there and back", "[url]") {
    const std::vector<std::pair<std::string, std::string>> fields{
        {"text", "deploy api & co"},
        {"empty", ""},
        {"a=b", "c+d"},
        {"text", "again"},
    };
    CHECK(form_decoded(form_encoded(fields)).value() == fields);
    CHECK(
        form_decoded("a=1&&b&c=%20x+y").value() ==
        std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", ""}, {"c", " x y"}}
    );
    CHECK_FALSE(form_decoded("a=%"));
}

TEST_CASE("Headers are found without case; targets split at the first question mark", "[url]") {
    const Headers headers{{"Content-Type", "a"}, {"X-B", "b"}, {"x-b", "c"}};
    CHECK(header(headers, "content-type") == "a");
    CHECK(header(headers, "x-b") == "b");
    CHECK(header(headers, "none").empty());
    CHECK(path_of("/a/b?c?d") == "/a/b");
    CHECK(query_of("/a/b?c?d") == "c?d");
    CHECK(query_of("/a").empty());
}

} // namespace pilothouse::net
