#include "integrations/slack/markup.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <variant>
#include <vector>

using namespace pilothouse;
using commands::Utterance;

namespace {

constexpr const char* own = "U08SHIPBOT2";

struct Spoken {
    std::string operator()(const commands::PlainWords& part) const { return "[" + part.text + "]"; }

    std::string operator()(const commands::VerbatimWords& part) const { return "`" + part.text + "`"; }

    std::string operator()(const commands::PersonNamed& part) const { return "@" + part.person.value; }

    std::string operator()(const commands::ChannelNamed& part) const { return "#" + part.channel.value; }
};

std::string spelled(const Utterance& words) {
    std::string out;
    for (const auto& part : words)
        out += std::visit(Spoken{}, part);
    return out;
}

} // namespace

TEST_CASE("what Slack made of typed text is undone") {
    struct Case {
        std::string text, expected;
    };

    const std::vector<Case> cases{
        {"", ""},
        {"  ", ""},
        {"status api", "[status api]"},
        {"<@U08SHIPBOT2> status api", "[status api]"},
        {"<@U08SHIPBOT2|shipbot>: status", "[status]"},
        {" <@U08SHIPBOT2>,  status", "[status]"},
        {"<@U08SHIPBOT2>", ""},
        {"<@U08SHIPBOT2> <@U08SHIPBOT2> hi", "@U08SHIPBOT2[ hi]"},
        {"please <@U08SHIPBOT2> status", "[please ]@U08SHIPBOT2[ status]"},
        {"ask <@U07JONAS002|jonas> &amp; team", "[ask ]@U07JONAS002[ & team]"},
        {"ask <@W07JONAS002>", "[ask ]@W07JONAS002"},
        {"in <#C07ALERTS02|alerts> and <#C07ALERTS02|> <#C1>", "[in ]#C07ALERTS02[ and ]#C07ALERTS02[ ]#C1"},
        {"cc <!subteam^S07ONCALL01> <!subteam^S1|@oncall>", "[cc @S07ONCALL01 @oncall]"},
        {"<!here> <!channel|channel> <!everyone>", "[@here channel @everyone]"},
        {"at <!date^1795400101^{date}|Nov 23>", "[at Nov 23]"},
        {"deploy <http://api.example.com|api.example.com>", "[deploy api.example.com]"},
        {"deploy <http://api.example.com/|api.example.com>", "[deploy api.example.com]"},
        {"see <https://x.example/a?b=1&amp;c=2>", "[see https://x.example/a?b=1&c=2]"},
        {"see <https://evil.example|https://bank.example>", "[see https://evil.example]"},
        {"<mailto:ana@example.com|ana@example.com> <mailto:ana@example.com>", "[ana@example.com ana@example.com]"},
        {"<mailto:evil@example.com|ana@example.com>", "[evil@example.com]"},
        {"<tel:+4930123|+4930123>", "[+4930123]"},
        {"5xx &gt; 2% &lt;now&gt; &amp;amp; &amp;lt; &quot;", "[5xx > 2% <now> &amp; &lt; &quot;]"},
        {"a < b", "[a < b]"},
        {"<> <@> <@u1> <#> <\n>", "[<> <@> <@u1> <#> <\n>]"},
        {"because `“x” — y` ok", "[because ]`“x” — y`[ ok]"},
        {"say `a &lt;b&gt; <http://x.example|x.example> <@U1|ana>`!", "[say ]`a <b> x.example @ana`[!]"},
        {"run ```\nkubectl get pods\n``` now", "[run ]`kubectl get pods`[ now]"},
        {"`deploy api v1 to staging`", "[deploy api v1 to staging]"},
        {"<@U08SHIPBOT2> ```status```", "[status]"},
        {"`a` `b`", "`a`[ ]`b`"},
        {"a`b`c", "[a]`b`[c]"},
        {"odd ` tick", "[odd ` tick]"},
        {"odd `` tick", "[odd `` tick]"},
        {"``` open", "[``` open]"},
        {"`a\nb`", "[`a\nb`]"},
        {"because “hotfix” — now", "[because “hotfix” — now]"},
    };
    for (const auto& one : cases) {
        INFO(one.text);
        CHECK(spelled(slack::utterance(one.text, own)) == one.expected);
    }
}

TEST_CASE("a mention is nobody's own while the bot does not know its id") {
    CHECK(spelled(slack::utterance("<@U08SHIPBOT2> status", "")) == "@U08SHIPBOT2[ status]");
}

TEST_CASE("a very long or hostile text is read in one go") {
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "<`&";
    CHECK(slack::utterance(text, own).size() <= text.size());
}
