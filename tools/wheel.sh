#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds dist/interspike-*.whl: the C library with the runtime of Swift and GSL inside, which shows nothing but
# interspike_*, and the Python package around it. No Swift, GSL or compiler is needed where it is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$(uname)" = Linux ] || {
  echo "wheel: wheels are built on Linux only; elsewhere use make install and Python/interspike" >&2
  exit 69
}
scratch=$PWD/.build/wheel
archives=$scratch/archives
mkdir -p "$archives" dist
# pkg-config is told of a folder without shared libraries, so that the linker takes the archives.
for name in libgsl.a libgslcblas.a; do
  archive=$(cc -print-file-name="$name")
  [ -f "$archive" ] || {
    echo "wheel: $name is missing; install GSL with its static library (apt install libgsl-dev)" >&2
    exit 69
  }
  ln -sf "$(readlink -f "$archive")" "$archives/$name"
done
cat >"$archives/gsl.pc" <<PC
Name: GSL
Description: GNU Scientific Library, static
Version: $(pkg-config --modversion gsl)
Cflags: $(pkg-config --cflags gsl)
Libs: -L$archives -lgsl -lgslcblas -lm
PC
echo '{ global: interspike_*; local: *; };' >"$scratch/symbols.map"

build=(swift build -c release --product InterspikeC --scratch-path "$scratch" --pkg-config-path "$archives"
  -Xswiftc -static-stdlib -Xlinker "--version-script=$scratch/symbols.map" -Xlinker --gc-sections -Xlinker -s)
"${build[@]}"
rm -f dist/interspike-*.whl
export INTERSPIKE_WHEEL_LIBRARY
INTERSPIKE_WHEEL_LIBRARY=$("${build[@]}" --show-bin-path)/libInterspikeC.so
python3 - <<'PYTHON'
import sys

sys.path.insert(0, "Python")
sys.dont_write_bytecode = True
import backend

print("dist/" + backend.build_wheel("dist"))
PYTHON
