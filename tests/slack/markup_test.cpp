#include "core/utf8.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/markup.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <random>
#include <regex>
#include <string>
#include <vector>

using namespace pilothouse;
using slack::mrkdwn;

namespace {

struct Case {
    Text text;
    std::string expected;
};

/// Foreign words that have been used, or could be, to get markup, mentions or broadcasts past a bot.
const std::vector<std::string> naughty{
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<!subteam^S07ONCALL01>",
    "<@U07AMARA001>",
    "<#C07DEPLOYS1>",
    "<https://evil.example|https://bank.example>",
    "<javascript:alert(1)|x>",
    "</text><!channel>",
    "&lt;!channel&gt;",
    "&amp;lt;!channel&amp;gt;",
    "<<!channel>>",
    "<!channel",
    "!channel>",
    "a\n<!channel>",
    "*_~`<@U1>`~_*",
    "```<!channel>```",
    "`` ` ``<!here>",
    "<\u200B!channel>",
    "<!\u202Echannel>",
    "\u2066<@U07AMARA001>\u2069",
    "<!date^0^{date}^https://evil.example|x>",
    "<mailto:a@b|c>",
    "<tel:1|2>",
    "@here @channel #general",
    std::string("<\0!channel>", 11),
    "\xFF<!channel>\xC0\xAF",
    "\xED\xA0\x80<@U1>",
    "<!channel\xE2\x80",
    "| > | <",
    "https://x.example/><!channel>",
    "a|b>c<!here>",
    "\"><script>alert(1)</script>",
    "＜!channel＞",
};

/// Every "<" of our output must begin one of these.
const std::regex our_token(
    R"(^<(@[A-Z0-9]+|#[A-Z0-9]+|https?://[\x21-\x7e]+?(\|[^<>\n]*)?|!date\^-?[0-9]+\^\{date_short_pretty\} \{time\}\|[^<>|]*)>)"
);

std::size_t foreign_tokens(const std::string& written) {
    std::size_t found = 0;
    for (auto at = written.find('<'); at != std::string::npos; at = written.find('<', at + 1)) {
        const auto end = written.find('>', at);
        const bool ours = end != std::string::npos && std::regex_search(written.substr(at, end + 1 - at), our_token);
        found += ours ? 0 : 1;
    }
    return found;
}

std::size_t tokens(const std::string& written) {
    return static_cast<std::size_t>(std::ranges::count(written, '<'));
}

/// The same foreign words in every place where words can stand; three of the spans may be tokens.
Text everywhere(const std::string& words) {
    return Text(words) + bold(words) + italic(words) + code(words) + pilothouse::link(words, words) +
           pilothouse::link("https://ci.example/" + words, words) + mention(PersonId(words)) +
           channel(ChannelId(words)) + when(from_unix_ms(1'795'400'101'000));
}

} // namespace

TEST_CASE("text becomes Slack's mrkdwn") {
    const std::vector<Case> cases{
        {"a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"},
        {bold("api"), "*api*"},
        {bold(" api "), " *api* "},
        {bold(" "), " "},
        {bold("a\nb"), "*a b*"},
        {italic("soon"), "_soon_"},
        {code("v1.4.2"), "`v1.4.2`"},
        {code("a`b"), "`a\u02CBb`"},
        {code("<&>"), "`&lt;&amp;&gt;`"},
        {mention(PersonId("U024BE7LH")), "<@U024BE7LH>"},
        {mention(PersonId("U1> <!channel")), "@U1&gt; &lt;!channel"},
        {channel(ChannelId("C024BE91L")), "<#C024BE91L>"},
        {channel(ChannelId("#ops")), "#ops"},
        {pilothouse::link("https://ci.example/1?a=b&c=d", "build 1"), "<https://ci.example/1?a=b&amp;c=d|build 1>"},
        {pilothouse::link("https://ci.example/a b|c>d\n", "x>|y"), "<https://ci.example/a%20b%7Cc%3Ed%0A|x&gt;/y>"},
        {pilothouse::link("https://ci.example/ü", ""), "<https://ci.example/%C3%BC>"},
        {pilothouse::link("javascript:alert(1)", "click"), "click"},
        {pilothouse::link("HTTPS://x", "upper"), "upper"},
        {when(from_unix_ms(1'795'400'101'999)), "<!date^1795400101^{date_short_pretty} {time}|2026-11-23 02:15 UTC>"},
        {"\u202Eevil\u200B\x1B[31m\x07", "evil[31m"},
        {"broken \xFF", "broken \uFFFD"},
        {"", ""},
    };
    for (const auto& one : cases)
        CHECK(mrkdwn(one.text) == one.expected);
}

TEST_CASE("a title is bold, and its tokens stay") {
    CHECK(slack::bold_mrkdwn("api " + mention(PersonId("U1")) + " done") == "*api* <@U1> *done*");
}

TEST_CASE("no foreign words can form a token") {
    for (const auto& words : naughty) {
        INFO(words);
        const auto written = mrkdwn(everywhere(words));
        CHECK(foreign_tokens(written) == 0);
        const std::size_t own_links = words.starts_with("https://") ? 2 : 1;
        CHECK(tokens(written) == own_links + 1); // and the date
        CHECK(is_utf8(written));
        CHECK(mrkdwn(words).find_first_of("<>") == std::string::npos);
    }
}

TEST_CASE("no random bytes can form a token, however they are cut") {
    std::mt19937 random(20'261'123);
    const std::string alphabet = "<>&|!@#^`*_~ \nU1:/";
    std::uniform_int_distribution<int> byte(0, 255);
    std::uniform_int_distribution<std::size_t> letter(0, alphabet.size() - 1);
    std::uniform_int_distribution<std::size_t> size(0, 40);
    for (int round = 0; round < 4'000; ++round) {
        std::string words;
        for (std::size_t i = size(random); i > 0; --i)
            words += round % 2 == 0 ? static_cast<char>(byte(random)) : alphabet[letter(random)];
        const auto limit = size(random) * 3;
        for (const auto& written : {mrkdwn(words), mrkdwn(everywhere(words), limit)}) {
            const bool good = foreign_tokens(written) == 0 && is_utf8(written);
            if (!good) FAIL_CHECK("from '" << words << "' came '" << written << "'");
        }
        REQUIRE(slack::limits::length(mrkdwn(everywhere(words), limit)) <= limit);
    }
}

TEST_CASE("a cut shows, and never falls inside an escape, a token or a code point") {
    CHECK(mrkdwn("abcdef", 6) == "abcdef");
    CHECK(mrkdwn("abcdef", 5) == "abcd…");
    CHECK(mrkdwn("ab<cdef", 5) == "ab…");
    CHECK(mrkdwn("ab<cdef", 7) == "ab&lt;…");
    CHECK(mrkdwn(bold("abcdef"), 6) == "*abc…*");
    CHECK(mrkdwn("by " + mention(PersonId("U024BE7LH")), 10) == "by …");
    CHECK(mrkdwn("ab" + mention(PersonId("U1")) + "cdef", 9) == "ab<@U1>c…");
    CHECK(mrkdwn("äöü", 3) == "äöü");
    CHECK(mrkdwn("😀😀😀", 5) == "😀😀…");
    CHECK(mrkdwn("abc", 0).empty());
    CHECK(slack::limits::cut("äöüx", 3) == "äö…");
    CHECK(slack::limits::cut_front("äöüx", 3) == "…üx");
    CHECK(slack::limits::cut_front("😀😀😀", 5) == "…😀😀");
}

TEST_CASE("plain text has neither markup nor escapes") {
    const auto text = "a & <b> " + code("v1") + " " + pilothouse::link("https://x.example", "x") + " " +
                      mention(PersonId("U1")) + " " + when(from_unix_ms(0));
    CHECK(slack::plain_text(text) == "a & <b> v1 x @U1 1970-01-01 00:00 UTC");
}
