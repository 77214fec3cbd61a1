#pragma once

#include "commands/language/parse.hpp"
#include "commands/language/tokens.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Reads one line: finds its command, then gives every word its slot. Words that can only be one thing (a known
/// service, a known environment, what follows a keyword or a flag) are placed at once; those that could be several
/// wait until the end of the line. The first trouble is kept and the rest is read all the same, so that the example
/// in the answer says what was understood already.
namespace pilothouse::commands::language {

class Reader {
public:
    /// With `correct`, an unknown verb is read again with the nearest known one, to make a good example of it.
    Reader(std::span<const Command> catalogue, const config::Settings& settings, const Line& line, bool correct = true)
        : catalogue_(catalogue), settings_(settings), line_(line), correct_(correct) {}

    Reading read();

private:
    using What = Misunderstood::What;

    struct Filled {
        bool given = false;
        Argument value{};
        std::string typed{};
    };

    // Which command it is (verbs.cpp).
    [[nodiscard]] std::size_t verb_length(std::string_view verb, std::size_t from) const;
    bool find_verb();
    void nothing_said();
    void unknown_verb(const Token& token);
    [[nodiscard]] std::string corrected_line(std::string_view verb, const Token& token) const;

    // One token after the other (reader.cpp).
    void read_arguments();
    bool take_flag();
    void take_value_of_flag(const Slot& slot, std::string_view value, bool separated);
    bool take_keyword();
    void take_bare();
    bool take_known(const Token& token, std::string_view word);
    bool take_compound(const Token& token, std::string_view word);
    bool take_open(const Token& token, std::string_view word);
    void take_text(const Slot& slot, std::size_t begin);
    void skip_noise();
    [[nodiscard]] bool known_flag(const Token& token) const;
    [[nodiscard]] bool text_begins() const;

    // What a word can be, and putting it there (placing.cpp).
    [[nodiscard]] std::optional<Argument> accepted(const Slot& slot, const Token& token, std::string_view word) const;
    [[nodiscard]] std::optional<Argument> environment(std::string_view word) const;
    [[nodiscard]] std::optional<Argument> verb_named(std::string_view word) const;
    [[nodiscard]] std::vector<const Slot*> open_places(const Token& token, std::string_view word) const;
    [[nodiscard]] const Slot* free_version() const;
    [[nodiscard]] const Slot* missing_name() const;
    [[nodiscard]] const config::Service* service() const;
    [[nodiscard]] bool plausible_version(std::string_view word) const;
    bool place(const Slot& slot, const Token& token, std::string_view word, bool explicitly);
    void put(const Slot& slot, Argument value, std::string_view typed);
    bool masked(std::string_view word);

    // The end of the line (settling.cpp).
    void settle();
    void settle_doubtful();
    void settle_versions();
    void settle_leftovers();
    void unexpected(const Token& token, std::string_view word);
    void check_environment();
    void check_required();

    // Troubles (troubles.cpp).
    Misunderstood* trouble(What what, std::string_view word, const Slot* slot = nullptr);
    void not_accepted(const Slot& slot, std::string_view word);
    void note_where_it_belongs(const Slot& slot, std::string_view word);
    [[nodiscard]] bool is_verb(std::string_view word) const;
    [[nodiscard]] std::vector<std::string_view> names_for(const Slot& slot) const;
    [[nodiscard]] std::string expected_in(const Slot& slot) const;
    [[nodiscard]] std::string example() const;
    [[nodiscard]] std::string example_value(const Slot& slot) const;

    [[nodiscard]] Filled& filled(const Slot& slot);
    [[nodiscard]] const Filled& filled(const Slot& slot) const;

    [[nodiscard]] std::span<const Slot> slots() const { return command_->pattern.slots(); }

    [[nodiscard]] const Slot* slot_named(std::string_view name) const;

    std::span<const Command> catalogue_;
    const config::Settings& settings_;
    const Line& line_;
    bool correct_;

    const Command* command_ = nullptr;
    std::span<const Token> tokens_; ///< those after the verb
    std::size_t next_ = 0;
    std::array<Filled, Pattern::max_slots> filled_{};
    std::vector<const Token*> versions_;  ///< may be a version
    std::vector<const Token*> doubtful_;  ///< could go to more than one slot
    std::vector<const Token*> leftovers_; ///< nothing takes them
    bool ran_on_ = false;                 ///< a text without quotes took the rest of the line
    std::optional<Misunderstood> trouble_;
    const Slot* trouble_slot_ = nullptr;
};

/// The word of a token without the punctuation of a sentence.
std::string_view bare_word(const Token& token);

} // namespace pilothouse::commands::language
