#include "commands/language/parse.hpp"

#include "commands/language/reader.hpp"
#include "core/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace pilothouse::commands::language {

namespace {

struct Bytes {
    std::string_view operator()(const PlainWords& part) const { return part.text; }

    std::string_view operator()(const VerbatimWords& part) const { return part.text; }

    std::string_view operator()(const PersonNamed& part) const { return part.person.value; }

    std::string_view operator()(const ChannelNamed& part) const { return part.channel.value; }
};

/// What makes an utterance unfit for reading at all.
std::optional<Misunderstood> unfit(const Utterance& utterance) {
    std::size_t bytes = 0, characters = 0;
    for (const auto& part : utterance) {
        const auto text = std::visit(Bytes{}, part);
        bytes += text.size();
        // A character is four bytes at most; beyond that nothing needs to be counted.
        if (bytes > longest_input * 4 || utterance.size() > longest_input)
            return Misunderstood{.what = Misunderstood::What::too_long};
        if (!is_utf8(text)) return Misunderstood{.what = Misunderstood::What::not_text};
        characters += code_points(text);
    }
    if (characters > longest_input) return Misunderstood{.what = Misunderstood::What::too_long};
    return std::nullopt;
}

} // namespace

Reading read(std::span<const Command> catalogue, const config::Settings& settings, const Utterance& utterance) {
    if (auto problem = unfit(utterance)) return *std::move(problem);
    const Line line(utterance);
    return Reader(catalogue, settings, line).read();
}

} // namespace pilothouse::commands::language
