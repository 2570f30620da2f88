#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs dieharder's fast tests on the words behind the spikes, sixteen a neuron, neurons interleaved; fails when one
# of them says FAILED. About one p-value in a hundred is WEAK by design.
#   tools/dieharder.sh [SEED] > docs/dieharder.txt
set -euo pipefail
cd "$(dirname "$0")/.."
command -v dieharder >/dev/null || { echo "dieharder is missing: apt install dieharder" >&2; exit 69; }
swift build -c release --product StreamBits >&2
seed=${1:-1}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "# StreamBits $seed | dieharder -g 200 -d TEST, $(dieharder -h 2>/dev/null | grep -om1 'version [0-9.]*')" | tee "$log"
for test in 0 2 3 4 8 15 16 100 101 102 202 203 204 205 206 208 209; do
  .build/release/StreamBits "$seed" | dieharder -g 200 -d "$test" -D test_name -D ntuple -D tsamples -D psamples -D pvalues -D assessment |
    grep -v '^#' | tee -a "$log"
done
echo "# $(grep -c PASSED "$log") PASSED, $(grep -c WEAK "$log" || true) WEAK, $(grep -c FAILED "$log" || true) FAILED"
! grep -q FAILED "$log"
