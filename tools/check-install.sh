#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is built into an empty folder and checks what people find there: manual pages, and completions in bash,
# zsh and fish. BUILT=DIR takes the products from there.
set -euo pipefail
cd "$(dirname "$0")/.."
tools/system-packages.sh man-db zsh fish

prefix=$(mktemp -d)
trap 'rm -rf "$prefix"' EXIT
BUILT=${BUILT:-} PREFIX=$prefix tools/install.sh >/dev/null
export PATH=$prefix/bin:$PATH

fail() { echo "check-install: $*" >&2; exit 1; }
expect() { # shell, line, word, what was offered
  grep -qw -- "$3" <<<"$4" || fail "$1 does not offer $3 after '$2', but: ${4:-nothing}"
}

page=$(MANPATH=$prefix/share/man man -w interspike)
[ "$page" = "$prefix/share/man/man1/interspike.1" ] || fail "man -w interspike finds $page"
for page in "$prefix"/share/man/man1/*.1; do
  complaints=$(LC_ALL=C.UTF-8 MANROFFSEQ= MANWIDTH=80 man --warnings -E UTF-8 -l "$page" 2>&1 >/dev/null)
  [ -z "$complaints" ] || fail "$page: $complaints"
done

cat >"$prefix/complete.bash" <<'BASH'
source "$1/share/bash-completion/completions/interspike"
COMP_WORDS=($2 "") COMP_LINE="$2 "
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_POINT=${#COMP_LINE}
_interspike interspike "" "${COMP_WORDS[COMP_CWORD - 1]}"
printf '%s\n' "${COMPREPLY[@]}"
BASH
in_bash() { bash --norc "$prefix/complete.bash" "$prefix" "$1"; }

in_fish() { fish --no-config -c "source $prefix/share/fish/vendor_completions.d/interspike.fish; complete -C '$1 '"; }

# zsh completes only at a prompt: one is opened on a terminal of its own, and the list is read from it, until it stays still.
cat >"$prefix/complete.zsh" <<'ZSH'
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($1/share/zsh/site-functions \$fpath); autoload -U compinit; compinit -u -D; LISTMAX=0"
zpty -w shell "zstyle ':completion:*' list-prompt ''; stty cols 200 rows 500; print rea''dy"
zpty -r shell answer '*ready*'
zpty -w -n shell "$2 "$'\t\t'
for second in {1..20}; do
  sleep 1
  heard=
  while zpty -r -t shell answer; do print -r -- "$answer"; heard+=$answer; done
  [[ -z $heard && $second -gt 3 ]] && break
done
zpty -d shell
ZSH
in_zsh() {
  zsh -f "$prefix/complete.zsh" "$prefix" "$1" 2>/dev/null | tr -d '\r' | sed 's/\x1b\[[0-9;?]*[A-Za-z]//g'
}

for shell in bash fish zsh; do
  offered=$("in_$shell" "interspike")
  expect "$shell" interspike sample "$offered"
  expect "$shell" interspike simulate "$offered"
  offered=$("in_$shell" "interspike train")
  expect "$shell" "interspike train" poisson "$offered"
  offered=$("in_$shell" "interspike train poisson --estimator")
  expect "$shell" "interspike train poisson --estimator" straight-through "$offered"
  echo "check-install: $shell completes commands, subcommands and values"
done
echo "check-install: $(ls "$prefix"/share/man/man1 | wc -l) manual pages, no complaints"
