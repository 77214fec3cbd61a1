#include "commands/deploy/origin.hpp"

namespace pilothouse::commands::deploy {

std::string text_of(const Place& place) {
    return place.channel.value + " " + place.thread + " " + (place.direct ? "d" : "-") + (place.strangers ? "s" : "-");
}

Place place_in(std::string_view text) {
    const auto first = text.find(' ');
    const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
    if (second == std::string_view::npos || text.size() != second + 3) return {.channel = {}, .strangers = true};
    const auto flags = text.substr(second + 1);
    return {
        .channel = ChannelId{std::string(text.substr(0, first))},
        .thread = std::string(text.substr(first + 1, second - first - 1)),
        .direct = flags[0] == 'd',
        .strangers = flags[1] != '-',
    };
}

} // namespace pilothouse::commands::deploy
