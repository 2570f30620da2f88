#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the manual pages and the completions of a program into a folder, as `make install` lays them out:
#   tools/manual.sh PROGRAM FOLDER
# The pages come from the very description that --help prints (swift-argument-parser's --experimental-dump-help).
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 share=$2

install -d "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" \
  "$share/fish/vendor_completions.d"
"$program" --experimental-dump-help | tools/manual.py "$share/man/man1" "$("$program" --version | head -n 1)"
"$program" --generate-completion-script bash >"$share/bash-completion/completions/interspike"
"$program" --generate-completion-script zsh >"$share/zsh/site-functions/_interspike"
"$program" --generate-completion-script fish >"$share/fish/vendor_completions.d/interspike.fish"
