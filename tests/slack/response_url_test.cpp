#include "integrations/slack/response_url.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

using pilothouse::slack::ResponseUrls;

TEST_CASE("only Slack's own response_url is posted to") {
    const ResponseUrls urls({"hooks.slack.com"}, "https://slack.com/api/");
    CHECK(urls.accept("https://hooks.slack.com/commands/T1/2/x"));
    CHECK(urls.accept("https://slack.com/response/1"));
    const std::vector<std::string> refused{
        "",
        "https://hooks.slack.com",
        "http://hooks.slack.com/x",
        "HTTPS://hooks.slack.com/x",
        "https://hooks.slack.com.evil.example/x",
        "https://hooks.slack.com./x",
        "https://hooks.slack.com:444/x",
        "https://hooks.slack.com:443@evil.example/x",
        "https://hooks.slack.com@evil.example/x",
        "https://user:pw@hooks.slack.com/x",
        "https://evil.example/https://hooks.slack.com/x",
        "https://evil.example#@hooks.slack.com/",
        "https://evil.example\\@hooks.slack.com/",
        "https://hooks.slack.com\\.evil.example/x",
        "https://hooks.slack.com/\\evil",
        "https://hooks.slack.com/x#@evil.example",
        "https://hooks.slack.com%2eevil.example/x",
        "https://hooks.slack.com?x@evil.example/",
        "https://hooks\u3002slack\u3002com/x",
        "https://hoоks.slack.com/x",
        "https://xn--hoks-rsb.slack.com/x",
        " https://hooks.slack.com/x",
        "https://hooks.slack.com/x y",
        "https://hooks.slack.com/x\r\nHost: evil.example",
        std::string("https://hooks.slack.com\0.evil.example/x", 39),
        "https:/hooks.slack.com/x",
        "https:///hooks.slack.com/x",
        "//hooks.slack.com/x",
        "hooks.slack.com/x",
        "file:///etc/passwd",
        "ftp://hooks.slack.com/x",
        "gopher://127.0.0.1:6379/_x",
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://0x7f.1/x",
        "https://0x7f000001/x",
        "https://2130706433/x",
        "https://017700000001/x",
        "https://[::1]/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://localhost/x",
        "https://10.0.0.1/x",
        "https://hooks.slack.com/" + std::string(3'000, 'a'),
    };
    for (const auto& url : refused) {
        INFO(url);
        CHECK_FALSE(urls.accept(url));
    }
}

TEST_CASE("a double of Slack answers at its own address, and at no other port") {
    const ResponseUrls urls({"hooks.slack.com"}, "http://127.0.0.1:3000/api/");
    CHECK(urls.accept("http://127.0.0.1:3000/hooks/1"));
    CHECK_FALSE(urls.accept("http://127.0.0.1:3001/hooks/1"));
    CHECK_FALSE(urls.accept("http://127.0.0.1:30000/hooks/1"));
    CHECK_FALSE(urls.accept("https://127.0.0.1:3000/hooks/1"));
    CHECK_FALSE(urls.accept("http://127.0.0.1/hooks/1"));
    CHECK(ResponseUrls({}, "https://localhost:8443").accept("https://localhost:8443/r"));
    CHECK(ResponseUrls({"proxy.example:8443"}, "").accept("https://proxy.example:8443/r"));
}

TEST_CASE("a configured host that is none opens nothing") {
    for (const auto* host : {"", "*", "hooks.slack.com/", "a@b", "hooks.slack.com/x", "HOOKS", "a b"}) {
        const ResponseUrls urls({host}, "");
        CHECK_FALSE(urls.accept("https://" + std::string(host) + "/x"));
    }
    CHECK_FALSE(ResponseUrls({}, "https://u:p@slack.example/api/").accept("https://u:p@slack.example/x"));
    CHECK_FALSE(ResponseUrls({}, "ftp://slack.example/").accept("ftp://slack.example/x"));
    CHECK_FALSE(ResponseUrls().accept("https://hooks.slack.com/x"));
}
