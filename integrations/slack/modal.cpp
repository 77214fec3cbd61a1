#include "core/json.hpp"
#include "integrations/slack/blocks.hpp"
#include "integrations/slack/limits.hpp"
#include "integrations/slack/objects.hpp"
#include "integrations/slack/render.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace pilothouse::slack {

using commands::Question;
using nlohmann::json;

namespace {

/// Each question is an input block named by its key, with one element of this name.
constexpr const char* element_id = "v";

json option(const std::string& choice) {
    json object = json::object();
    object["text"] = plain_object(choice, limits::option_text);
    object["value"] = choice;
    return object;
}

json select(const Question& question) {
    json element = json::object();
    element["type"] = "static_select";
    element["action_id"] = element_id;
    const auto count = std::min(question.choices.size(), limits::options_in_select);
    for (std::size_t i = 0; i < count; ++i) {
        element["options"].push_back(option(question.choices[i]));
        if (question.choices[i] == question.initial) element["initial_option"] = option(question.initial);
    }
    return element;
}

json text_input(const Question& question) {
    json element = json::object();
    element["type"] = "plain_text_input";
    element["action_id"] = element_id;
    element["multiline"] = question.kind == Question::Kind::paragraph;
    element["max_length"] = limits::input_text;
    if (!question.initial.empty()) element["initial_value"] = limits::cut(question.initial, limits::input_text);
    return element;
}

std::string hint_of(const Question& question) {
    if (question.choices.size() <= limits::options_in_select) return question.hint;
    const auto more = question.choices.size() - limits::options_in_select;
    return question.hint + (question.hint.empty() ? "" : " ") + "… " + std::to_string(more) + " more are not listed";
}

json input(const Question& question) {
    json block = json::object();
    block["type"] = "input";
    block["block_id"] = question.key;
    block["label"] = plain_object(question.label.empty() ? question.key : question.label, limits::input_label);
    block["element"] = question.kind == Question::Kind::choice ? select(question) : text_input(question);
    block["optional"] = question.optional;
    if (const auto hint = hint_of(question); !hint.empty()) block["hint"] = plain_object(hint, limits::input_hint);
    return block;
}

Result<void> check(const Question& question) {
    if (question.key.empty() || limits::length(question.key) > limits::block_id)
        return fail(Errc::bad_input, "the key '" + question.key + "' of a question is empty or too long for Slack");
    if (question.kind != Question::Kind::choice) return {};
    if (question.choices.empty()) return fail(Errc::bad_input, "question '" + question.key + "' has no choices");
    for (const auto& choice : question.choices) {
        if (choice.empty() || limits::length(choice) > limits::option_value)
            return fail(Errc::bad_input, "a choice of '" + question.key + "' is empty or longer than 150 characters");
    }
    return {};
}

Result<void> check(const commands::Form& form) {
    if (limits::length(form.context) > limits::private_metadata)
        return fail(Errc::bad_input, "the context of form '" + form.name + "' is longer than 3,000 characters");
    if (form.name.empty() || limits::length(form.name) > limits::callback_id)
        return fail(Errc::bad_input, "the name of a form is empty or longer than 255 characters");
    if (form.questions.size() > limits::blocks_in_modal)
        return fail(Errc::bad_input, "form '" + form.name + "' has more than 100 questions");
    for (const auto& question : form.questions) {
        if (auto good = check(question); !good) return good;
    }
    return {};
}

} // namespace

Result<json> modal(const commands::Form& form) {
    if (auto good = check(form); !good) return std::unexpected(std::move(good).error());
    json view = json::object();
    view["type"] = "modal";
    view["callback_id"] = form.name;
    view["private_metadata"] = form.context;
    view["title"] = plain_object(form.title.empty() ? form.name : form.title, limits::modal_title);
    view["close"] = plain_object("Cancel", limits::modal_button);
    if (!form.questions.empty() || !form.submit.empty())
        view["submit"] = plain_object(form.submit.empty() ? "Send" : form.submit, limits::modal_button);

    BlockWriter writer(Surface::modal);
    writer.add(form.blocks);
    auto shown = writer.take();
    const auto room = limits::blocks_in_modal - form.questions.size();
    while (shown.size() > room)
        shown.erase(shown.size() - 1);
    for (const auto& question : form.questions)
        shown.push_back(input(question));
    view["blocks"] = std::move(shown);
    if (dump_json(view).size() > limits::modal_bytes)
        return fail(Errc::bad_input, "form '" + form.name + "' is larger than the 250 KB that Slack takes");
    return view;
}

} // namespace pilothouse::slack
