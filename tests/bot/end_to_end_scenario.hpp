#pragma once

#include "end_to_end_stage.hpp"

#include <string>
#include <vector>

namespace pilothouse::tests {

/// One thing that goes wrong while a question is asked and a deploy is requested, approved and rolled out.
struct Scenario {
    std::string name;
    std::vector<Json> rules{}; ///< fault rules
    /// When they, and what is done to the sockets, begin.
    enum class When { before_start, before_question, while_running } when = When::before_question;
    std::vector<Json> sockets{};     ///< bodies for /_sim/sockets; the last one again and again until `told` is true
    std::vector<std::string> told{}; ///< what #pilothouse must say; anything else there is wrong
    int live = 2;                    ///< sockets in the end; with 0 the question and the deploy need not be heard
    int opened = 2;                  ///< connections opened in all, at least
    bool answered = true;            ///< the question's answer stands in the end
    bool marked_repeats = false;     ///< a private answer may come twice, the second one marked as a repeat
    double time_scale = 0.5;
};

/// Plays it and gives what is wrong in the end, one line each.
net::awaitable<std::vector<std::string>> play(net::executor loop, const Scenario& scenario);

} // namespace pilothouse::tests
