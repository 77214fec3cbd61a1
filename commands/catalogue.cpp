#include "commands/catalogue.hpp"

#include "commands/admin/admin.hpp"
#include "commands/deploy/handlers.hpp"
#include "commands/status/status.hpp"

#include <vector>

namespace pilothouse::commands {

namespace {
using language::Command;
using language::Effect;

std::vector<Command> deploys() {
    return {
        {.verb = "deploy",
         .pattern = "deploy <service> [<version>] to|in|on <environment> [because <reason>]",
         .summary = "Roll a version out",
         .examples =
             {"deploy <service> v1.4.2 to <environment>", "deploy <service> v1.4.2 to <environment> because \"hotfix\""
             },
         .effect = Effect::changes,
         .handler = deploy::say_deploy,
         .group = "Deploys",
         .also = {"ship", "release", "push"},
         .details = "Without a version: the one that runs in the environment that must come before. The environment "
                    "is never assumed."},
        {.verb = "rollback",
         .pattern = "rollback <service> in|on|at <environment> [to <version>] [because <reason>]",
         .summary = "Go back to the version before; shows first what that takes away",
         .examples = {"rollback <service> in <environment>", "rollback <service> in <environment> to v1.4.1"},
         .effect = Effect::changes,
         .handler = deploy::say_rollback,
         .group = "Deploys",
         .also = {"revert", "undo"}},
        {.verb = "approve",
         .pattern = "approve <deploy>",
         .summary = "Agree to a deploy somebody else asked for",
         .examples = {"approve 812", "approve K7QX"},
         .effect = Effect::changes,
         .handler = deploy::say_approve,
         .group = "Deploys",
         .also = {"accept"}},
        {.verb = "reject",
         .pattern = "reject <deploy> [<reason>]",
         .summary = "Say no to a deploy that waits for approval",
         .examples = {"reject 812", "reject 812 too risky on a Friday"},
         .effect = Effect::changes,
         .handler = deploy::say_reject,
         .group = "Deploys",
         .also = {"deny", "decline"}},
        {.verb = "cancel",
         .pattern = "cancel <deploy>",
         .summary = "Take a waiting deploy back, or stop a running one",
         .examples = {"cancel 812"},
         .effect = Effect::changes,
         .handler = deploy::say_cancel,
         .group = "Deploys",
         .also = {"stop", "abort", "kill"}},
        {.verb = "settle",
         .pattern = "settle <deploy> as <outcome:text>",
         .summary = "Say how a deploy ended whose end could not be seen: succeeded, failed, or again",
         .examples = {"settle 812 as succeeded", "settle 812 as failed"},
         .effect = Effect::changes,
         .handler = deploy::say_settle,
         .group = "Deploys"},
    };
}

std::vector<Command> reads() {
    return {
        {.verb = "log",
         .pattern = "log <deploy>",
         .summary = "The whole output of a deploy, as a file",
         .examples = {"log 812"},
         .handler = deploy::say_log,
         .group = "Deploys",
         .also = {"logs", "output"}},
        {.verb = "status",
         .pattern = "status [<service>]",
         .summary = "What runs where, and what waits",
         .examples = {"status", "status <service>"},
         .handler = status::say_status,
         .group = "Looking",
         .also = {"ls", "list"}},
        {.verb = "history",
         .pattern = "history [<service>] [in|on|at <environment>] [last <count>]",
         .summary = "The latest deploys, newest first",
         .examples = {"history", "history <service>", "history <service> last 50"},
         .handler = status::say_history,
         .group = "Looking"},
        {.verb = "help",
         .pattern = "help [<command>]",
         .summary = "What can be said here",
         .examples = {"help", "help deploy"},
         .handler = admin::say_help,
         .group = "This bot",
         .also = {"commands", "?"}},
        {.verb = "whoami",
         .pattern = "whoami",
         .summary = "Who you are to me, and what you may do",
         .examples = {"whoami"},
         .handler = admin::say_whoami,
         .group = "This bot"},
        {.verb = "ping",
         .pattern = "ping",
         .summary = "Ask whether I am here",
         .examples = {"ping"},
         .handler = admin::say_ping,
         .group = "This bot"},
        {.verb = "version",
         .pattern = "version",
         .summary = "Which version of Pilothouse this is",
         .examples = {"version"},
         .handler = admin::say_version,
         .group = "This bot"},
    };
}
} // namespace

std::span<const Command> catalogue() {
    static const std::vector<Command> all = [] {
        auto commands = deploys();
        for (auto& command : reads())
            commands.push_back(std::move(command));
        return commands;
    }();
    return all;
}

} // namespace pilothouse::commands
