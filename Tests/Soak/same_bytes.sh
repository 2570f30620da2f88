#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Six recorded trainings by two versions of the program: every file must have the same bytes, and the newer one must
# resume the runs of the older one to the bytes to which it resumes its own.
#
#   Tests/Soak/same_bytes.sh OLD NEW      two programs `interspike`; by hand, under a minute
set -euo pipefail
old=$(realpath "$1") new=$(realpath "$2")
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"

python3 - <<'P'
import random, struct
def npy(name, rows, columns, seed):
    draw = random.Random(seed)
    head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({rows}, {columns}), }}"
    head += " " * (-(len(head) + 11) % 64) + "\n"
    numbers = struct.pack(f"<{rows * columns}f", *(draw.gauss(0, 1) for _ in range(rows * columns)))
    open(name, "wb").write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head.encode() + numbers)
npy("p.npy", 400, 64, 1), npy("h.npy", 100, 64, 2), npy("c.npy", 60, 256, 3)
P
cat > sweep.yaml <<'Y'
output: sweep
command: train poisson
settings: {data: p.npy, held_out: h.npy, latents: 12, steps: 30, batch: 50}
grid: {beta: [1, 2], seed: [1, 2]}
workers: 2
Y

record() {  # with a program, into `runs`: config.json names the data by their absolute path
  mkdir runs && cd runs && cp ../*.npy ../sweep.yaml .
  "$1" train poisson --data p.npy --held-out h.npy --latents 20 --steps 60 --batch 50 --evaluate-every 20 \
    --checkpoint-every 25 --keep-best --keep 2 --ema 0.9 -o poisson -q
  "$1" train gaussian --data p.npy --held-out h.npy --latents 16 --steps 40 --batch 50 --activation relu \
    --encoder mlp --decoder mlp --restarts 1 --weight-decay 0.01 -o gaussian -q
  "$1" train categorical --data c.npy --latents 12 --variables 3 --encoder conv --decoder conv --channels 4 \
    --lognorm-weight 0.1 --steps 6 --batch 20 -o categorical -q
  "$1" train iterative-poisson --data p.npy --held-out h.npy --latents 24 --unroll 4 --steps 20 --batch 40 -o iterative -q
  "$1" sparse lca --data p.npy --held-out h.npy --latents 20 --steps 20 --batch 50 --iterations 50 -o lca -q
  "$1" sweep sweep.yaml -q
  cp -r poisson resumed-poisson && "$new" train --resume resumed-poisson --steps 80 -q
  cp -r iterative resumed-iterative && "$new" train --resume resumed-iterative --steps 25 -q
  cp -r lca resumed-lca && "$new" sparse --resume resumed-lca --steps 25 -q
  rm -f ./*.npy sweep.yaml && cd ..
}

record "$old" && mv runs old
record "$new" && mv runs new
diff -r old new
echo "$(find old -type f | wc -l) files, $(find old -name 'checkpoint*.safetensors' | wc -l) checkpoints: the same bytes"
