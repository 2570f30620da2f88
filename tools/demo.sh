#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Photographs in, spikes out. Called by `make demo`; DATA, RUN, STEPS and INTERSPIKE can be set.
set -euo pipefail
DATA=${DATA:-data} RUN=${RUN:-runs/demo} STEPS=${STEPS:-24000} INTERSPIKE=${INTERSPIKE:-.build/release/interspike}

say() { if [ -n "${NO_COLOR:-}" ]; then printf '\n%s\n' "$*"; else printf '\n\033[1m%s\033[0m\n' "$*"; fi; }

say "1. Photographs → whitened 16×16 patches ($DATA/photos)"
if [ -s "$DATA/photos/train.safetensors" ] && [ -s "$DATA/photos/held-out.safetensors" ]; then
  echo "already prepared"
else
  "$INTERSPIKE" data photos -o "$DATA/photos"
fi

say "2. Training a linear Poisson VAE with 512 neurons for $STEPS steps ($RUN)"
rm -rf "$RUN"
"$INTERSPIKE" train poisson --data "$DATA/photos/train.safetensors" --held-out "$DATA/photos/held-out.safetensors" \
  --preset clean-dictionary --latents 512 --steps "$STEPS" --evaluate-every $((STEPS / 16)) -o "$RUN"

say "3. On photographs it has not seen"
"$INTERSPIKE" evaluate "$RUN" --data "$DATA/photos/held-out.safetensors" --atoms "$RUN/atoms.csv"

say "4. The trained model fires"
"$INTERSPIKE" simulate "$RUN" --data "$DATA/photos/held-out.safetensors" --count 20 --trials 10 --window 0.1 \
  -o "$RUN/raster.nwb" --figure "$RUN/raster.png" --carried "$RUN/spikes-carry.png"

say "5. Figures"
"$INTERSPIKE" figure dictionary "$RUN" --data "$DATA/photos/held-out.safetensors" --sort nats-per-spike --gabor \
  -o "$RUN/dictionary.png"
"$INTERSPIKE" figure training "$RUN" -o "$RUN/training.png"

say "Done: look at dictionary.png, raster.png, spikes-carry.png and training.png in $RUN; raster.nwb there opens in pynwb."
