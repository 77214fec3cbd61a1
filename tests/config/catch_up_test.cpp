#include "config/load.hpp"

#include <catch2/catch.hpp>

#include <optional>
#include <string>
#include <string_view>

using namespace pilothouse;
using namespace pilothouse::config;

namespace {

/// A hook whose lines after the name, in line 6 and below, are these.
Result<Settings> with_hook(const std::string& lines) {
    const auto text = "[slack]\nbot_token = { env = \"T\" }\n[http]\nport = 8080\n[[hook]]\nname = \"h\"\n" + lines +
                      "secret = { env = \"T\" }\n";
    const auto nothing = [](std::string_view) -> std::optional<std::string> { return std::nullopt; };
    return parse(text, "p.toml", nothing, {.secrets = false});
}

} // namespace

TEST_CASE("catch_up names a repository or an organisation of GitHub") {
    const std::string token = "api_token = { env = \"T\" }\n";
    for (const std::string place : {"acme/api", "acme", "Acme-1/a_b.c"}) {
        const auto settings = with_hook("vendor = \"github\"\ncatch_up = \"" + place + "\"\n" + token);
        CAPTURE(place);
        REQUIRE(settings);
        CHECK(settings->hooks[0].catch_up == place);
        CHECK(settings->hooks[0].api == "https://api.github.com");
    }

    struct Wrong {
        std::string lines, words;
    };

    const Wrong all[] = {
        {"vendor = \"github\"\ncatch_up = \"acme/api\"\n",
         "p.toml:8:12: hook[0].catch_up is of no use without a token; write api_token"},
        {"vendor = \"gitlab\"\ncatch_up = \"acme/api\"\n" + token,
         "p.toml:8:12: hook[0].catch_up is for vendor = \"github\" only"},
        {"vendor = \"github\"\ncatch_up = \"https://github.com/acme/api\"\n" + token,
         "p.toml:8:12: hook[0].catch_up 'https://github.com/acme/api' is neither a repository nor an organisation"},
        {"vendor = \"github\"\ncatch_up = \"acme/\"\n" + token, "is neither a repository"},
        {"vendor = \"github\"\ncatch_up = \"../x\"\n" + token, "is neither a repository"},
        {"vendor = \"github\"\ncatch_up = true\n" + token, "p.toml:8:12: hook[0].catch_up must be"},
        {"vendor = \"github\"\ncatchup = \"acme\"\n" + token, "did you mean 'catch_up'?"},
    };
    for (const auto& [lines, words] : all) {
        const auto settings = with_hook(lines);
        CAPTURE(lines);
        REQUIRE_FALSE(settings);
        INFO(settings.error().message);
        CHECK(settings.error().message.contains(words));
    }
}
