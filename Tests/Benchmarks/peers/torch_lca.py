# SPDX-License-Identifier: GPL-3.0-or-later
"""The locally competitive algorithm in eager torch, single precision, as published code writes it.

It is the peer that `lca/1000-iterations` is measured against:

    u ← u + (1/τ)[Φᵀx − u − (ΦᵀΦ − I)a],  a = max(u − λ, 0) where u > λ,  τ = 100, 1000 iterations

for a batch of data at once, one dense product of the codes with the Gram matrix each iteration, the other
operations in place. Its time does not depend on how many units are active.

    torch_lca.py [--batch 1000] [--pixels 256] [--atoms 512] [--threads 2] [--rounds 5]

It prints one line of JSON, the median of the rounds after one that is not counted.

Literature: Rozell, Johnson, Baraniuk & Olshausen, Neural Computation 20 (2008) 2526,
doi:10.1162/neco.2008.03-07-486.
"""

import argparse
import json
import statistics
import sys
import time

import torch

THRESHOLD, TIME_CONSTANT, ITERATIONS = 0.5, 100, 1000


def infer(x, dictionary):
    drive = x @ dictionary
    inhibition = dictionary.T @ dictionary - torch.eye(dictionary.shape[1])
    u = torch.zeros_like(drive)
    a = torch.zeros_like(drive)
    product = torch.empty_like(drive)
    for _ in range(ITERATIONS):
        torch.matmul(a, inhibition, out=product)
        torch.sub(drive, product, out=product)
        u.lerp_(product, 1 / TIME_CONSTANT)
        torch.sub(u, THRESHOLD, out=a)
        a.relu_()
    return a


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--batch", type=int, default=1000)
    parser.add_argument("--pixels", type=int, default=256)
    parser.add_argument("--atoms", type=int, default=512)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--serve", action="store_true", help="one inference for every line that is read")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.set_grad_enabled(False)
    torch.manual_seed(1)
    dictionary = torch.randn(options.pixels, options.atoms)
    dictionary /= dictionary.norm(dim=0)
    weights = torch.rand(options.batch, options.atoms) * (torch.rand(options.batch, options.atoms) < 0.08)
    x = 3 * weights @ dictionary.T
    if options.serve:
        for _ in sys.stdin:
            infer(x, dictionary)
            print(flush=True)
        return
    seconds = []
    for _ in range(options.rounds + 1):
        start = time.perf_counter()
        a = infer(x, dictionary)
        seconds.append(time.perf_counter() - start)
    counted = [1000 * value for value in seconds[1:]]
    print(json.dumps({
        "name": "torch-lca/1000-iterations", "milliseconds": statistics.median(counted),
        "fastest": min(counted), "threads": torch.get_num_threads(), "torch": torch.__version__,
        "batch": options.batch, "pixels": options.pixels, "atoms": options.atoms,
        "active": (a != 0).float().mean().item()}))


if __name__ == "__main__":
    main()
