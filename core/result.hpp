#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <utility>

namespace pilothouse {

/// What a caller can do about a failure; the words for a person are in Error::message.
enum class Errc {
    bad_input,       ///< the input is wrong; the sender has to change it
    not_found,       ///< the named thing does not exist
    denied,          ///< the person may not do this
    conflict,        ///< the state of the thing does not allow this now
    rate_limited,    ///< refused for now; Error::retry_after says how long
    timeout,         ///< our own deadline passed before anything was sent
    unavailable,     ///< surely not done: refused, unreachable, or failed before anything was sent
    rejected,        ///< the other side said no, and will say so again
    unknown_outcome, ///< sent, but no answer: look it up before trying again
    cancelled,       ///< we stopped it ourselves
    internal,        ///< a fault of this program
};

/// The name of a code as it stands in logs and metrics, e.g. "rate_limited".
const char* name(Errc code);

/// An expected failure, for a person to read: what happened, and what to do next.
struct Error {
    Errc code = Errc::internal;
    std::string message; ///< what, where and why, e.g. "no service named 'ap'"
    std::string hint{};  ///< what to do next; may be empty
    std::optional<std::chrono::milliseconds> retry_after{};

    /// message, and the hint after it where there is one.
    [[nodiscard]] std::string text() const;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(Errc code, std::string message, std::string hint = {}) {
    return std::unexpected(Error{code, std::move(message), std::move(hint), std::nullopt});
}

} // namespace pilothouse

#define PILOTHOUSE_CAT2(a, b) a##b
#define PILOTHOUSE_CAT(a, b) PILOTHOUSE_CAT2(a, b)
/// `PILOTHOUSE_TRY(auto x, parse(s));` takes the value, or returns the error to the caller. One a line.
#define PILOTHOUSE_TRY(declaration, expression)                                                                        \
    auto PILOTHOUSE_CAT(try_, __LINE__) = (expression);                                                                \
    if (!PILOTHOUSE_CAT(try_, __LINE__)) return std::unexpected(std::move(PILOTHOUSE_CAT(try_, __LINE__)).error());    \
    declaration = *std::move(PILOTHOUSE_CAT(try_, __LINE__))
/// `PILOTHOUSE_CHECK(valid(s));` for a Result<void>: goes on, or returns the error to the caller.
#define PILOTHOUSE_CHECK(expression)                                                                                   \
    if (auto PILOTHOUSE_CAT(check_, __LINE__) = (expression); !PILOTHOUSE_CAT(check_, __LINE__))                       \
    return std::unexpected(std::move(PILOTHOUSE_CAT(check_, __LINE__)).error())
/// The first, inside a coroutine.
#define PILOTHOUSE_CO_TRY(declaration, expression)                                                                     \
    auto PILOTHOUSE_CAT(try_, __LINE__) = (expression);                                                                \
    if (!PILOTHOUSE_CAT(try_, __LINE__)) co_return std::unexpected(std::move(PILOTHOUSE_CAT(try_, __LINE__)).error()); \
    declaration = *std::move(PILOTHOUSE_CAT(try_, __LINE__))
