#include "mutants.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <exception>
#include <variant>

namespace pilothouse::vendors {

namespace {
/// Writes a document, and notes where each value of it stands.
class Writer {
public:
    void write(const nlohmann::json& value, const std::string& path, std::size_t key_begin) {
        const auto begin = done.text.size();
        if (value.is_object()) {
            write_object(value, path);
        } else if (value.is_array()) {
            done.text += '[';
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (i > 0) done.text += ',';
                write(value[i], below(path, std::to_string(i)), 0);
            }
            done.text += ']';
        } else {
            done.text += value.dump();
        }
        done.places.push_back({key_begin, begin, done.text.size(), path});
    }

    Marked done{};

private:
    static std::string below(const std::string& path, const std::string& key) {
        return path.empty() ? key : path + "." + key;
    }

    void write_object(const nlohmann::json& value, const std::string& path) {
        done.text += '{';
        for (const auto& [key, inner] : value.items()) {
            if (done.text.back() != '{') done.text += ',';
            const auto key_begin = done.text.size();
            done.text += nlohmann::json(key).dump() + ':';
            write(inner, below(path, key), key_begin);
        }
        done.text += '}';
    }
};

struct NamesWhatItIsAbout {
    bool operator()(const commands::PipelineChanged& change) const { return change.run.contains('/'); }

    bool operator()(const commands::AlertChanged& change) const {
        return change.group.contains('/') && !change.alerts.empty();
    }

    bool operator()(const commands::DeployChanged& change) const { return change.deploy.contains('/'); }
};

std::string misdeed(const hooks::Vendor& vendor, const hooks::Delivery& delivery) {
    constexpr std::size_t long_key = 10'000;
    const auto got = vendor.read(delivery);
    if (!got && (got.error().code != Errc::bad_input || got.error().message.empty()))
        return "an error of its own: " + got.error().text();
    const auto is_sound = [](const auto& one) { return std::visit(NamesWhatItIsAbout{}, one); };
    if (got && !std::ranges::all_of(got->changes, is_sound)) return "a change of nothing";
    return vendor.key(delivery).size() > long_key ? "a key without end" : "";
}

/// "" when a reader does with a body what it must do with any; else what it did.
std::string misdeed(const hooks::Vendor& vendor, const std::string& body, const net::Headers& headers) {
    const auto document = JsonDocument::read(body);
    if (!document) return "";
    try {
        return misdeed(vendor, {headers, body, document->root()});
    } catch (const std::exception& thrown) {
        return std::string("an exception: ") + thrown.what();
    }
}

/// What to put in the place of a value that begins with this character.
std::vector<std::string_view> others(char first) {
    constexpr std::string_view junk = R"([null,1,{"x":[]}])";
    constexpr std::string_view odd = R"("\u0000<!channel>\n\ud83d\udca5")";
    switch (first) {
    case '"':
        return {"null", R"("")", "[7]", odd};
    case '{':
    case '[':
        return {"null", R"("word")", "{}", junk};
    case 't':
    case 'f':
    case 'n':
        return {"null", "true", "false", odd};
    default:
        return {"null", R"("1e400")", "-1", "9223372036854775807", "-1e400"};
    }
}

std::string without(const Marked& document, const Place& place) {
    if (place.key_begin == 0) return with(document, place, "{}");
    return document.text.substr(0, place.key_begin).append(R"("was elsewhere")").append(document.text, place.begin - 1);
}
} // namespace

Marked marked(const nlohmann::json& document) {
    Writer writer;
    writer.write(document, "", 0);
    return std::move(writer.done);
}

std::string with(const Marked& document, const Place& place, std::string_view what) {
    return document.text.substr(0, place.begin).append(what).append(document.text, place.end);
}

int read_every_mutation(const hooks::Vendor& vendor, const std::string& body, const net::Headers& headers) {
    const auto whole = marked(nlohmann::json::parse(body));
    int count = 0;
    const auto check = [&](const std::string& text, const Place& place, std::string_view what) {
        const auto done = misdeed(vendor, text, headers);
        if (!done.empty()) FAIL_CHECK(place.path << " is " << what << ": " << done << "\nin " << text);
        ++count;
    };
    for (const auto& place : whole.places) {
        check(without(whole, place), place, "gone");
        for (const auto what : others(whole.text[place.begin]))
            check(with(whole, place, what), place, what);
    }
    return count;
}

} // namespace pilothouse::vendors
