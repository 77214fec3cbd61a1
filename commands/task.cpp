#include "commands/task.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <stdexcept>
#include <type_traits>
#include <utility>

/// The stored form: "1" (its version), then the fields in order. A number is decimal digits and ';', a string its
/// length, ':' and its bytes, a list its length and its items, a variant its index and its value. It is on the hot
/// path: no document is built on the way. A field that is added later comes with a higher version, so that tasks
/// written by an older program stay readable.
namespace pilothouse::commands {

namespace {

constexpr char format_version = '1';

/// How many members a struct has. A wrong count does not compile, so a new member can't be forgotten here.
template <class Struct>
inline constexpr int members = 0;
template <class Tag>
inline constexpr int members<Name<Tag>> = 1;
template <class Tag>
inline constexpr int members<Number<Tag>> = 1;
template <class First, class Second>
inline constexpr int members<std::pair<First, Second>> = 2;
template <>
inline constexpr int members<Text::Literal> = 1;
template <>
inline constexpr int members<Text::Bold> = 1;
template <>
inline constexpr int members<Text::Italic> = 1;
template <>
inline constexpr int members<Text::Code> = 1;
template <>
inline constexpr int members<Text::Mention> = 1;
template <>
inline constexpr int members<Text::Channel> = 1;
template <>
inline constexpr int members<Text::Link> = 2;
template <>
inline constexpr int members<Text::When> = 1;
template <>
inline constexpr int members<Button> = 5;
template <>
inline constexpr int members<Paragraph> = 1;
template <>
inline constexpr int members<Fields> = 1;
template <>
inline constexpr int members<Fields::Field> = 2;
template <>
inline constexpr int members<Verbatim> = 1;
template <>
inline constexpr int members<Footnote> = 1;
template <>
inline constexpr int members<Table> = 2;
template <>
inline constexpr int members<Buttons> = 1;
template <>
inline constexpr int members<Card> = 3;
template <>
inline constexpr int members<Question> = 7;
template <>
inline constexpr int members<Form> = 6;
template <>
inline constexpr int members<Say> = 5;
template <>
inline constexpr int members<Whisper> = 5;
template <>
inline constexpr int members<OpenForm> = 5;
template <>
inline constexpr int members<StartRollout> = 7;
template <>
inline constexpr int members<WatchRollout> = 1;
template <>
inline constexpr int members<StopRollout> = 1;
template <>
inline constexpr int members<ShareLog> = 6;
template <>
inline constexpr int members<LookUpPerson> = 2;
template <>
inline constexpr int members<RingAt> = 1;

template <>
inline constexpr int members<Presser> = 5;
template <>
inline constexpr int members<MakeSilence> = 7;
template <>
inline constexpr int members<CheckAlerts> = 4;
template <>
inline constexpr int members<RerunBuild> = 5;
template <>
inline constexpr int members<LookUpChannel> = 1;
template <>
inline constexpr int members<OpenRoom> = 4;
template <>
inline constexpr int members<SetTopic> = 2;
template <>
inline constexpr int members<Invite> = 2;

template <class Struct, class Each>
void each_member(Struct& value, const Each& each) {
    constexpr int count = members<std::remove_const_t<Struct>>;
    static_assert(count >= 1 && count <= 7, "a type the stored form does not know");
    if constexpr (count == 1) {
        auto& [a] = value;
        each(a);
    } else if constexpr (count == 2) {
        auto& [a, b] = value;
        each(a, b);
    } else if constexpr (count == 3) {
        auto& [a, b, c] = value;
        each(a, b, c);
    } else if constexpr (count == 4) {
        auto& [a, b, c, d] = value;
        each(a, b, c, d);
    } else if constexpr (count == 5) {
        auto& [a, b, c, d, e] = value;
        each(a, b, c, d, e);
    } else if constexpr (count == 6) {
        auto& [a, b, c, d, e, f] = value;
        each(a, b, c, d, e, f);
    } else {
        auto& [a, b, c, d, e, f, g] = value;
        each(a, b, c, d, e, f, g);
    }
}

class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    void value(const std::string& text) {
        digits(static_cast<std::int64_t>(text.size()), ':');
        out_ += text;
    }

    void value(std::int64_t number) { digits(number, ';'); }

    void value(Duration span) { digits(span.count(), ';'); }

    void value(Time time) { digits(to_unix_ms(time), ';'); }

    void value(const Text& text) { value(text.spans()); }

    template <class Scalar>
        requires std::integral<Scalar> || std::is_enum_v<Scalar>
    void value(Scalar scalar) {
        digits(static_cast<std::int64_t>(scalar), ';');
    }

    template <class Item>
    void value(const std::vector<Item>& items) {
        digits(static_cast<std::int64_t>(items.size()), ';');
        for (const auto& item : items)
            value(item);
    }

    template <class... Cases>
    void value(const std::variant<Cases...>& choice) {
        digits(static_cast<std::int64_t>(choice.index()), ';');
        std::visit([this](const auto& held) { this->value(held); }, choice);
    }

    template <class Struct>
        requires(members<Struct> > 0)
    void value(const Struct& object) {
        each_member(object, [this](const auto&... member) { (this->value(member), ...); });
    }

private:
    void digits(std::int64_t number, char end) {
        std::array<char, 24> buffer{};
        const auto done = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
        *done.ptr = end;
        out_.append(buffer.data(), done.ptr + 1);
    }

    std::string& out_;
};

[[noreturn]] void unreadable() {
    throw std::runtime_error("a stored task can't be read");
}

class Reader {
public:
    explicit Reader(std::string_view in) : in_(in) {}

    [[nodiscard]] bool at_end() const { return in_.empty(); }

    void value(std::string& text) {
        const auto size = length(':');
        text.assign(in_.substr(0, size));
        in_.remove_prefix(size);
    }

    void value(Duration& span) { span = Duration{digits(';')}; }

    void value(Time& time) { time = from_unix_ms(digits(';')); }

    void value(Text& text) {
        std::vector<Text::Span> spans;
        value(spans);
        for (auto& span : spans)
            text << std::move(span);
    }

    template <class Scalar>
        requires std::integral<Scalar> || std::is_enum_v<Scalar>
    void value(Scalar& scalar) {
        scalar = static_cast<Scalar>(digits(';'));
    }

    template <class Item>
    void value(std::vector<Item>& items) {
        const auto size = length(';');
        items.clear();
        for (std::size_t i = 0; i < size; ++i)
            value(items.emplace_back());
    }

    template <class... Cases>
    void value(std::variant<Cases...>& choice) {
        read_case(choice, digits(';'));
    }

    template <class Struct>
        requires(members<Struct> > 0)
    void value(Struct& object) {
        each_member(object, [this](auto&... member) { (this->value(member), ...); });
    }

private:
    template <std::size_t index = 0, class... Cases>
    void read_case(std::variant<Cases...>& choice, std::int64_t wanted) {
        if constexpr (index == sizeof...(Cases)) {
            unreadable();
        } else if (wanted == static_cast<std::int64_t>(index)) {
            value(choice.template emplace<index>());
        } else {
            read_case<index + 1>(choice, wanted);
        }
    }

    std::int64_t digits(char end) {
        std::int64_t number = 0;
        const auto* last = in_.data() + in_.size();
        const auto done = std::from_chars(in_.data(), last, number);
        if (done.ec != std::errc{} || done.ptr == last || *done.ptr != end) unreadable();
        in_.remove_prefix(static_cast<std::size_t>(done.ptr - in_.data()) + 1);
        return number;
    }

    /// Every item takes a byte at least, so a length beyond what is left is a lie.
    std::size_t length(char end) {
        const auto number = digits(end);
        if (number < 0 || static_cast<std::uint64_t>(number) > in_.size()) unreadable();
        return static_cast<std::size_t>(number);
    }

    std::string_view in_;
};

/// In the order of the cases of Task.
constexpr std::array kinds{"say",          "whisper",     "open_form",       "start_rollout", "watch_rollout",
                           "stop_rollout", "share_log",   "look_up_person",  "ring_at",       "make_silence",
                           "check_alerts", "rerun_build", "look_up_channel", "open_room",     "set_topic",
                           "invite"};
static_assert(kinds.size() == std::variant_size_v<Task>);

template <std::size_t index = 0>
Task read_task(std::string_view kind, Reader& reader) {
    if constexpr (index == kinds.size()) {
        throw std::runtime_error("no task is of the kind '" + std::string(kind) + "'");
    } else if (kind == kinds[index]) {
        Task task{std::in_place_index<index>};
        reader.value(std::get<index>(task));
        return task;
    } else {
        return read_task<index + 1>(kind, reader);
    }
}

} // namespace

const char* kind(const Task& task) {
    return kinds.at(task.index());
}

std::string serialized(const Task& task) {
    std::string text;
    text.reserve(512);
    text += format_version;
    Writer writer(text);
    std::visit([&](const auto& held) { writer.value(held); }, task);
    return text;
}

Task deserialized(std::string_view kind, std::string_view text) {
    if (!text.starts_with(format_version)) unreadable();
    Reader reader(text.substr(1));
    auto task = read_task(kind, reader);
    if (!reader.at_end()) unreadable();
    return task;
}

} // namespace pilothouse::commands
