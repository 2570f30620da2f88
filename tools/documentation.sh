#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the documentation of every room; a warning is an error.
set -euo pipefail
mkdir -p .build/documentation
rooms=(SpikeTrains Randomness DataFiles Tensors Arrivals Learning Stimuli SpikeFormats Distributions LatentModels SparseCoding Streaming Evaluation Figures Networks Interspike InterspikeTesting)
for room in "${rooms[@]}"; do
  echo "Documentation of $room"
  swift package --allow-writing-to-directory .build/documentation generate-documentation --target "$room" \
    --warnings-as-errors --output-path ".build/documentation/$room" >/tmp/interspike-docc.$$ 2>&1 || { cat /tmp/interspike-docc.$$; rm -f /tmp/interspike-docc.$$; exit 1; }
done
rm -f /tmp/interspike-docc.$$
