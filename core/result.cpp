#include "core/result.hpp"

namespace pilothouse {

const char* name(Errc code) {
    switch (code) {
    case Errc::bad_input:
        return "bad_input";
    case Errc::not_found:
        return "not_found";
    case Errc::denied:
        return "denied";
    case Errc::conflict:
        return "conflict";
    case Errc::rate_limited:
        return "rate_limited";
    case Errc::timeout:
        return "timeout";
    case Errc::unavailable:
        return "unavailable";
    case Errc::rejected:
        return "rejected";
    case Errc::unknown_outcome:
        return "unknown_outcome";
    case Errc::cancelled:
        return "cancelled";
    case Errc::internal:
        return "internal";
    }
    return "internal";
}

std::string Error::text() const {
    return hint.empty() ? message : message + ". " + hint;
}

} // namespace pilothouse
