#pragma once

#include "integrations/hooks/vendor.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Bodies with one value that is not as it was.
namespace pilothouse::vendors {

/// A value inside a document's text.
struct Place {
    std::size_t key_begin = 0; ///< of a member: where its key stands, quotes included; 0: of an array, or the whole
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string path{}; ///< "build.number"; empty: the whole
};

/// A document, and where each value of it stands.
struct Marked {
    std::string text{};
    std::vector<Place> places{};
};

Marked marked(const nlohmann::json& document);

/// The text with `what` in place of the value.
std::string with(const Marked& document, const Place& place, std::string_view what);

/// Reads the body with each of its values gone, null, odd, at the edge of its kind and of another kind in turn.
/// Whatever comes of it must be changes that name what they are about, or bad_input with words, and a key of some
/// length; the test fails for all else. Returns how many were read.
int read_every_mutation(const hooks::Vendor& vendor, const std::string& body, const net::Headers& headers = {});

} // namespace pilothouse::vendors
