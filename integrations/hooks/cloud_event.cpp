#include "integrations/hooks/cloud_event.hpp"

#include "core/sha256.hpp"
#include "core/utf8.hpp"
#include "integrations/hooks/fields.hpp"
#include "integrations/net/url.hpp"

namespace pilothouse::hooks {

namespace {
constexpr std::size_t most_events = 1'000;

/// An attribute in a header: it may be quoted, and is percent-encoded (HTTP binding 3.1.3.2). Errors: bad_input.
Result<std::string> attribute(const net::Headers& headers, std::string_view name) {
    const std::string header = "ce-" + std::string(name);
    auto written = net::header(headers, header);
    std::string plain;
    if (written.size() >= 2 && written.starts_with('"') && written.ends_with('"')) {
        written = written.substr(1, written.size() - 2);
        for (std::size_t i = 0; i < written.size(); ++i) {
            if (written[i] == '\\' && i + 1 < written.size()) ++i;
            plain += written[i];
        }
    } else {
        plain = written;
    }
    // What is no escape stands for itself: older senders do not encode.
    auto text = net::percent_decoded(plain).value_or(plain);
    if (!is_utf8(text)) return fail(Errc::bad_input, "'" + header + "' is not UTF-8");
    return text;
}

Result<std::string> needed_attribute(const net::Headers& headers, std::string_view name) {
    PILOTHOUSE_TRY(auto text, attribute(headers, name));
    if (text.empty()) return fail(Errc::bad_input, "'ce-" + std::string(name) + "' is missing");
    return text;
}

Result<void> check_version(std::string_view version) {
    if (version.starts_with("1.")) return {};
    return fail(Errc::bad_input, "'specversion' is not 1.0");
}

Result<CloudEvent> from_headers(const Delivery& delivery) {
    const auto& headers = delivery.headers;
    PILOTHOUSE_TRY(const auto version, needed_attribute(headers, "specversion"));
    PILOTHOUSE_CHECK(check_version(version));
    CloudEvent event;
    PILOTHOUSE_TRY(event.id, needed_attribute(headers, "id"));
    PILOTHOUSE_TRY(event.source, needed_attribute(headers, "source"));
    PILOTHOUSE_TRY(event.type, needed_attribute(headers, "type"));
    PILOTHOUSE_TRY(event.subject, attribute(headers, "subject"));
    PILOTHOUSE_TRY(const auto time, attribute(headers, "time"));
    event.time = parse_time(time);
    event.data = delivery.json;
    return event;
}

Result<CloudEvent> from_object(JsonView object) {
    PILOTHOUSE_CHECK(check_version(object.text("specversion")));
    CloudEvent event;
    PILOTHOUSE_TRY(event.id, needed_text(object, "id", "id"));
    PILOTHOUSE_TRY(event.source, needed_text(object, "source", "source"));
    PILOTHOUSE_TRY(event.type, needed_text(object, "type", "type"));
    event.subject = object.text("subject");
    event.time = time_at(object, "time");
    event.data = object["data"];
    return event;
}

/// A structured event may carry its attributes in headers as well; its Content-Type says which it is.
bool is_binary(const Delivery& delivery) {
    const auto type = net::header(delivery.headers, "Content-Type");
    const bool structured = net::same_name(type.substr(0, type.find_first_of("; +")), "application/cloudevents");
    return !structured && !net::header(delivery.headers, "ce-specversion").empty();
}
} // namespace

Result<std::vector<CloudEvent>> cloud_events(const Delivery& delivery) {
    std::vector<CloudEvent> events;
    if (is_binary(delivery)) {
        PILOTHOUSE_TRY(events.emplace_back(), from_headers(delivery));
        return events;
    }
    if (!delivery.json.is_array()) {
        PILOTHOUSE_TRY(events.emplace_back(), from_object(delivery.json));
        return events;
    }
    const auto elements = delivery.json.elements();
    if (elements.size() > most_events)
        return fail(Errc::bad_input, "a batch of more than " + std::to_string(most_events) + " events");
    for (const auto element : elements) {
        PILOTHOUSE_TRY(events.emplace_back(), from_object(element));
    }
    return events;
}

std::string cloud_event_key(const Delivery& delivery) {
    const auto events = cloud_events(delivery);
    if (!events || events->empty()) return {};
    std::string names;
    for (const auto& event : *events)
        names.append(event.source).append(1, '\n').append(event.id).append(1, '\n').append(event.type).append(1, '\n');
    return sha256_hex(names);
}

} // namespace pilothouse::hooks
