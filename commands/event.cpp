#include "commands/event.hpp"

namespace pilothouse::commands {

namespace {

struct WordsOf {
    std::string operator()(const PlainWords& words) const { return words.text; }

    std::string operator()(const VerbatimWords& words) const { return "`" + words.text + "`"; }

    std::string operator()(const PersonNamed& named) const { return "@" + named.person.value; }

    std::string operator()(const ChannelNamed& named) const { return named.channel.value; }
};

std::string about(DeployId deploy) {
    return "deploy " + std::to_string(deploy.value);
}

struct Describe {
    std::string operator()(const Said& said) const {
        std::string words = "said by " + said.who.value + " in " + said.where.channel.value + ": ";
        for (const auto& piece : said.words)
            words += std::visit(WordsOf{}, piece);
        return words;
    }

    std::string operator()(const Pressed& pressed) const {
        return pressed.action + " (" + pressed.value + ") pressed by " + pressed.who.value;
    }

    std::string operator()(const Submitted& submitted) const {
        return "form " + submitted.form + " (" + submitted.context + ") sent by " + submitted.who.value;
    }

    std::string operator()(const RolloutStarted& event) const { return about(event.deploy) + " started"; }

    std::string operator()(const RolloutProgressed& event) const { return about(event.deploy) + " progressed"; }

    std::string operator()(const RolloutEnded& event) const { return about(event.deploy) + " ended"; }

    std::string operator()(const PersonFound& found) const { return "person found: " + found.id.value; }

    std::string operator()(const ChannelFound& found) const {
        return "channel found: " + found.name.value + " is " + found.id.value;
    }

    std::string operator()(const RoomOpened& opened) const {
        return "channel " + opened.room.value + " opened for incident " + std::to_string(opened.incident);
    }

    std::string operator()(const TimerRang& rang) const { return "timer " + rang.name; }

    std::string operator()(const TaskFailed& failed) const {
        return std::string("task given up: ") + kind(failed.asked) + ": " + failed.error.message;
    }

    std::string operator()(const Noticed& noticed) const {
        return "notice " + noticed.key + ": " + noticed.text.plain();
    }

    std::string operator()(const Started&) const { return "started"; }

    std::string operator()(const SilenceMade& made) const {
        return "group of alerts " + std::to_string(made.group) + " silenced by " + made.by.who.value;
    }

    std::string operator()(const AlertsChecked& checked) const {
        return "group of alerts " + std::to_string(checked.group) + " looked up at its sender";
    }

    std::string operator()(const RunStartedAgain& again) const {
        return "run " + std::to_string(again.run) + " started again by " + again.by.who.value;
    }

    std::string operator()(const ChangeReported& reported) const {
        std::string words = "reported by " + reported.vendor + " to " + reported.route + ": " + reported.event;
        words += " (" + reported.key + ")";
        if (!reported.trouble.empty()) words += ", which could not be read: " + reported.trouble;
        return words;
    }
};

} // namespace

std::string describe(const Event& event) {
    return std::visit(Describe{}, event);
}

} // namespace pilothouse::commands
