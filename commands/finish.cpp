#include "commands/finish.hpp"

#include "commands/deploy/show.hpp"
#include "commands/incident/show.hpp"

#include <iterator>

namespace pilothouse::commands {

Decision finish(Desk& desk) {
    auto tasks = std::exchange(desk.tasks, {});
    for (const auto id : std::exchange(desk.stale_cards, {}))
        if (const auto deploy = desk.deploys().find(id)) deploy::show(desk, *deploy);
    for (const auto id : std::exchange(desk.stale_incidents, {}))
        incident::draw(desk, id);
    Decision decision{.tasks = std::exchange(desk.tasks, {})};
    decision.tasks.insert(
        decision.tasks.end(), std::make_move_iterator(tasks.begin()), std::make_move_iterator(tasks.end())
    );
    return decision;
}

Decision finish(Desk& desk, Reply reply) {
    auto decision = finish(desk);
    if (!reply.card.title.empty() || !reply.card.blocks.empty()) decision.answer = std::move(reply.card);
    decision.outcome = std::move(reply.outcome);
    decision.deploy = reply.deploy;
    return decision;
}

} // namespace pilothouse::commands
