#include "tests/commands/language_support.hpp"

#include <catch2/catch.hpp>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::language;
using namespace pilothouse::commands::language::tests;

namespace {

struct Spoken {
    std::string operator()(const DeployRef& value) const {
        return value.code.empty() ? std::to_string(value.number.value) : value.code;
    }

    std::string operator()(const Duration& value) const { return std::to_string(value.count()) + "ms"; }

    std::string operator()(const Count& value) const { return std::to_string(value.value); }

    std::string operator()(const std::string& value) const { return value; }

    std::string operator()(bool value) const { return value ? "yes" : "no"; }

    template <class Tag>
    std::string operator()(const Name<Tag>& value) const {
        return value.value;
    }
};

/// "deploy service=api environment=staging", or "NO" and the answer.
std::string heard(const Utterance& utterance) {
    static const auto catalogue = small_catalogue();
    static const auto settings = installation();
    const auto reading = read(catalogue, settings, utterance);
    if (const auto* missed = std::get_if<Misunderstood>(&reading)) return "NO " + plain(explain(*missed));
    const auto& understood = std::get<Understood>(reading);
    std::string text(understood.command->verb);
    for (const auto& given : understood.arguments)
        text += " " + std::string(given.name) + "=" + std::visit(Spoken{}, given.value);
    return text;
}

std::string heard(const std::string& text) {
    return heard(plain_words(text));
}

bool says(const std::string& text, const std::string& part) {
    const auto answer = heard(text);
    INFO(text << " -> " << answer);
    CHECK(answer.starts_with("NO "));
    CHECK_THAT(answer, Catch::Contains(part));
    return answer.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("the same deploy in many ways of saying it") {
    const std::string meant = "deploy service=api version=v1.4.2 environment=staging";
    for (const auto* said : {
             "deploy api v1.4.2 to staging",
             "deploy api v1.4.2 in staging",
             "deploy v1.4.2 of api to staging",
             "deploy api to staging v1.4.2",
             "deploy api to staging, version v1.4.2",
             "deploy staging api v1.4.2",
             "deploy api@v1.4.2 to staging",
             "deploy api:v1.4.2 staging",
             "DEPLOY Api v1.4.2 TO Staging",
             "please deploy the api version v1.4.2 to the staging environment now, thanks!",
             "hey, can you deploy api v1.4.2 to staging?",
             "  deploy\tapi\nv1.4.2   to staging.",
             "deploy api --version v1.4.2 --environment staging",
             "deploy --env=staging --service=api --version=v1.4.2",
             "deploy api version:v1.4.2 env:staging",
             "deploy \"api\" 'v1.4.2' to \"staging\"",
             "deploy\u00A0api\u202Fv1.4.2 to\u2007staging",
             "deploy a\u200Bpi v1.4\u2060.2 to\uFEFF staging",
             "deploy api \u2014version v1.4.2 \u2014\u2014env staging",
             "deploy api \u2013version v1.4.2 to staging",
             "deploy api --version \u201Cv1.4.2\u201D to \u00ABstaging\u00BB",
         }) {
        INFO(said);
        CHECK(heard(said) == meant);
    }
}

TEST_CASE("reasons, quotes and flags") {
    const std::string base = "deploy service=api environment=staging ";
    CHECK(heard("deploy api to staging because the shop is down") == base + "reason=the shop is down");
    CHECK(heard("deploy api because \"hot fix\" to staging") == base + "reason=hot fix");
    CHECK(heard("deploy api to staging \u2014reason \u201Ctoo late\u201D") == base + "reason=too late");
    CHECK(heard("deploy api --reason=\"a=b: c\" to staging") == base + "reason=a=b: c");
    CHECK(heard("deploy api to staging reason:slow") == base + "reason=slow");
    CHECK(heard("deploy api to staging reason: it is slow") == base + "reason=it is slow");
    CHECK(heard("deploy api to staging --reason it is slow --force") == base + "reason=it is slow force=yes");
    CHECK(heard("deploy api to staging because don't wait") == base + "reason=don't wait");
    CHECK(heard("deploy api to staging because 5\" pipes") == base + "reason=5\" pipes");
    CHECK(heard("deploy --force api to staging") == base + "force=yes");
    CHECK(heard("reject 812 too risky on a Friday") == "reject deploy=812 reason=too risky on a Friday");
    CHECK(heard("reject 812 because \"too risky\"") == "reject deploy=812 reason=too risky");
    CHECK(heard("incident open the shop is down") == "incident open text=the shop is down");
}

TEST_CASE("code spans are taken letter by letter") {
    CHECK(
        heard({PlainWords{"deploy api "}, VerbatimWords{"v1.4.2"}, PlainWords{" to "}, VerbatimWords{"staging"}}) ==
        "deploy service=api version=v1.4.2 environment=staging"
    );
    CHECK(
        heard({PlainWords{" "}, VerbatimWords{"deploy api v1 to staging"}, PlainWords{"\n"}}) ==
        "deploy service=api version=v1 environment=staging"
    );
    CHECK(
        heard({PlainWords{"deploy api to staging because "}, VerbatimWords{"a \u201Cb\u201D \u2014 c"}}) ==
        "deploy service=api environment=staging reason=a \u201Cb\u201D \u2014 c"
    );
    CHECK(
        heard({PlainWords{"deploy api "}, VerbatimWords{"now"}, PlainWords{" to staging"}}) ==
        "deploy service=api version=now environment=staging"
    );
    const auto hidden = heard({PlainWords{"deploy "}, VerbatimWords{"a\u200Bpi"}, PlainWords{" to staging"}});
    CHECK_THAT(hidden, Catch::StartsWith("NO") && Catch::Contains("invisible character"));
}

TEST_CASE("other values") {
    CHECK(heard("status") == "status");
    CHECK(heard("status all") == "status");
    CHECK(heard("ls Web-Shop") == "status service=web-shop");
    CHECK(heard("history api last 20") == "history service=api count=20");
    CHECK(heard("history api 20 in production") == "history service=api environment=production count=20");
    CHECK(heard("approve #812") == "approve deploy=812");
    CHECK(heard("approve k7qx") == "approve deploy=K7QX");
    CHECK(heard("cancel the deploy 812, please") == "cancel deploy=812");
    CHECK(heard("freeze staging for 1h30m") == "freeze environment=staging duration=5400000ms");
    CHECK(
        heard("rollback api in production to v1.4.1") == "rollback service=api environment=production version=v1.4.1"
    );
    CHECK(
        heard({PlainWords{"page "}, PersonNamed{PersonId{"U1"}}, PlainWords{" about it"}}) == "page person=U1 text=it"
    );
    CHECK(heard("help DEPLOY") == "help command=deploy");
    CHECK(heard("help incident") != "help command=incident open");
    CHECK(heard("deploy canary to canary") == "deploy service=canary environment=Canary");
}

TEST_CASE("nothing that changes something is ever guessed") {
    says("deploy api", "needs an environment of api");
    says("deploy api v2", "None is ever assumed");
    says("deploy api v1 to prod", "Did you mean production?");
    says("deploy api v1 to product", "Did you mean production?");
    says("deploy api v1 to stagin", "Did you mean staging?");
    says("deploy api stagin", "Did you mean staging?");
    says("deploy ap v1.4.2 to staging", "Did you mean api?");
    says("deplyo api to staging", "Did you mean deploy?");
    says("ship api v2 to staging", "Did you mean deploy?");
    says("don't deploy api to production", "I don't know the command don't");
    for (const auto* said : {
             "deploy api to staging tomorrow",
             "deploy api not to production",
             "deploy api into staging",
             "deploy api to staging at noon",
             "deploy everything to staging",
             "deploy api to staging and production",
             "deploy api web-shop to staging",
             "deploy api to staging to production",
             "deploy api v1 v2 to staging",
             "deploy api staging to production",
             "deploy api to qa",
             "deploy canary v1",
             "approve",
             "approve it",
             "approve -5",
             "approve 0",
             "reject",
             "freeze staging",
             "freeze staging for ever",
             "page ana",
             "deploy api ../../etc to staging",
             "deploy api -rf to staging",
             "deploy api --froce to staging",
             "deploy api to",
             "deploy api to staging because",
             "rollback api to staging",
             "rollback api production v1",
             "deploy api production to v1",
             "ping pong",
             "deploy api \"\" to staging",
             "deploy api foo:\"v2\" to staging",
         }) {
        INFO(said << " -> " << heard(said));
        CHECK_THAT(heard(said), Catch::StartsWith("NO "));
    }
}

TEST_CASE("the beginning of an environment's name is enough to read, not to change") {
    CHECK(heard("history api in prod") == "history service=api environment=production");
    says("rollback api in prod", "Did you mean production?");
}

TEST_CASE("a wrong command says what is wrong and shows a right one") {
    CHECK(
        heard("deploy api v1 to stagin") == "NO stagin is not an environment of api.\n"
                                            "Did you mean staging?\n"
                                            "For example: deploy api v1 to staging\n"
                                            "Nothing was done. All about it: help deploy"
    );
    says("deplyo api v2 to production", "For example: deploy api v2 to production");
    says("deploy api to v1.4.2 in staging", "For example: deploy api v1.4.2 to staging");
    says("rollback api to staging", "For example: rollback api in staging\n");
    says("rollback api production v1.4.1", "For example: rollback api in production to v1.4.1");
    says("api", "That is a service. A command comes first.");
    says("deploy api v1 to web-shop", "That is a service.");
    says("rollback cancel", "That is a command of its own.\nFor example: help cancel");
    says("deploy api v1 to qa", "Other services have an environment of that name");
    says("deploy api because fix to staging", "put the reason in quotes");
    says("deploy canary v1", "the service canary or the environment canary");
    says("deploy api to staging to production", "Only one environment can be given, not staging and production.");
    says("deploy \"api to staging", "never closed");
    says("", "Tell me what to do");
    says(" \n ", "I know deploy, rollback");
    says("please", "Tell me what to do");
    says(std::string(5'000, 'x'), "too long");
    says("\xFF\xFE", "not text");
}

TEST_CASE("every example in an answer is itself understood") {
    const auto catalogue = small_catalogue();
    const auto settings = installation();
    for (const auto* said :
         {"deploy", "deploy ap", "deploy api v2 to prd", "rollback", "rollback web-shop", "status ap", "history last 0",
          "approve", "reject x", "freeze", "help x", "ping x", "deplyo api", "incident opne",
          "deploy api v1 v2 to staging", "deploy api 'a b' to staging because \"x 'y'\"", ""}) {
        const auto reading = read(catalogue, settings, plain_words(said));
        REQUIRE(std::holds_alternative<Misunderstood>(reading));
        const auto example = std::get<Misunderstood>(reading).example;
        INFO(said << " -> " << example);
        CHECK(!example.empty());
        CHECK(std::holds_alternative<Understood>(read(catalogue, settings, plain_words(example))));
    }
}

TEST_CASE("letters of another alphabet and invisible ones are refused with words") {
    says("deploy \u0430pi to staging", "is not what it looks like");
    says("deploy \u0430pi to staging", "U+0430");
    says("deploy api to st\u0430ging", "It looks like staging");
    says("d\u0435ploy api to staging", "is not what it looks like");
    says("deploy a\u00ADpi to staging", "invisible character");
    says("deploy a\u202Epi to staging", "invisible character");
    says("deploy api v\u0456 to staging", "alphabet");
    says("deploy api v1.4\u20112 to staging", "");
}

TEST_CASE("without any service a command still answers") {
    const auto catalogue = small_catalogue();
    const config::Settings none;
    for (const auto* said : {"deploy api to staging", "deploy", "status", "history in x", "help", ""}) {
        const auto reading = read(catalogue, none, plain_words(said));
        if (const auto* missed = std::get_if<Misunderstood>(&reading)) CHECK(!plain(explain(*missed)).empty());
    }
    CHECK(std::holds_alternative<Misunderstood>(read({}, none, plain_words("deploy"))));
}
