/// Plays the week and prints docs/busy-team.md, or its picture.
///
///     busy_week page|picture

#include "tests/week/page.hpp"

#include <cstdio>
#include <string_view>

int main(int argc, char** argv) {
    using namespace pilothouse::week;
    const std::string_view what = argc == 2 ? argv[1] : "";
    if (what != "page" && what != "picture") {
        std::fputs("usage: busy_week page|picture\n", stderr);
        return 64;
    }
    const auto week = happenings();
    const auto told = play(week);
    std::fputs((what == "page" ? page(week, told) : picture(told)).c_str(), stdout);
}
