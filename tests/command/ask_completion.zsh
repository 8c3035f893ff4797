# Sourced by an interactive zsh whose completion is tested: what it offers goes to the file `offered`, a word a line, and ends
# with a line of a full stop.
PS1=
fpath=($PWD/functions $fpath)
autoload -Uz compinit
compinit -u -d $PWD/dump
zstyle ':completion:*' insert-tab false
bindkey '^I' complete-word
compadd() {
  # What goes to an array is offered later.
  if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
    local -a __offered
    builtin compadd -O __offered "$@"
    (( $#__offered )) && print -rl -- $__offered >>offered
  fi
  builtin compadd "$@"
}
end-of-words() {
  print . >>offered
  comppostfuncs=(end-of-words)  # it holds for one completion
}
comppostfuncs=(end-of-words)
