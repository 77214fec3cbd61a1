#include "delivered.hpp"

#include "corpus.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace pilothouse::vendor_tests {

using nlohmann::json;

namespace {
/// Hands `use` the delivery; the document lives as long as that.
template <class Use>
auto with_delivery(const std::string& body, Time received, Use use) {
    const auto document = JsonDocument::read(body, {.bytes = 64 << 20, .nodes = 1'000'000});
    REQUIRE(document);
    const net::Headers headers;
    return use(hooks::Delivery{headers, body, document->root(), received});
}

void pointers_below(const json& value, const json::json_pointer& at, std::vector<json::json_pointer>& all) {
    if (!at.empty()) all.push_back(at);
    if (value.is_object())
        for (const auto& [key, below] : value.items())
            pointers_below(below, at / key, all);
    if (value.is_array())
        for (std::size_t i = 0; i < value.size(); ++i)
            pointers_below(value[i], at / i, all);
}

json without(json document, const json::json_pointer& at) {
    auto& parent = document.at(at.parent_pointer());
    if (parent.is_array())
        parent.erase(parent.begin() + std::stol(at.back()));
    else
        parent.erase(at.back());
    return document;
}

struct NamesWhatItIsAbout {
    bool operator()(const commands::PipelineChanged& change) const { return change.run.contains('/'); }

    bool operator()(const commands::AlertChanged& change) const {
        return change.group.contains('/') && !change.alerts.empty();
    }

    bool operator()(const commands::DeployChanged& change) const { return change.deploy.contains('/'); }
};

bool is_sound(const Result<hooks::Reading>& read) {
    if (!read) return read.error().code == Errc::bad_input && !read.error().message.empty();
    return std::ranges::all_of(read->changes, [](const auto& one) { return std::visit(NamesWhatItIsAbout{}, one); });
}
} // namespace

std::string payload(std::string_view path) {
    return vendors::text_of(std::filesystem::path(PILOTHOUSE_SOURCE) / "tests/payloads" / path);
}

Result<hooks::Reading> read(const hooks::Vendor& vendor, const std::string& body, Time received) {
    return with_delivery(body, received, vendor.read);
}

hooks::Reading reading(const hooks::Vendor& vendor, const std::string& body, Time received) {
    auto got = read(vendor, body, received);
    if (!got) FAIL(got.error().text());
    return *std::move(got);
}

std::string key(const hooks::Vendor& vendor, const std::string& body, Time received) {
    return with_delivery(body, received, vendor.key);
}

std::string changed(const std::string& body, const std::string& pointer, const std::string& json) {
    auto document = json::parse(body);
    const json::json_pointer at(pointer);
    if (json.empty()) return without(std::move(document), at).dump();
    document[at] = json::parse(json);
    return document.dump();
}

int read_every_mutation(const hooks::Vendor& vendor, const std::string& body) {
    const auto document = json::parse(body);
    std::vector<json::json_pointer> all;
    pointers_below(document, json::json_pointer(), all);
    int count = 0;
    const auto check = [&](const json& mutant, const std::string& where) {
        const auto text = mutant.dump();
        if (!is_sound(read(vendor, text))) FAIL_CHECK(where << " in " << text);
        if (key(vendor, text).size() > 10'000) FAIL_CHECK("the key of " << where);
        ++count;
    };
    const std::vector<json> others = {
        nullptr,
        true,
        false,
        0,
        -1,
        1.5,
        9'223'372'036'854'775'807,
        18'446'744'073'709'551'615U,
        "",
        "x",
        "1e400",
        std::string("\x01\n\t<!channel>\xF0\x9F\x92\xA5"),
        json::array(),
        json::array({nullptr, 1, "x"}),
        json::object(),
        json::object({{"x", nullptr}})
    };
    for (const auto& at : all) {
        check(without(document, at), at.to_string());
        for (const auto& other : others) {
            auto mutant = document;
            mutant[at] = other;
            check(mutant, at.to_string());
        }
    }
    return count;
}

} // namespace pilothouse::vendor_tests
