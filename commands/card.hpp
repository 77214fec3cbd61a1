#pragma once

#include "core/text.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <variant>
#include <vector>

/// What a message says, in our words. Each chat system's adapter renders it: Slack as Block Kit, the terminal
/// as plain lines.
namespace pilothouse::commands {

/// The mood of a card; an adapter turns it into a colour or a symbol.
enum class Tone { neutral, waiting, running, good, warning, bad };

enum class ButtonStyle { plain, primary, danger };

/// `value` is an opaque reference; everything it stands for is read again from the store when it is pressed.
struct Button {
    std::string action; ///< which function answers, e.g. "deploy.approve"
    std::string value;  ///< e.g. "812:9f21"
    std::string label;
    ButtonStyle style = ButtonStyle::plain;
    std::string confirm{}; ///< asked before the press counts; empty: not asked
    friend bool operator==(const Button&, const Button&) = default;
};

struct Paragraph {
    Text text;
    friend bool operator==(const Paragraph&, const Paragraph&) = default;
};

/// Short labelled facts; an adapter may set them in two columns.
struct Fields {
    struct Field {
        std::string label;
        Text value;
        friend bool operator==(const Field&, const Field&) = default;
    };

    std::vector<Field> fields;
    friend bool operator==(const Fields&, const Fields&) = default;
};

/// Verbatim text in a fixed-width face: log lines, a command.
struct Verbatim {
    std::string text;
    friend bool operator==(const Verbatim&, const Verbatim&) = default;
};

/// A small grey line below.
struct Footnote {
    Text text;
    friend bool operator==(const Footnote&, const Footnote&) = default;
};

struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<Text>> rows;
    friend bool operator==(const Table&, const Table&) = default;
};

struct Buttons {
    std::vector<Button> buttons;
    friend bool operator==(const Buttons&, const Buttons&) = default;
};

using Block = std::variant<Paragraph, Fields, Verbatim, Footnote, Table, Buttons>;

struct Card {
    Text title;
    Tone tone = Tone::neutral;
    std::vector<Block> blocks{};
    friend bool operator==(const Card&, const Card&) = default;
};

/// One question of a form. `key` names the answer in Submitted::answers.
struct Question {
    enum class Kind { line, paragraph, choice };
    std::string key;
    std::string label;
    Kind kind = Kind::line;
    std::vector<std::string> choices{}; ///< for Kind::choice
    std::string initial{};
    std::string hint{};
    bool optional = false;
    friend bool operator==(const Question&, const Question&) = default;
};

/// A modal: text to read, questions to answer. `context` comes back in Submitted, as it was sent.
struct Form {
    std::string name; ///< which function answers, e.g. "deploy.request"
    std::string title;
    std::string submit;
    std::vector<Block> blocks{};
    std::vector<Question> questions{};
    std::string context{};
    friend bool operator==(const Form&, const Form&) = default;
};

/// The words of a card without markup, a line each: for the terminal, for notifications and for tests.
std::string plain(const Card& card);

nlohmann::json to_json(const Card& card);
nlohmann::json to_json(const Form& form);
/// The inverse of to_json, for what this program wrote itself; throws nlohmann::json::exception otherwise.
Card card_from_json(const nlohmann::json& json);
Form form_from_json(const nlohmann::json& json);

} // namespace pilothouse::commands
