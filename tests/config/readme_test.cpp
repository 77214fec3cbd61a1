#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

using namespace pilothouse;
using namespace pilothouse::config;

namespace {
std::string readme() {
    std::ifstream file(PILOTHOUSE_SOURCE "/README.md", std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What stands between the first "```toml" line and the line that closes it.
std::string first_toml_block(std::string_view page) {
    constexpr std::string_view open = "\n```toml\n";
    constexpr std::string_view close = "\n```\n";
    const auto begin = page.find(open);
    if (begin == std::string_view::npos) return {};
    const auto block = page.substr(begin + open.size());
    const auto end = block.find(close);
    if (end == std::string_view::npos) return {};
    return std::string(block.substr(0, end + 1));
}
} // namespace

TEST_CASE("The README's configuration can be loaded") {
    const auto text = first_toml_block(readme());
    REQUIRE_FALSE(text.empty());
    const auto nothing = [](std::string_view) -> std::optional<std::string> { return std::nullopt; };
    const auto settings = parse(text, "README.toml", nothing, {.secrets = false});
    INFO((settings ? std::string("no error") : settings.error().message));
    REQUIRE(settings.has_value());

    const auto* service = settings->find(ServiceName("api"));
    REQUIRE(service != nullptr);
    CHECK(service->find(EnvironmentName("staging")) != nullptr);
    const auto* production = service->find(EnvironmentName("production"));
    REQUIRE(production != nullptr);
    CHECK(production->approvals == 1);
    CHECK(production->after == EnvironmentName("staging"));
}
