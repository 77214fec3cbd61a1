#include "commands/language/words.hpp"
#include "core/utf8.hpp"
#include "tests/commands/language_support.hpp"

#include <catch2/catch.hpp>

#include <random>

using namespace pilothouse;
using namespace pilothouse::commands;
using namespace pilothouse::commands::language;
using namespace pilothouse::commands::language::tests;

namespace {

/// The same run every time: a failure can be repeated.
class Dice {
public:
    std::size_t below(std::size_t limit) { return engine_() % limit; }

    template <class Items>
    const auto& one_of(const Items& items) {
        return items[below(std::size(items))];
    }

private:
    std::minstd_rand engine_{20'251}; // NOLINT: see above
};

constexpr const char* pieces[] = {
    "deploy",
    "rollback",
    "reject",
    "approve",
    "cancel",
    "freeze",
    "status",
    "history",
    "incident open",
    "help",
    "page",
    "api",
    "web-shop",
    "canary",
    "staging",
    "production",
    "qa",
    "Canary",
    "prod",
    "v1.4.2",
    "main",
    "812",
    "k7qx",
    "20",
    "to",
    "in",
    "on",
    "for",
    "because",
    "last",
    "about",
    "--reason",
    "--reason=",
    "reason:",
    "--force",
    "--env=staging",
    "env:",
    "api@v2",
    "api:v3",
    "api:",
    "@",
    ":",
    "=",
    "-",
    "--",
    "---",
    "\"",
    "'",
    "\"hot fix\"",
    "'x'",
    "\"\"",
    "the",
    "please",
    "now",
    "of",
    "not",
    "and",
    "tomorrow",
    "2h",
    "1h30m",
    ",",
    "?",
    "!",
    ".",
    "..",
    "\u201C",
    "\u201D",
    "\u2014",
    "\u2013",
    "\u200B",
    "\u00A0",
    "\u0430pi",
    "\u202E",
    "\U0001F680",
    "\n",
    "\t",
    "<!channel>",
    "`",
    "$(rm -rf /)",
    "%s%n",
    "{}",
    "{0}",
    "null",
    "' OR 1=1 --",
    "../../etc/passwd",
    "\\",
    "&lt;",
    "https://x.example/?a=b",
    "#",
    "##812",
};

std::string random_line(Dice& dice) {
    std::string line;
    const auto count = dice.below(12);
    for (std::size_t i = 0; i < count; ++i) {
        line += dice.one_of(pieces);
        if (dice.below(6) != 0) line += ' ';
    }
    return line;
}

std::string random_bytes(Dice& dice) {
    std::string bytes(dice.below(200), ' ');
    const auto limit = dice.below(2) == 0 ? 256U : 128U;
    for (auto& byte : bytes)
        byte = static_cast<char>(dice.below(limit));
    return bytes;
}

Utterance random_utterance(Dice& dice) {
    Utterance utterance;
    const auto count = dice.below(5);
    for (std::size_t i = 0; i < count; ++i) {
        switch (dice.below(6)) {
        case 0:
            utterance.emplace_back(VerbatimWords{random_line(dice)});
            break;
        case 1:
            utterance.emplace_back(PersonNamed{PersonId{dice.below(4) == 0 ? "" : "U1"}});
            break;
        case 2:
            utterance.emplace_back(ChannelNamed{ChannelId{"C1"}});
            break;
        case 3:
            utterance.emplace_back(VerbatimWords{random_bytes(dice)});
            break;
        default:
            utterance.emplace_back(PlainWords{random_line(dice)});
        }
    }
    return utterance;
}

/// What was typed, with quotes, dashes and spaces as the language reads them, in lower case.
std::string normalised(const Utterance& utterance) {
    std::string text;
    for (const auto& part : utterance) {
        if (const auto* words = std::get_if<PlainWords>(&part)) text += words->text;
        if (const auto* words = std::get_if<VerbatimWords>(&part)) text += words->text;
        if (const auto* named = std::get_if<PersonNamed>(&part)) text += "@" + named->person.value;
        if (const auto* named = std::get_if<ChannelNamed>(&part)) text += "#" + named->channel.value;
    }
    std::string result;
    for (const char c : lower(printable(text)))
        if (c > ' ' && c < 0x7F && c != '"' && c != '\'' && c != '-') result += c;
    return result;
}

struct Echo {
    std::string operator()(const DeployRef& v) const {
        return v.code.empty() ? std::to_string(v.number.value) : v.code;
    }

    std::string operator()(const Count& v) const { return std::to_string(v.value); }

    std::string operator()(const std::string& v) const { return v; }

    std::string operator()(const Duration&) const { return {}; }

    std::string operator()(bool) const { return {}; }

    template <class Tag>
    std::string operator()(const Name<Tag>& v) const {
        return v.value;
    }
};

void check_reading(
    const std::vector<Command>& catalogue, const config::Settings& settings, const Utterance& utterance
) {
    const auto reading = read(catalogue, settings, utterance);
    if (const auto* missed = std::get_if<Misunderstood>(&reading)) {
        const auto words = plain(explain(*missed));
        if (words.empty() || !is_utf8(words) || words.size() > 3'000) FAIL("a bad answer: " << words);
        return;
    }
    const auto& understood = std::get<Understood>(reading);
    for (const auto& slot : understood.command->pattern.slots())
        if (!slot.optional && !understood.arguments.has(slot.name)) FAIL("no " << slot.name);
    if (understood.command->effect != Effect::changes) return;
    const auto typed = normalised(utterance);
    for (const auto& given : understood.arguments) {
        const auto value = normalised(plain_words(std::visit(Echo{}, given.value)));
        if (typed.find(value) == std::string::npos) FAIL(given.name << "=" << value << " was never typed: " << typed);
    }
}

} // namespace

TEST_CASE("whatever is typed, there is an answer, and what changes something was typed in full") {
    const auto catalogue = small_catalogue();
    const auto settings = installation();
    Dice dice;
    for (int round = 0; round < 20'000; ++round) {
        check_reading(catalogue, settings, plain_words(random_line(dice)));
        check_reading(catalogue, settings, random_utterance(dice));
        check_reading(catalogue, settings, plain_words(random_bytes(dice)));
    }
}

TEST_CASE("the order of the parts is free") {
    const auto catalogue = small_catalogue();
    const auto settings = installation();
    std::vector<std::string> parts = {"api", "v1.4.2", "to staging", "because \"hot fix\"", "--force"};
    std::ranges::sort(parts);
    do {
        std::string line = "deploy";
        for (const auto& part : parts)
            line += " " + part;
        INFO(line);
        const auto reading = read(catalogue, settings, plain_words(line));
        const auto* understood = std::get_if<Understood>(&reading);
        REQUIRE(understood);
        CHECK(understood->arguments.need<ServiceName>("service").value == "api");
        CHECK(understood->arguments.need<Version>("version").value == "v1.4.2");
        CHECK(understood->arguments.need<EnvironmentName>("environment").value == "staging");
        CHECK(understood->arguments.need<std::string>("reason") == "hot fix");
    } while (std::ranges::next_permutation(parts).found);
}

TEST_CASE("huge and strange input is answered") {
    const auto catalogue = small_catalogue();
    const auto settings = installation();
    const std::string many(100'000, 'x');
    for (const auto& text :
         {many, std::string(4'000, '"'), std::string(4'000, '-'), std::string(2'000, '='),
          std::string("deploy ") + std::string(3'900, '('), std::string(3'990, '\0')})
        check_reading(catalogue, settings, plain_words(text));
    std::string words = "deploy";
    while (words.size() < 3'990)
        words += " a";
    check_reading(catalogue, settings, plain_words(words));
    check_reading(catalogue, settings, Utterance(5'000, PersonNamed{PersonId{"U"}}));
    std::string emoji;
    for (int i = 0; i < 3'999; ++i)
        emoji += "\U0001F680";
    check_reading(catalogue, settings, plain_words(emoji));
}

TEST_CASE("what needs an argument that is not there is a fault of the program") {
    const Arguments none;
    CHECK_THROWS_AS(none.need<Version>("version"), std::logic_error);
    Arguments full;
    for (int i = 0; i < 8; ++i)
        full.set("x", true);
    CHECK_THROWS_AS(full.set("y", true), std::logic_error);
}
