#pragma once

#include "integrations/net/http.hpp"
#include "tests/vendors/corpus.hpp"
#include "tests/vendors/mutants.hpp"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace pilothouse::tests {

/// A table [[hook]] for each vendor of the corpus: its name, and "-" in front, with the secret of HOOK_SECRET.
std::string hooks_of_all_vendors(std::string_view channel);

/// The request with which a vendor sends `body` to its hook; `delivery` stands where it names its deliveries.
net::HttpRequest hook_request(
    const vendors::Row& row, std::string_view file, std::string body, std::uint64_t delivery,
    std::string_view secret = "hook-secret"
);

/// The bodies of the corpus with parts missing, of another kind, full of markup, cut off or replaced by rubbish; each
/// rightly signed.
class HookMangler {
public:
    explicit HookMangler(std::uint64_t seed);

    net::HttpRequest next();

private:
    struct Sample {
        const vendors::Row* row;
        std::string file;
        vendors::Marked body;
    };

    std::size_t below(std::size_t bound);
    std::string rubbish();
    std::string any_value();
    std::string mangled(const vendors::Marked& body);
    std::string broken(std::string body);

    std::vector<Sample> samples_{};
    std::mt19937_64 random_;
};

} // namespace pilothouse::tests
