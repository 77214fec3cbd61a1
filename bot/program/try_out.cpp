#include "bot/program/program.hpp"
#include "commands/decide.hpp"
#include "integrations/slack/decode.hpp"
#include "storage/sqlite/open.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <ranges>

namespace pilothouse::program {

namespace {

using namespace pilothouse::commands;

/// What a task would do, in one paragraph for the terminal.
struct Words {
    std::string operator()(const Say& say) const {
        return "say in " + say.channel.value + (say.in_thread_of.empty() ? "" : " (thread)") + ":\n" + plain(say.card);
    }

    std::string operator()(const Whisper& whisper) const { return "tell only you:\n" + plain(whisper.card); }

    std::string operator()(const OpenForm& open) const { return "open the form: " + open.form.title; }

    std::string operator()(const StartRollout& start) const {
        std::string line = "run:";
        for (const auto& word : start.argv)
            line += " " + word;
        return line + "\nin: " + (start.directory.empty() ? "." : start.directory) +
               "\ntime limit: " + spoken(start.timeout);
    }

    std::string operator()(const WatchRollout& watch) const {
        return "take hold of the running deploy " + std::to_string(watch.deploy.value);
    }

    std::string operator()(const StopRollout& stop) const {
        return "stop the running deploy " + std::to_string(stop.deploy.value);
    }

    std::string operator()(const ShareLog& share) const {
        return "give the log of deploy " + std::to_string(share.deploy.value) + " to " + share.channel.value;
    }

    std::string operator()(const LookUpPerson& look) const {
        return "look up " + (look.email.empty() ? look.id.value : look.email) + " in Slack";
    }

    std::string operator()(const LookUpChannel& look) const { return "look up " + look.name.value + " in Slack"; }

    std::string operator()(const MakeSilence& silence) const { return "make a silence through " + silence.hook.value; }

    std::string operator()(const CheckAlerts& check) const { return "look up what fires through " + check.hook.value; }

    std::string operator()(const RerunBuild& rerun) const {
        return "start again through " + rerun.hook.value + ": " + rerun.handle;
    }

    std::string operator()(const OpenRoom& room) const { return "make the channel #" + room.name; }

    std::string operator()(const SetTopic& topic) const {
        return "write above " + topic.channel.value + ": " + topic.topic;
    }

    std::string operator()(const Invite& invite) const {
        return "invite " + std::to_string(invite.people.size()) + " people into " + invite.channel.value;
    }

    std::string operator()(const RingAt& ring) const { return "set a timer: " + ring.name; }
};

/// What Slack would hand us of "/deploy x" and "/pilot x"; other words are said as they stand.
std::string heard(const std::string& typed, const std::string& prefix) {
    if (!typed.starts_with('/')) return typed;
    const auto end = std::min(typed.find(' '), typed.size());
    const auto name = slack::command_name(std::string_view(typed).substr(0, end), prefix);
    const auto rest = typed.substr(std::min(end + 1, typed.size()));
    return name == "pilot" ? rest : std::string(name) + " " + rest;
}

constexpr std::string_view of_people = "UW", of_channels = "CDG";

/// Whether this is an id of the chat system, by its first letter.
bool is_chat_id(const std::string& text, std::string_view first_letters) {
    return text.size() > 2 && first_letters.contains(text[0]) &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isupper(c) || std::isdigit(c); });
}

/// "#ops" for "ops", as in the configuration; ids stay.
std::string channel_named(const std::string& typed) {
    return is_chat_id(typed, of_channels) || typed.starts_with('#') ? typed : "#" + typed;
}

/// Who is meant: a chat id, or a member of a team by e-mail address or its first part.
Result<PersonFound> person(const config::Settings& settings, const std::string& who) {
    if (is_chat_id(who, of_people)) return PersonFound{PersonId(who), {}, who};
    for (const auto& team : settings.teams) {
        for (const auto& member : team.members) {
            if (member == who || member.substr(0, member.find('@')) == who)
                return PersonFound{
                    is_chat_id(member, of_people) ? PersonId(member) : PersonId("U-" + who), member, who
                };
        }
    }
    if (who.contains('@')) return PersonFound{PersonId("U-" + who), who, who};
    return fail(
        Errc::not_found, "nobody called '" + who + "' in any team of the configuration",
        "Name an e-mail address, its first part, or a chat id such as U024BE7LH"
    );
}

void print(const std::string& heading, const std::string& text) {
    std::printf("%s\n", heading.c_str());
    for (const auto line : std::views::split(text, '\n'))
        std::printf("    %s\n", std::string(line.begin(), line.end()).c_str());
}

} // namespace

int try_out(const std::string& file, const TryOptions& options) {
    const auto settings = settings_or_complain(file, false);
    if (!settings) return exit_config;
    auto store = storage::open_copy(settings->storage.path);
    if (!store) return complain(store.error());
    const auto who = person(*settings, options.as);
    if (!who) return complain(who.error(), exit_usage);

    const auto time = now();
    (*store)->begin();
    decide(*settings, **store, *who, time);
    const Said said{
        .who = who->id,
        .where = {.channel = ChannelId(channel_named(options.in))},
        .voice = Voice::slash,
        .words = plain_words(heard(options.words, settings->slack.command_prefix))
    };
    const auto decision = decide(*settings, **store, said, time);
    (*store)->rollback();

    if (decision.answer) print("I would answer:", plain(*decision.answer));
    for (const auto& planned : decision.tasks)
        print("I would:", std::visit(Words{}, planned.task));
    if (!decision.answer && decision.tasks.empty()) std::puts("I would do nothing.");
    std::puts("Nothing was changed.");
    return exit_ok;
}

} // namespace pilothouse::program
