#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Checks dist/interspike-*.whl, built by `make wheel`, in a fresh environment: what the library needs and shows, its
# size, time to import, and that its spikes are those written down for the library of C and of the program.
# PYTHON=… is the interpreter; PROGRAM=… the interspike to compare with; with auditwheel in PATH, its word too.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
wheel=$(echo "$PWD"/dist/interspike-*.whl)
[ -f "$wheel" ] || { echo "check-wheel: dist holds no single wheel; run make wheel" >&2; exit 66; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "check-wheel: $1" >&2; exit 70; }

[ "$(stat -c %s "$wheel")" -le $((10 << 20)) ] || fail "$wheel is larger than 10 MB"
"$python" -m venv "$work/venv"
# NumPy may come from the interpreter's own packages, so that nothing is downloaded.
numpy=$("$python" -c 'import numpy, pathlib; print(pathlib.Path(numpy.__file__).parent.parent)' 2>/dev/null || true)
if [ -n "$numpy" ]; then
  echo "$numpy" >"$("$work/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/numpy.pth"
else
  "$work/venv/bin/pip" install --quiet --disable-pip-version-check numpy
fi
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
library=$(echo "$work"/venv/lib/python*/site-packages/interspike/libInterspikeC.so)

needed=$(readelf -d "$library" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p')
for name in $needed; do
  case $name in
  libc.so.6 | libm.so.6 | libstdc++.so.6 | libgcc_s.so.1 | ld-linux-*.so.*) ;;
  *) fail "the library needs $name" ;;
  esac
done
strangers=$(nm -D --defined-only "$library" | awk '$2 ~ /[A-Z]/ { print $3 }' | grep -v '^interspike_' || true)
[ -z "$strangers" ] || fail "the library shows ${strangers//$'\n'/, }"
if readelf -d "$library" | grep -Eq 'RPATH|RUNPATH'; then
  # A folder of the toolchain would be looked into wherever the wheel is installed.
  readelf -d "$library" | grep -E 'RPATH|RUNPATH' | grep -Eq '\[(\$ORIGIN)?\]' || fail "the library has a path of its own"
fi
if command -v auditwheel >/dev/null; then
  tag=${wheel##*-none-}
  tag=${tag%.whl}
  said=$(auditwheel show "$wheel")
  case $(echo $said) in
  *"consistent with the following platform tag: \"$tag\""*) ;;
  *) fail "auditwheel does not find $tag: $said" ;;
  esac
fi

# Away from the checkout, and from whatever the environment says of libraries and tools.
cd "$work"
smoke=(env -i PATH=/nowhere HOME="$work" "$work/venv/bin/python")
"${smoke[@]}" - <<'PYTHON' || fail "the package does not do what it should"
import os, pickle, subprocess, sys, threading, time
import numpy as np

import interspike
# The best of three fresh interpreters, in time of the processor: what other programs do meanwhile is not ours.
clock = "import time, numpy; s = time.process_time(); import interspike; print(1e3 * (time.process_time() - s))"
taken = float("inf")
for _ in range(3):
    run = subprocess.run([sys.executable, "-c", clock], capture_output=True, text=True, check=True)
    taken = min(taken, float(run.stdout))
print(f"import interspike: {taken:.0f} ms beyond NumPy")
assert taken <= 60, taken
mapped = open("/proc/self/maps").read()
assert "venv" in mapped and "libswift" not in mapped and "libgsl" not in mapped

# The golden first spikes of `interspike sample --rates 5,20,80 --seed 7`.
times, neurons = interspike.Population([5, 20, 80]).spikes(1, seed=7)
assert times[neurons == 2][0] == 0.0038136750936140456, times[neurons == 2][0]
rates = np.array([5.0, 20.0, 80.0])
drawn = interspike.counts(hertz=rates, seed=7)
assert drawn.shape == (3,) and drawn.dtype == np.uint32
assert (drawn == np.bincount(neurons, minlength=3)).all()
assert (drawn == interspike.counts(mean=rates[None], seed=7)[0]).all()
assert (drawn == interspike.counts(np.log(rates), seed=7)).all()
z, slope = interspike.relaxed_counts(np.zeros((4, 5)), 0.1, seed=7)
assert z.dtype == slope.dtype == np.float64 and z.shape == (4, 5)
assert interspike.relaxed_counts(np.zeros(5, np.float32), 0.1, seed=7)[0].dtype == np.float32
# A generator gives one number as the seed, and goes on.
generator, twin = np.random.default_rng(1), np.random.default_rng(1)
seed = int(twin.integers(0, 1 << 64, dtype=np.uint64))
assert (interspike.counts(mean=rates, seed=generator) == interspike.counts(mean=rates, seed=seed)).all()
assert generator.bit_generator.state == twin.bit_generator.state
# Counts of mean 2: 100,000 of them are within 5.3 standard errors of it but for one seed in 10^7, and of 2.05 not.
mean = interspike.counts(mean=np.full((1000, 100), 2.0), seed=3).mean()
assert abs(mean - 2) < 5.3 * (2e-5) ** 0.5 < abs(mean - 2.05)
for wrong in ({"hertz": [5, -1]}, {"mean": [np.nan]}, {"hertz": [5], "mean": [5]}, {"mean": np.ones((2, 2, 2))},
              {"hertz": [5], "window_duration": 0}):
    try:
        interspike.counts(seed=7, **wrong)
    except interspike.Error as error:
        assert str(error).endswith("."), error
    else:
        raise AssertionError(wrong)
again = pickle.loads(pickle.dumps(interspike.Population(rates)))
found = []
threads = [threading.Thread(target=lambda: found.append(again.spikes(1, seed=7)[0])) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert all((spikes == times).all() for spikes in found) and len(found) == 4
child = os.fork()
if child == 0:
    os._exit(0 if (again.spikes(1, seed=7)[0] == times).all() else 1)
assert os.waitpid(child, 0)[1] == 0
processes = [
    interspike.RefractoryPopulation(rates, 0.002), interspike.GammaPopulation(rates, 4),
    interspike.SteppedPopulation([rates, rates[::-1]], step=0.5), interspike.CorrelatedPopulation(40, [0.5, 1], [1, 0]),
    interspike.SinusoidalPopulation(rates, modulation=1, frequency=3), interspike.PooledPopulation(rates)]
for process in processes:
    drawn = process.spikes(1, seed=7)[0]
    assert (np.concatenate([part[0] for part in process.stream(0.1, seed=7, duration=1)]) == drawn).all()
    assert (pickle.loads(pickle.dumps(process)).spikes(1, seed=7)[0] == drawn).all() and drawn.size > 20
assert interspike.RateCode(100).spikes(np.ones((2, 3)), 0.5, seed=7)[0].size > 200
np.savez("spikes.npz", times=times, neurons=neurons, refractory=processes[0].spikes(1, seed=7)[0],
         gamma=processes[1].spikes(1, seed=7)[0])
run = subprocess.run([sys.executable, "-c", "import interspike.torch"], capture_output=True, text=True)
if run.returncode:
    assert run.stderr.splitlines()[-1].endswith("pip install torch."), run.stderr
print("torch:", "there" if run.returncode == 0 else "not there, said in a sentence")
PYTHON

program=${PROGRAM:-}
if [ -n "$program" ]; then
  "$program" sample --rates 5,20,80 --seed 7 -q -o program.npy >program.txt
  "$program" sample --rates 5,20,80 --seed 7 --dead-time 0.002 -q -o refractory.npy >>program.txt
  "$program" sample --rates 5,20,80 --seed 7 --shape 4 -q -o gamma.npy >>program.txt
  "${smoke[@]}" - <<'PYTHON' || fail "the program's spikes are others"
import numpy as np

ours, program = np.load("spikes.npz"), np.load("program.npy")
program = program[np.lexsort((program["neuron"], program["time"]))]
assert (ours["times"] == program["time"]).all() and (ours["neurons"] == program["neuron"]).all()
for name in "refractory", "gamma":
    assert (ours[name] == np.sort(np.load(name + ".npy")["time"])).all()
print(f"{len(program)} spikes equal the program's to the bit, as do those with dead times and gamma intervals")
PYTHON
fi
if "$python" -c 'import torch' 2>/dev/null; then
  "${smoke[@]}" - <<'PYTHON' || fail "the gradients are not those of the counts"
import torch
from interspike.torch import exact_poisson, relaxed_poisson

for dtype in torch.float32, torch.float64:
    rate = torch.full((2000, 50), 0.7, dtype=dtype, requires_grad=True)
    z = exact_poisson(rate, seed=7)
    assert z.dtype == dtype and z.shape == rate.shape
    # E (z - 3)^2 = λ + (λ - 3)^2 has the derivative λ + 2λ(λ - 3) by log λ; six standard errors.
    (slope,) = torch.autograd.grad(((z - 3) ** 2).sum(), rate)
    mean = torch.exp(torch.tensor(0.7, dtype=torch.float64))
    error = slope.double().std() / slope.numel() ** 0.5
    assert abs(slope.double().mean() - (mean + 2 * mean * (mean - 3))) < 6 * error
    (slope,) = torch.autograd.grad(relaxed_poisson(rate, temperature=0.1, seed=7).sum(), rate)
    assert slope.dtype == dtype and (slope > 0).any()
stack = torch.zeros(3, 2, 5)
assert torch.equal(torch.func.vmap(lambda row: exact_poisson(row, seed=7))(stack), exact_poisson(stack, seed=7))
compiled = torch.compile(lambda x: exact_poisson(x, seed=7), backend="aot_eager", fullgraph=True)
assert torch.equal(compiled(stack), exact_poisson(stack, seed=7))
print("gradients of whole and relaxed counts in torch, vmap, compiled as one graph")
PYTHON
fi
echo "check-wheel: $(basename "$wheel"), $(stat -c %s "$wheel") bytes"
