#include "commands/alerts/words.hpp"

#include "core/utf8.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace pilothouse::commands::alerts {

namespace {

constexpr std::size_t most_labels = 3;

using Labels = std::vector<std::pair<std::string, std::string>>;

bool has(const Labels& labels, const std::pair<std::string, std::string>& label) {
    return std::ranges::find(labels, label) != labels.end();
}

void add_labels(Told& alert, const Labels& alike) {
    std::string apart;
    std::size_t count = 0;
    for (const auto& label : alert.labels) {
        if (has(alike, label) || label.second.empty()) continue;
        if (++count > most_labels) break;
        apart += (apart.empty() ? "" : ", ") + label.second;
    }
    if (!apart.empty()) alert.words += " (" + apart + ")";
}

} // namespace

void tell_apart(std::vector<Told>& alerts) {
    std::map<std::string, std::vector<Told*>> same;
    for (auto& alert : alerts) {
        alert.words = !is_blank(alert.summary) ? alert.summary : alert.name;
        if (is_blank(alert.words)) alert.words = "an alert without a name";
        same[alert.words].push_back(&alert);
    }
    for (const auto& [words, those] : same) {
        if (those.size() < 2) continue;
        Labels alike = those.front()->labels;
        for (const auto* alert : those)
            std::erase_if(alike, [&](const auto& label) { return !has(alert->labels, label); });
        for (auto* alert : those)
            add_labels(*alert, alike);
    }
}

} // namespace pilothouse::commands::alerts
