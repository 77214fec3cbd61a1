#pragma once

#include "commands/desk.hpp"
#include "commands/incident/incident.hpp"

#include <optional>
#include <string>

/// The beginning of an incident: by command, by form, or from a card's button.
namespace pilothouse::commands::incident {

struct Declaration {
    std::string severity{}; ///< as it was typed
    std::string title{};
    ServiceName service{};
    bool hidden = false;
    bool drill = false;
    bool anyway = false; ///< even if there is one of the same
    std::string mark{};  ///< what it is declared of ("alerts/7"); one thing is declared once
    std::optional<Time> detected{};
};

/// Declares it, or says why not: no such severity, no title, or there is one of the same thing already.
Reply declare(Desk& desk, const Asker& asker, const Declaration& declaration);

/// The form that `incident declare` opens where something was left out.
Form declare_form(const config::Settings& settings, const Place& where);
inline constexpr std::string_view declare_form_name = "incident.declare";
/// What was answered in such a form.
Declaration declaration_in(const Submitted& event);
Reply declare_form_sent(Desk& desk, const Submitted& event, const Place& where);

} // namespace pilothouse::commands::incident
