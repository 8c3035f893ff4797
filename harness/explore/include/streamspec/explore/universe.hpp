#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// What a letter of a word has to know of those before it.
struct Spelling {
    char next_byte = 'a';   ///< the bytes that are fed are named in the order of the stream
    std::size_t tasks = 0;  ///< that were started
};

/// One action of a small alphabet.
struct Letter {
    /// In which words it may stand.
    enum class Kind : std::uint8_t {
        plain,          ///< any
        starts,         ///< those with a task left to start; tasks are named in the order of their start
        cancels_first,  ///< those that have started that task
        cancels_second,
    };
    Kind kind = Kind::plain;
    std::function<Action(Spelling&)> action;
};

/// Where an action stands with regard to the one before it.
struct Break {
    std::string_view name;
    bool same_turn = false;
    std::optional<std::int64_t> run;  ///< of the turn that ends there; none: until the loop is idle
};

/// What all scripts of a part have in common besides their words: the objects, and what comes first.
struct Setting {
    std::string name;
    std::vector<ScriptObject> objects;
    std::vector<Turn> first;
};

/// Every script over a small alphabet up to a size, the number of its actions. They are numbered: by size, by
/// setting, then as words in the order of the breaks and the letters. No two of them differ in names only.
class Universe {
  public:
    struct Alphabet {
        std::string name;
        Layer layer = Layer::reader;
        std::size_t largest = 0;
        std::size_t tasks = 0;  ///< at most
        std::vector<Setting> settings;
        std::vector<Break> breaks;
        std::vector<Letter> letters;
    };

    explicit Universe(Alphabet alphabet);

    const std::string& name() const noexcept { return alphabet_.name; }
    Layer layer() const noexcept { return alphabet_.layer; }
    /// How many scripts there are.
    std::uint64_t size() const noexcept { return size_; }
    /// The script of that number, without its epilogue. Throws std::out_of_range.
    Script script(std::uint64_t number) const;
    /// What the scripts are: alphabet, size, order. Two universes that say the same have the same scripts.
    void describe(JsonWriter& writer, const Epilogue& epilogue) const;

  private:
    /// How many words of that size there are.
    std::uint64_t words(std::size_t letters) const { return rests_[letters][0] / alphabet_.breaks.size(); }
    bool allows(const Letter& letter, std::size_t tasks) const noexcept;

    Alphabet alphabet_;
    /// By letters to come and tasks started: in how many ways a word goes on, from a break.
    std::vector<std::vector<std::uint64_t>> rests_;
    std::uint64_t size_ = 0;
};

/// Those that are put to CPython exhaustively (spec/exploring.md).
const std::vector<Universe>& universes();

}  // namespace streamspec
