#include "commands/catalogue.hpp"

#include "commands/admin/admin.hpp"
#include "commands/deploy/handlers.hpp"
#include "commands/people/logins.hpp"
#include "commands/status/status.hpp"
#include "commands/subscriptions/handlers.hpp"

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
        {.verb = "link",
         .pattern = "link <account:text>",
         .summary = "Say who you are on GitHub or GitLab, to be notified when a commit of yours breaks a build",
         .examples = {"link github octocat", "link gitlab octocat"},
         .effect = Effect::changes,
         .handler = people::say_link,
         .group = "This bot"},
        {.verb = "unlink",
         .pattern = "unlink <account:text>",
         .summary = "Take that back",
         .examples = {"unlink github octocat"},
         .effect = Effect::changes,
         .handler = people::say_unlink,
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

std::vector<Command> channels() {
    return {
        {.verb = "subscribe",
         .pattern = "subscribe [--dry-run] <filter:text>",
         .summary = "Let this channel hear of builds or alerts",
         .examples =
             {"subscribe acme/api builds result:failed,fixed branch:main,release/* -author:dependabot[bot]",
              "subscribe alerts severity:critical team:payments", "subscribe acme/api builds result:all --dry-run"},
         .effect = Effect::changes,
         .handler = subscriptions::say_subscribe,
         .group = "Builds and alerts",
         .also = {"follow", "watch"},
         .details = "The filter is a project or a service, builds or alerts, and what they have to be: key:value, more "
                    "values after commas, * for any letters, a dash in front for what is left out. Builds have result "
                    "(failed, fixed, broke, passed, cancelled, all; without it failed,fixed), project, branch, name, "
                    "trigger, author, actor. Alerts have severity, service, name, title, team, environment, env, "
                    "namespace, cluster, region, and any label as label.name. With --dry-run nothing is changed, and "
                    "what the last 7 days would have brought is shown."},
        {.verb = "unsubscribe",
         .pattern = "unsubscribe <filter:text>",
         .summary = "Let this channel not hear of that any more",
         .examples = {"unsubscribe acme/api builds", "unsubscribe alerts severity:critical team:payments"},
         .effect = Effect::changes,
         .handler = subscriptions::say_unsubscribe,
         .group = "Builds and alerts",
         .also = {"unfollow", "unwatch"}},
        {.verb = "subscriptions",
         .pattern = "subscriptions",
         .summary = "What this channel hears of, and how to end each",
         .examples = {"subscriptions"},
         .handler = subscriptions::say_subscriptions,
         .group = "Builds and alerts",
         .also = {"subs", "following"}},
        {.verb = "mute",
         .pattern = "mute <what:word> <duration>",
         .summary = "Hold back what happens to a project or a service; told at the end",
         .examples = {"mute api 2h", "mute acme/web for 1d", "mute everything 30m"},
         .effect = Effect::changes,
         .handler = subscriptions::say_mute,
         .group = "Builds and alerts",
         .also = {"silence", "snooze"},
         .details = "A project, the last part of its name, a service, builds, alerts, or everything; in this channel."},
        {.verb = "unmute",
         .pattern = "unmute <what:word>",
         .summary = "End a mute; what was held back is told",
         .examples = {"unmute api"},
         .effect = Effect::changes,
         .handler = subscriptions::say_unmute,
         .group = "Builds and alerts",
         .also = {"unsilence", "unsnooze"}},
        {.verb = "quiet",
         .pattern = "quiet <hours:text>",
         .summary = "Hold back all but critical alerts at some hours of each day; told at their end",
         .examples = {"quiet 22:00-07:00 Europe/Berlin", "quiet off"},
         .effect = Effect::changes,
         .handler = subscriptions::say_quiet,
         .group = "Builds and alerts",
         .also = {"dnd"}},
        {.verb = "why did",
         .pattern = "why did [<channel>] get|not <thing:text>",
         .summary = "Which rules showed a build or an alert in a channel, or did not",
         .examples = {"why did #api get build 812", "why did #api not get alert HighErrors"},
         .handler = subscriptions::say_why,
         .group = "Builds and alerts",
         .also = {"why didn't", "why didnt", "why"},
         .details = "Without a channel it is the one in which it is asked."},
    };
}
} // namespace

std::span<const Command> catalogue() {
    static const std::vector<Command> all = [] {
        auto commands = deploys();
        for (auto& command : channels())
            commands.push_back(std::move(command));
        for (auto& command : reads())
            commands.push_back(std::move(command));
        return commands;
    }();
    return all;
}

} // namespace pilothouse::commands
