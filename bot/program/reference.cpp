#include "bot/program/program.hpp"
#include "commands/catalogue.hpp"
#include "commands/language/help.hpp"
#include "config/load.hpp"

#include <cstdio>

namespace pilothouse::program {

int reference(const std::string& what) {
    if (what == "commands") {
        std::fputs(commands::language::commands_markdown(commands::catalogue()).c_str(), stdout);
        return exit_ok;
    }
    if (what == "configuration") {
        std::fputs(config::reference_markdown().c_str(), stdout);
        return exit_ok;
    }
    return complain({Errc::bad_input, "no page '" + what + "'", "Name commands or configuration"}, exit_usage);
}

} // namespace pilothouse::program
