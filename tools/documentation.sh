#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the documentation of every room as one site, .build/documentation; a warning is an error.
set -euo pipefail
site=.build/documentation
targets=()
for catalog in Sources/*/*.docc; do
  targets+=(--target "$(basename "$catalog" .docc)")
done
mkdir -p "$site"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Documentation of $((${#targets[@]} / 2)) rooms"
if ! swift package --allow-writing-to-directory "$site" generate-documentation "${targets[@]}" \
  --enable-experimental-combined-documentation --warnings-as-errors --output-path "$site" >"$log" 2>&1; then
  cat "$log"
  exit 1
fi
tools/undocumented.py
echo "It is in $site; to read it: python3 -m http.server --directory $site, then /documentation"
