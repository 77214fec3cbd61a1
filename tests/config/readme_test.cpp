#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using namespace pilothouse;
using namespace pilothouse::config;

namespace {
std::string contents(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What stands between each "```toml" line and the line that closes it.
std::vector<std::string> toml_blocks(std::string_view page) {
    constexpr std::string_view open = "\n```toml\n";
    constexpr std::string_view close = "\n```\n";
    std::vector<std::string> blocks;
    for (auto begin = page.find(open); begin != std::string_view::npos; begin = page.find(open)) {
        page.remove_prefix(begin + open.size());
        blocks.emplace_back(page.substr(0, page.find(close) + 1));
    }
    return blocks;
}

Result<Settings> loaded(const std::string& text) {
    const auto nothing = [](std::string_view) -> std::optional<std::string> { return std::nullopt; };
    return parse(text, "page.toml", nothing, {.secrets = false});
}

/// A page shows what it speaks of; the rest that such a file needs is added: the server of a hook.
std::string completed(std::string block) {
    if (block.contains("[[hook]]") && !block.contains("[http]")) block = "[http]\nport = 8080\n" + block;
    return block;
}
} // namespace

TEST_CASE("The README's configuration can be loaded") {
    const auto blocks = toml_blocks(contents(PILOTHOUSE_SOURCE "/README.md"));
    REQUIRE_FALSE(blocks.empty());
    const auto settings = loaded(blocks.front());
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

TEST_CASE("Every configuration in docs can be loaded") {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(PILOTHOUSE_SOURCE "/docs")) {
        if (entry.path().extension() != ".md") continue;
        for (const auto& block : toml_blocks(contents(entry.path()))) {
            ++count;
            const auto settings = loaded(completed(block));
            INFO(entry.path() << "\n" << block << (settings ? std::string() : settings.error().message));
            CHECK(settings.has_value());
        }
    }
    CHECK(count >= 20);
}
