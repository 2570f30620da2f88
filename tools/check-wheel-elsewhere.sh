#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs dist/interspike-*.whl into a bare Debian, which has Python and NumPy and neither Swift, GSL nor a compiler, without
# a network, and compares its spikes there with those of the program, PROGRAM, out here. Needs root and debootstrap; the
# Debian stays in .build/elsewhere. TORCH, a folder of site-packages of the same Python, measures relaxed_poisson there too.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "check-wheel-elsewhere: $1" >&2; exit 70; }
wheel=$(echo "$PWD"/dist/interspike-*.whl)
[ -f "$wheel" ] || { echo "check-wheel-elsewhere: dist holds no single wheel; run make wheel" >&2; exit 66; }
program=${PROGRAM:-$PWD/.build/release/interspike}
[ -x "$program" ] || { echo "check-wheel-elsewhere: $program is missing; run make build, or set PROGRAM" >&2; exit 66; }
elsewhere=${ELSEWHERE:-$PWD/.build/elsewhere}
if [ ! -x "$elsewhere/usr/bin/python3" ]; then
  command -v debootstrap >/dev/null || { echo "check-wheel-elsewhere: debootstrap is missing; apt install debootstrap" >&2; exit 69; }
  debootstrap --variant=minbase --include=python3,python3-numpy,python3-venv,libstdc++6 bookworm "$elsewhere"
fi
for name in swift swiftc gcc cc clang g++ ld; do
  [ ! -e "$elsewhere/usr/bin/$name" ] || fail "$elsewhere has $name"
done
strangers=$(find "$elsewhere" -xdev \( -name 'libgsl*' -o -name 'libswift*' \) -not -path '*/venv/*' -print -quit)
[ -z "$strangers" ] || fail "$elsewhere has $strangers"

shared=$elsewhere/shared
mkdir -p "$shared/torch"
rm -f "$shared"/interspike-*.whl  # of another version
cp "$wheel" Examples/Python/relaxed_poisson.py "$shared/"
for kind in "plain" "refractory --dead-time 0.002" "gamma --shape 4"; do
  set -- $kind
  rm -f "$shared/$1.npy"
  "$program" sample --rates 5,20,80 --duration 20 --seed 7 "${@:2}" -q -o "$shared/$1.npy" >/dev/null
done
cat >"$shared/check.py" <<'PYTHON'
import subprocess, sys
import numpy as np
import interspike

rates, found = [5, 20, 80], {}
found["plain"] = interspike.Population(rates).spikes(20, seed=7)
found["refractory"] = interspike.RefractoryPopulation(rates, 0.002).spikes(20, seed=7)
found["gamma"] = interspike.GammaPopulation(rates, 4).spikes(20, seed=7)
for name, (times, neurons) in found.items():
    program = np.load(f"/shared/{name}.npy")
    program = program[np.lexsort((program["neuron"], program["time"]))]
    assert len(program) > 1000 and (times == program["time"]).all() and (neurons == program["neuron"]).all(), name
    print(f"{name}: {len(times)} spikes equal the program's to the bit")
maps = open("/proc/self/maps").read()
assert "libgsl" not in maps and "libswift" not in maps and "libInterspikeC" in maps
clock = "import time, numpy; s = time.process_time(); import interspike; print(1e3 * (time.process_time() - s))"
taken = min(float(subprocess.run([sys.executable, "-c", clock], capture_output=True, text=True).stdout) for _ in range(3))
print(f"import interspike: {taken:.0f} ms of the processor beyond NumPy")
assert taken <= 60
PYTHON
cat >"$shared/check.sh" <<'SHELL'
set -e
mount -t proc proc /proc
rm -rf /venv
python3 -m venv --system-site-packages --without-pip /venv
site=$(/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
/venv/bin/python -m zipfile -e /shared/interspike-*.whl "$site"
/venv/bin/python /shared/check.py
if [ -e /shared/torch/torch ]; then
  PYTHONPATH=/shared/torch OMP_NUM_THREADS=1 /venv/bin/python /shared/relaxed_poisson.py --repeats 2 --rounds 3
fi
SHELL
unshare --mount --pid --net --fork bash -c '
  set -e
  [ -z "$2" ] || mount --bind "$2" "$1/shared/torch"
  exec "$(PATH=$PATH:/usr/sbin:/sbin command -v chroot)" "$1" /usr/bin/env -i PATH=/usr/bin:/bin HOME=/root LANG=C.UTF-8 sh /shared/check.sh' bash "$elsewhere" "${TORCH:-}"
echo "check-wheel-elsewhere: $(basename "$wheel") does there what it does here"
