#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Compiles the rooms of C with their kernels for this processor and for aarch64, runs the latter under qemu-user, and
# compares the digests of Tests/KernelBits with the golden ones. `tools/kernel-bits.sh --write` writes those anew.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/system-packages.sh qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross
golden=Tests/KernelBits/golden.txt
rooms=(CVectorMath CArrivals CElementwise CEventDriven CFrames CNetworks)
folder=.build/kernel-bits
clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
[ -x "$clang" ] || clang=clang

# GSL's headers are the same for every processor; its library is not needed by the kernels.
mkdir -p "$folder/headers"
ln -sfn "$(pkg-config --variable=includedir gsl)/gsl" "$folder/headers/gsl"

# Flags as the package manager's for a release: the kernels themselves must see to their rounding.
compile() {
  local name=$1 objects=()
  shift
  mkdir -p "$folder/$name"
  for room in "${rooms[@]}"; do
    for source in "Sources/$room"/*.c; do
      # A generator type for GSL, which has no arithmetic.
      [ "$(basename "$source")" = philox_generator.c ] && continue
      "$clang" "$@" -std=gnu17 -O2 -Wall -Werror -ISources/CVectorMath/include "-ISources/$room/include" \
        "-I$folder/headers" -c "$source" -o "$folder/$name/$room-$(basename "$source").o"
      objects+=("$folder/$name/$room-$(basename "$source").o")
    done
  done
  local includes=()
  for room in "${rooms[@]}"; do includes+=("-ISources/$room/include"); done
  "$clang" "$@" -std=gnu17 -O1 -ffp-contract=off -Wall -Werror "${includes[@]}" -static \
    Tests/KernelBits/*.c "${objects[@]}" -lm -o "$folder/$name/kernel-bits"
}

compile native
"$folder/native/kernel-bits" >"$folder/native.txt"
if [ "${1:-}" = --write ]; then
  cp "$folder/native.txt" "$golden"
  exit
fi
diff "$golden" "$folder/native.txt"
compile aarch64 --target=aarch64-linux-gnu
qemu-aarch64 "$folder/aarch64/kernel-bits" >"$folder/aarch64.txt"
diff "$golden" "$folder/aarch64.txt"
echo "$(wc -l <"$golden") digests of kernels are the golden ones on $(uname -m) and on aarch64."
