# SPDX-License-Identifier: GPL-3.0-or-later
"""The inference loop of the linear iterative Poisson VAE in eager torch, single precision.

It is the peer that `iterative-step/batch-1` and `stream/640x352` are measured against: one eager operation
after another, without gradients, by default one patch on one thread.

    z ~ Poisson(e^u),  u ← c(u + c(e^η {Φᵀ[(x − Φz)/σ²] − e^b})),  c(v) = 10 − softplus(10 − max(v, −8))

256 pixels, 512 neurons, a step of e⁻²⁰ so that the share of neurons that spike stays. torch.poisson draws
exact counts; --draws exponential sums dense exponentials instead, as the published code does.

    torch_iterative_step.py [--steps 1000] [--active 0.2] [--draws poisson|exponential] [--batch 1] [--threads 1]
                            [--rounds 9]

prints one line of JSON, microseconds a step, the median of the rounds after two that are not counted.

Literature: Vafaii, Galor & Yates, arXiv 2410.19315.
"""

import argparse
import json
import math
import statistics
import sys
import time

import torch
from torch.nn.functional import softplus

from torch_step import quantile

PIXELS, LATENTS = 256, 512


def bounded(value):
    return 10.0 - softplus(10.0 - value.clamp(min=-8.0))


class Loop:
    def __init__(self, active, draws, batch):
        self.weight = torch.randn(PIXELS, LATENTS) * 0.05
        self.x = torch.randn(batch, PIXELS)
        self.u = torch.full((batch, LATENTS), math.log(-math.log(1 - active)))
        self.step, self.leak = torch.tensor(-20.0).exp(), torch.full((1, LATENTS), -3.0).exp()
        self.precision = torch.ones(1, PIXELS)
        self.draws = quantile(math.exp(self.u[0, 0]), 1e-5) if draws == "exponential" else None

    def counts(self, rates):
        if self.draws is None:
            return torch.poisson(rates)
        times = torch.empty(self.draws, *rates.shape).exponential_().cumsum(0) / rates
        return (times < 1).float().sum(0)

    @torch.inference_mode()
    def run(self, steps):
        for _ in range(steps):
            z = self.counts(self.u.exp())
            residual = (self.x - z @ self.weight.T) * self.precision
            change = bounded(self.step * (residual @ self.weight - self.leak))
            self.u = bounded(self.u + change)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--active", type=float, default=0.2)
    parser.add_argument("--draws", choices=("poisson", "exponential"), default="poisson")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--serve", action="store_true", help="the steps for every line that is read")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    loop = Loop(options.active, options.draws, options.batch)
    if options.serve:
        for _ in sys.stdin:
            loop.run(options.steps)
            print(flush=True)
        return
    times = []
    for _ in range(options.rounds + 2):
        begin = time.perf_counter()
        loop.run(options.steps)
        times.append((time.perf_counter() - begin) * 1e6 / options.steps)
    print(json.dumps({"us_per_step": statistics.median(times[2:]), "draws": options.draws,
                      "torch": torch.__version__}))


if __name__ == "__main__":
    main()
