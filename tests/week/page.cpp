#include "tests/week/page.hpp"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <numeric>

namespace pilothouse::week {

namespace {

Told sum(const std::vector<Told>& told) {
    Told all{.channel = "all"};
    for (const auto& one : told) {
        all.events += one.events;
        all.ends += one.ends;
        all.messages += one.messages;
        all.lines += one.lines;
        all.edits += one.edits;
    }
    return all;
}

/// "12,345"
std::string counted(int number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<int>(text.size()) - 3; at > 0; at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string row(const Told& told) {
    std::string text = "| " + told.channel;
    for (const int number : {told.events, told.ends, told.messages, told.lines, told.edits})
        text += " | " + counted(number);
    return text + " |\n";
}

/// "7.9"
std::string times(int many, int few) {
    const int tenths = few == 0 ? 0 : (many * 10 + few / 2) / few;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10);
}

constexpr int bar_left = 110, bar_room = 520, row_height = 38, head = 56;

std::string bar(int top, int width, const char* color, int number) {
    const auto y = std::to_string(top);
    return "<rect x=\"" + std::to_string(bar_left) + "\" y=\"" + y + "\" width=\"" +
           std::to_string(std::max(width, 1)) + "\" height=\"13\" rx=\"2\" fill=\"" + color + "\"/>\n<text x=\"" +
           std::to_string(bar_left + width + 6) + "\" y=\"" + std::to_string(top + 11) + "\">" + counted(number) +
           "</text>\n";
}

} // namespace

std::string page(const std::vector<Happening>& week, const std::vector<Told>& told) {
    const auto all = sum(told);
    std::string text =
        "# A busy team's week\n\n"
        "Made up by a program, the same each time (`tests/week`; `./dev docs` writes this page, `./dev test` holds it "
        "to the "
        "program): " +
        std::to_string(teams) + " teams, " + std::to_string(services) + " services, " + counted(builds) +
        " builds and " + counted(alerts) +
        " alerts. Among them are a service that flaps for an afternoon and a night in which a network is gone for half "
        "an "
        "hour, with 150 alerts in two minutes. Each team's channel subscribes to the builds of its services "
        "(`failed,fixed`) and to its alerts; the real rules decide, with a clock that only moves with what happens. "
        "All "
        "in all " +
        counted(static_cast<int>(week.size())) + " webhooks, of which " +
        counted(static_cast<int>(std::ranges::count_if(week, &Happening::job))) +
        " are about single jobs of builds.\n\n"
        "![What each channel would have heard, and what it heard](images/busy-team.svg)\n\n"
        "- *One for each event*: a message for each run of a pipeline that is queued, begins and ends, and for each "
        "notification of Alertmanager. Messages for single jobs are not counted.\n"
        "- *Ends only*: a message for each result of a build, and for each group of alerts that begins to fire or is "
        "resolved.\n"
        "- *Messages*: what Pilothouse posts in the channel. *In threads*: lines below a message, which the channel "
        "does "
        "not show. *Edits*: messages that changed where they stand, which notifies nobody.\n\n"
        "| channel | one for each event | ends only | messages | in threads | edits |\n"
        "|---|---:|---:|---:|---:|---:|\n";
    for (const auto& one : told)
        text += row(one);
    text += row(all);
    text += "\nThat is one message where a bot that posts each event has " + times(all.events, all.messages) +
            ", and one that posts ends only has " + times(all.ends, all.messages) + ".\n";
    return text;
}

std::string picture(const std::vector<Told>& told) {
    const auto most = std::ranges::max(told, {}, &Told::events).events;
    const int height = head + row_height * static_cast<int>(told.size()) + 10;
    std::string text = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"720\" height=\"" + std::to_string(height) +
                       "\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#333\">\n"
                       "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
                       "<rect x=\"110\" y=\"14\" width=\"12\" height=\"12\" rx=\"2\" fill=\"#c4c8cf\"/>\n"
                       "<text x=\"128\" y=\"25\">one message for each event</text>\n"
                       "<rect x=\"330\" y=\"14\" width=\"12\" height=\"12\" rx=\"2\" fill=\"#1f6feb\"/>\n"
                       "<text x=\"348\" y=\"25\">messages of Pilothouse, in one week</text>\n";
    for (int number = 0; const auto& one : told) {
        const int top = head + row_height * number++;
        text +=
            "<text x=\"100\" y=\"" + std::to_string(top + 19) + "\" text-anchor=\"end\">" + one.channel + "</text>\n";
        text += bar(top, one.events * bar_room / most, "#c4c8cf", one.events);
        text += bar(top + 15, one.messages * bar_room / most, "#1f6feb", one.messages);
    }
    return text + "</svg>\n";
}

} // namespace pilothouse::week
