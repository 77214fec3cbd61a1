#include "delivered.hpp"

#include "corpus.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace pilothouse::vendors {

using nlohmann::json;

namespace {
constexpr JsonLimits limits = {.bytes = 64 << 20, .nodes = 1'000'000};

json without(json document, const json::json_pointer& at) {
    auto& parent = document.at(at.parent_pointer());
    if (parent.is_array())
        parent.erase(parent.begin() + std::stol(at.back()));
    else
        parent.erase(at.back());
    return document;
}
} // namespace

std::string payload(std::string_view path) {
    return text_of(std::filesystem::path(PILOTHOUSE_SOURCE) / "tests/payloads" / path);
}

Result<hooks::Reading>
read(const hooks::Vendor& vendor, const std::string& body, Time received, const net::Headers& headers) {
    PILOTHOUSE_TRY(const auto document, JsonDocument::read(body, limits));
    return vendor.read({headers, body, document.root(), received});
}

hooks::Reading
reading(const hooks::Vendor& vendor, const std::string& body, Time received, const net::Headers& headers) {
    auto got = read(vendor, body, received, headers);
    if (!got) FAIL(got.error().text());
    return *std::move(got);
}

std::string key(const hooks::Vendor& vendor, const std::string& body, Time received, const net::Headers& headers) {
    const auto document = JsonDocument::read(body, limits);
    REQUIRE(document);
    return vendor.key({headers, body, document->root(), received});
}

std::string changed(const std::string& body, const std::string& pointer, const std::string& json_text) {
    auto document = json::parse(body);
    const json::json_pointer at(pointer);
    if (json_text.empty()) return without(std::move(document), at).dump();
    document[at] = json::parse(json_text);
    return document.dump();
}

} // namespace pilothouse::vendors
