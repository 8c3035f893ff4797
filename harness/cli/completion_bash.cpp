#include "completion.hpp"

namespace streamspec::cli {
namespace {

using Kind = ArgumentPage::Kind;

/// What completes the word under the cursor where such an argument stands; empty: nothing.
std::string candidates(const ArgumentPage& argument) {
    switch (argument.kind) {
        case Kind::choice:
            return std::string(argument.list ? "_streamspec_list" : "_streamspec_words") + " '" +
                   spaced(argument.choices) + "'";
        case Kind::file:
            return "_streamspec_paths -f";
        case Kind::command:
            return "_streamspec_paths -c";
        case Kind::folder:
            return "_streamspec_paths -d";
        case Kind::nothing:
        case Kind::other:
            return ":";
        default:
            return "_streamspec_words \"$(\"${COMP_WORDS[0]}\" completion " + words_of(argument.kind) +
                   " 2>/dev/null)\"";
    }
}

void write_verb(std::ostream& out, const CommandPage& verb) {
    std::string names;
    out << "    " << verb.name << ")\n      case $prev in\n";
    for (const auto& option : verb.options) {
        names += (names.empty() ? "" : " ") + spaced(option.names);
        if (option.kind != Kind::nothing) {
            out << "        ";
            for (std::size_t i = 0; i < option.names.size(); ++i) {
                out << (i == 0 ? "" : "|") << option.names[i];
            }
            out << ") " << candidates(option) << "; return ;;\n";
        }
    }
    out << "      esac\n      case $cur in\n        -*) _streamspec_words '" << names << "' ;;\n";
    if (!verb.positionals.empty()) {
        out << "        *) " << candidates(verb.positionals.front()) << " ;;\n";
    }
    out << "      esac ;;\n";
}

}  // namespace

void write_bash_completion(std::ostream& out, const CommandPage& command) {
    std::vector<std::string> words;
    for (const auto& verb : command.verbs) {
        words.push_back(verb.name);
    }
    for (const auto& option : command.options) {
        words.insert(words.end(), option.names.begin(), option.names.end());
    }
    out << R"(# bash completion of streamspec, made by `streamspec completion bash`
_streamspec_words() { COMPREPLY=($(compgen -W "$1" -- "$cur")); }
_streamspec_list() {
  local before=
  [[ $cur == *,* ]] && before=${cur%,*},
  COMPREPLY=($(compgen -P "$before" -W "$1" -- "${cur##*,}"))
}
_streamspec_paths() {
  local IFS=$'\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$cur"))
}
_streamspec() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} verb= i
  # Of --option=value bash makes three words.
  if [[ $cur == = ]]; then
    cur=
  elif [[ $prev == = ]]; then
    prev=${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ ${COMP_WORDS[i]} != -* ]]; then
      verb=${COMP_WORDS[i]}
      break
    fi
  done
  case $verb in
    '') _streamspec_words ')"
        << spaced(words) << "' ;;\n";
    for (const auto& verb : command.verbs) {
        write_verb(out, verb);
    }
    out << "  esac\n}\ncomplete -F _streamspec streamspec\n";
}

}  // namespace streamspec::cli
