#include "bot/webhooks.hpp"
#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

/// The pages on senders say what the program says.

using namespace pilothouse;

namespace {

std::string page(const std::string& name) {
    std::ifstream file(PILOTHOUSE_SOURCE "/docs/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What stands under a heading of the second level, up to the next one.
std::string section(std::string_view page, std::string_view title) {
    const auto begin = page.find("\n## " + std::string(title) + "\n");
    if (begin == std::string_view::npos) return {};
    const auto end = page.find("\n## ", begin + 1);
    return std::string(page.substr(begin, end == std::string_view::npos ? end : end - begin));
}

/// The heading that the table of docs/hooks.md links a vendor's row to: "hooks/builds.md", "github".
struct Link {
    std::string file, anchor;
};

Link link_of(std::string_view hooks_page, std::string_view vendor) {
    const auto row = hooks_page.find("| [`" + std::string(vendor) + "`](");
    if (row == std::string_view::npos) return {};
    const auto open = hooks_page.find('(', row);
    const auto close = hooks_page.find(')', open);
    const auto target = hooks_page.substr(open + 1, close - open - 1);
    const auto mark = target.find('#');
    if (mark == std::string_view::npos) return {std::string(target), {}};
    return {std::string(target.substr(0, mark)), std::string(target.substr(mark + 1))};
}

/// "argo-cd" of "Argo CD", as pages of Markdown name their headings.
std::string anchor_of(std::string title) {
    for (char& c : title) {
        if (c == ' ') c = '-';
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return title;
}

std::string title_of(const hooks::Vendor& vendor) {
    return vendor.name == "generic" ? "Any JSON" : std::string(vendor.title);
}

/// The configuration of the section, with an address of the bot.
Result<config::Settings> settings_of(std::string_view section) {
    constexpr std::string_view open = "\n```toml\n";
    const auto begin = section.find(open);
    if (begin == std::string_view::npos) return fail(Errc::not_found, "no configuration");
    const auto rest = section.substr(begin + open.size());
    const auto text = "[slack]\n[http]\nport = 8080\npublic_url = \"https://bot.example.com\"\n" +
                      std::string(rest.substr(0, rest.find("\n```\n") + 1));
    const auto nothing = [](std::string_view) -> std::optional<std::string> { return std::nullopt; };
    return config::parse(text, "docs.toml", nothing, {.secrets = false});
}

/// Of what `pilothouse hooks` prints for one hook, what follows the line of its address.
std::string setup_in(const std::string& help) {
    const auto begin = help.find("\n\n");
    const auto end = help.find_last_not_of('\n');
    return help.substr(begin + 2, end - begin - 1);
}

} // namespace

TEST_CASE("every vendor has a section in docs that says what `pilothouse hooks` says") {
    const auto hooks_page = page("hooks.md");
    for (const auto* vendor : bot::vendors()) {
        const auto link = link_of(hooks_page, vendor->name);
        CAPTURE(std::string(vendor->name), link.file, link.anchor);
        CHECK(link.anchor == anchor_of(title_of(*vendor)));
        const auto text = section(page(link.file), title_of(*vendor));
        REQUIRE_FALSE(text.empty());
        const auto settings = settings_of(text);
        INFO((settings ? std::string("no error") : settings.error().text()));
        REQUIRE(settings);
        REQUIRE(settings->hooks.size() == 1);
        CHECK(settings->hooks[0].vendor == vendor->name);
        const auto setup = setup_in(bot::hooks_help(*settings));
        INFO("docs must have, between lines of three backticks:\n" << setup);
        CHECK(text.contains("\n```\n" + setup + "\n```\n"));
        CHECK(text.contains("\n**Shown:** "));
        CHECK(text.contains("\n**Not shown:** "));
    }
}
