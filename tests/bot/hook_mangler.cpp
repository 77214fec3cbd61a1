#include "hook_mangler.hpp"

#include "hook_sender.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <set>

namespace pilothouse::tests {

namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_sample = 40'000; // a few of the real ones are larger, and slow to write again and again
constexpr std::array<std::string_view, 4> names_of_deliveries{"X-GitHub-Delivery", "Request-ID", "ce-id", "webhook-id"};

constexpr std::array<std::string_view, 30> pieces{
    "<!channel>",
    "<!here>",
    "<!subteam^S1>",
    "<@UDORA>",
    "<@UEVIL>",
    "<https://evil.example|click>",
    "[click](https://evil.example)",
    "\u202e",
    "\u2067",
    "\u200b",
    "`",
    "```",
    "*",
    "_",
    "~",
    "\n",
    "{",
    "\"",
    "\\",
    "'; DROP TABLE runs; --",
    " ",
    "\a",
    "\x1b[31m",
    std::string_view("\0", 1),
    "&lt;!channel&gt;",
    "\U0001F600",
    "{\"type\":\"broadcast\",\"range\":\"channel\"}",
    "$(reboot)",
    "../../etc/passwd",
    "%s%n",
};

constexpr std::array<std::string_view, 14> odd_values{
    "null",
    "true",
    "{}",
    "[]",
    "-1",
    "0",
    "9223372036854775807",
    "1e308",
    "18446744073709551616",
    R"("")",
    R"("success")",
    R"("failure")",
    R"([null,1,{"x":[]}])",
    R"("1970-01-01T00:00:00Z")",
};

} // namespace

std::string hooks_of_all_vendors(std::string_view channel) {
    std::string tables;
    for (const auto& row : vendors::rows())
        tables += "[[hook]]\nname = \"from-" + std::string(row.name) + "\"\nvendor = \"" + std::string(row.name) +
                  "\"\nsecret = { env = \"HOOK_SECRET\" }\nchannel = \"" + std::string(channel) +
                  "\"\nresults = [\"all\"]\n";
    return tables;
}

net::HttpRequest hook_request(
    const vendors::Row& row, std::string_view file, std::string body, std::uint64_t delivery, std::string_view secret
) {
    auto headers = row.headers(file);
    for (auto& [name, value] : headers)
        if (std::ranges::find(names_of_deliveries, name) != names_of_deliveries.end()) value = std::to_string(delivery);
    return signed_request(row.vendor(), "from-" + std::string(row.name), secret, std::move(body), std::move(headers));
}

HookMangler::HookMangler(std::uint64_t seed) : random_(seed) {
    for (const auto& row : vendors::rows())
        for (const auto& file : vendors::bodies(row))
            if (auto text = vendors::text_of(vendors::folder(row) / file); text.size() < longest_sample)
                samples_.push_back({&row, file, vendors::marked(Json::parse(text))});
}

net::HttpRequest HookMangler::next() {
    const auto& sample = samples_[below(samples_.size())];
    auto body = mangled(sample.body);
    if (below(8) == 0) body = broken(std::move(body));
    return hook_request(*sample.row, sample.file, std::move(body), random_());
}

std::size_t HookMangler::below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
}

std::string HookMangler::rubbish() {
    std::string text;
    for (std::size_t n = below(12); n > 0; --n)
        text += pieces[below(pieces.size())];
    return text;
}

std::string HookMangler::any_value() {
    switch (below(8)) {
    case 0:
        return std::string(odd_values[below(odd_values.size())]);
    case 1:
        return Json(std::string(below(5'000), 'a')).dump();
    case 2:
        return Json::array({rubbish(), 1, nullptr}).dump();
    case 3:
        return Json::object({{"id", rubbish()}, {"name", rubbish()}}).dump();
    default:
        return Json(rubbish()).dump();
    }
}

/// A few values replaced, most of them texts by texts, so that most of what is sent still says something.
std::string HookMangler::mangled(const vendors::Marked& body) {
    std::set<std::size_t, std::greater<>> chosen; // from the end, so that what stands before keeps its place
    for (std::size_t n = below(6); n > 0; --n)
        chosen.insert(below(body.places.size()));
    auto text = body.text;
    auto untouched = text.size();
    for (const auto number : chosen) {
        const auto& place = body.places[number];
        if (place.end > untouched) continue;
        const bool is_text = body.text[place.begin] == '"';
        if (!is_text && below(3) != 0) continue;
        text.replace(
            place.begin, place.end - place.begin, is_text && below(4) != 0 ? Json(rubbish()).dump() : any_value()
        );
        untouched = place.begin;
    }
    return text;
}

std::string HookMangler::broken(std::string body) {
    switch (below(5)) {
    case 0:
        return body.substr(0, below(body.size() + 1));
    case 1:
        return rubbish();
    case 2:
        return std::string(below(20'000), '[') + body;
    case 3: {
        std::string deep;
        for (std::size_t n = below(2'000); n > 0; --n)
            deep += R"({"a":)";
        return deep + body;
    }
    default:
        for (std::size_t n = below(8); n > 0 && !body.empty(); --n)
            body[below(body.size())] = static_cast<char>(below(256));
        return body;
    }
}

} // namespace pilothouse::tests
