# SPDX-License-Identifier: GPL-3.0-or-later
"""The published training step of the linear Poisson VAE, written from its equations in plain torch.

It is the peer that Interspike is measured against: dense exponentials of shape [n, batch, latents],
one eager operation after another, gradients by torch's autograd.

    δ = softclamp(x·W_encᵀ, 10)    ℓ = softclamp(log r + δ, 5)    softclamp(a, c) = c − softplus(c − a)
    S_i = E_1 + … + E_i            z = Σ_{i ≤ n} σ((1 − S_i/e^ℓ)/T)               y = z·W_decᵀ
    loss = mean over the batch of  Σ_pixels (y − x)² + β Σ_k r_k (1 + e^{δ_k}(δ_k − 1))

Literature: Vafaii, Galor & Yates, arXiv 2405.14473; optimiser "Adamax fast" of Vahdat & Kautz, arXiv
2007.03898. Needs torch, numpy and safetensors.

    torch_step.py time  [--threads 2] [--batch 1000 --pixels 256 --latents 512]
    torch_step.py train --patches train.safetensors --held-out held-out.safetensors --steps 3000
                        --batch 200 --seed 1 [--initial FILE] [--write-initial FILE] [--write-final FILE]

Files hold the tensor "patches" [count, pixels] or the weights "fc_enc.weight" [latents, pixels],
"fc_dec.weight" [pixels, latents], "log_rate" [1, latents]. Each command prints one line of JSON;
progress goes to stderr.

glibc gives the large arrays back to the system after every operation, which costs eager torch up to half
of its time; MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 in the environment keeps them. Compare
with both, and say which.
"""

import argparse
import json
import math
import statistics
import sys
import time

import numpy
import torch
from safetensors.numpy import load_file, save_file
from torch.nn.functional import softplus

FIRST_DRAWS = 263  # n(200, 1e-5), the number of exponentials before any rate has been seen
NAMES = ("fc_enc.weight", "fc_dec.weight", "log_rate")


def quantile(rate, tail):
    """n(λ, p): the smallest count whose Poisson distribution function reaches 1 − p, at least 1."""
    count, term = 0, math.exp(-rate)
    reached = term
    while reached < 1 - tail:
        count += 1
        term *= rate / count
        reached += term
    return max(count, 1)


def softclamp(value, ceiling):
    return ceiling - softplus(ceiling - value)


class LinearPoissonVAE:
    """Weights by name, and the two losses: relaxed for training, with exact counts for judging."""

    def __init__(self, weights):
        self.weights = {name: torch.tensor(weights[name], requires_grad=True) for name in NAMES}

    def encode(self, x):
        delta = softclamp(x @ self.weights["fc_enc.weight"].T, 10.0)
        return delta, softclamp(self.weights["log_rate"] + delta, 5.0).exp()

    def terms(self, x, z, delta):
        """Squared error and Kullback–Leibler divergence, both per datum and averaged."""
        y = z @ self.weights["fc_dec.weight"].T
        error = (y - x).square().sum(1).mean()
        divergence = (self.weights["log_rate"].exp() * (1 + delta.exp() * (delta - 1))).sum(1).mean()
        return error, divergence

    def training_loss(self, x, draws, temperature, beta):
        """The relaxed loss, and the largest rate of the batch."""
        delta, rates = self.encode(x)
        arrivals = torch.empty(draws, *rates.shape).exponential_().cumsum(0) / rates
        z = torch.sigmoid((1 - arrivals) / temperature).sum(0)
        error, divergence = self.terms(x, z, delta)
        return error + beta * divergence, rates.detach().max()

    @torch.no_grad()
    def evaluate(self, patches, rows=2000):
        """Means over all patches at T = 0: exact Poisson counts."""
        total = numpy.zeros(4)
        for x in patches.split(rows):
            delta, rates = self.encode(x)
            z = torch.poisson(rates)
            error, divergence = self.terms(x, z, delta)
            means = [error.item(), divergence.item(), z.sum(1).mean().item(),
                     (z == 0).float().mean().item()]
            total += len(x) * numpy.array(means)
        mse, kl, spikes, zeros = total / len(patches)
        return {"nelbo": mse + kl, "mse": mse, "kl": kl, "spikes": spikes, "zeros": zeros}


class AdamaxFast:
    """m ← .9 m + .1 g;  u ← max(.999 u, |g| + 1e-8);  p ← p − rate/(1 − .9ᵗ)·m/u."""

    def __init__(self, parameters):
        self.parameters = list(parameters)
        self.first = [torch.zeros_like(p) for p in self.parameters]
        self.largest = [torch.zeros_like(p) for p in self.parameters]
        self.steps = 0

    @torch.no_grad()
    def step(self, rate):
        self.steps += 1
        rate /= 1 - 0.9**self.steps
        for p, m, u in zip(self.parameters, self.first, self.largest):
            m.mul_(0.9).add_(p.grad, alpha=0.1)
            torch.maximum(u.mul_(0.999), p.grad.abs().add_(1e-8), out=u)
            p.addcdiv_(m, u, value=-rate)
            p.grad = None


class Schedules:
    """Learning rate, β and T of step i = 0, 1, … of `steps`."""

    def __init__(self, steps, learning_rate):
        self.steps, self.learning_rate = steps, learning_rate
        self.half = math.ceil(0.5 * steps)
        self.warm_up = math.ceil(0.01 * steps)

    def rate(self, i):
        """Linear from 0 over the first hundredth, then a cosine down to 1e-5."""
        if i < self.warm_up:
            return self.learning_rate * i / (0.01 * self.steps)
        turn = math.pi * (i - self.warm_up) / (self.steps - self.warm_up)
        return 1e-5 + (self.learning_rate - 1e-5) * 0.5 * (1 + math.cos(turn))

    def ramp(self, i, first, last):
        """The i-th of `half` evenly spaced values, both ends among them; then the last."""
        return last if i >= self.half - 1 else first + (last - first) * i / (self.half - 1)

    def beta(self, i):
        return self.ramp(i, 1e-4, 1.0)

    def temperature(self, i):
        return self.ramp(i, 1.0, 0.05)


def initial_weights(pixels, latents, seed):
    generator = numpy.random.default_rng(seed)
    return {
        "fc_enc.weight": generator.normal(0, 0.05, (latents, pixels)).astype(numpy.float32),
        "fc_dec.weight": generator.normal(0, 0.05, (pixels, latents)).astype(numpy.float32),
        "log_rate": generator.uniform(-6, -4, (1, latents)).astype(numpy.float32),
    }


def time_step(options):
    """One step at the rates of a trained model: log-normal, mean .3, the largest of the batch about 20."""
    torch.manual_seed(options.seed)
    weights = initial_weights(options.pixels, options.latents, options.seed)
    encoder = torch.randn(options.latents, options.pixels) * 0.95 / math.sqrt(options.pixels)
    weights["fc_enc.weight"] = encoder.numpy()
    weights["log_rate"] = numpy.full((1, options.latents), -1.655, numpy.float32)
    model = LinearPoissonVAE(weights)
    optimizer = AdamaxFast(model.weights.values())
    x = torch.randn(options.batch, options.pixels)
    draws = quantile(20, 1e-5)
    _, rates = model.encode(x)
    facts = {"rate_mean": rates.mean().item(), "rate_max": rates.max().item()}
    seconds = []
    for _ in range(9):
        start = time.perf_counter()
        loss, _ = model.training_loss(x, draws, 0.05, 1.0)
        loss.backward()
        # So small a rate that every timed step sees the same distribution of firing rates.
        optimizer.step(1e-6)
        seconds.append(time.perf_counter() - start)
    return {"name": "torch-step", "milliseconds": 1000 * statistics.median(seconds[2:]),
            "threads": torch.get_num_threads(), "torch": torch.__version__, "n": draws,
            "batch": options.batch, "pixels": options.pixels, "latents": options.latents, **facts}


def train(options):
    patches = torch.from_numpy(load_file(options.patches)["patches"])
    held_out = torch.from_numpy(load_file(options.held_out)["patches"])
    weights = starting_weights(options, patches.shape[1])
    torch.manual_seed(options.seed)
    model = LinearPoissonVAE(weights)
    optimizer = AdamaxFast(model.weights.values())
    schedules = Schedules(options.steps, options.learning_rate)
    start, step, draws = time.perf_counter(), 0, FIRST_DRAWS
    while step < options.steps:
        largest = []
        order = torch.randperm(len(patches))
        for rows in order[: len(order) // options.batch * options.batch].split(options.batch):
            if step == options.steps:
                break
            loss, maximum = model.training_loss(
                patches[rows], draws, schedules.temperature(step), schedules.beta(step))
            loss.backward()
            optimizer.step(schedules.rate(step))
            largest.append(maximum.item())
            step += 1
            if step % 100 == 0:
                print(f"step {step}: loss {loss.item():.2f}, n {draws}, largest rate {largest[-1]:.2f}, "
                      f"{time.perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
        draws = quantile(sum(largest) / len(largest), 1e-5)
    seconds = time.perf_counter() - start
    if options.write_final:
        final = {name: value.detach().numpy() for name, value in model.weights.items()}
        save_file(final, options.write_final, {"made_by": "Tests/Benchmarks/peers/torch_step.py train"})
    return {"name": "torch-train", **model.evaluate(held_out), "steps": options.steps,
            "batch": options.batch, "latents": weights["log_rate"].shape[1], "seed": options.seed,
            "learning_rate": options.learning_rate, "n_last": draws, "training_patches": len(patches),
            "held_out_patches": len(held_out), "seconds": seconds,
            "threads": torch.get_num_threads(), "torch": torch.__version__}


def starting_weights(options, pixels):
    """Those of --initial, or else drawn from --seed; written where --write-initial says."""
    if options.initial:
        weights = load_file(options.initial)
    else:
        weights = initial_weights(pixels, options.latents, options.seed)
    if options.write_initial:
        save_file({name: weights[name] for name in NAMES}, options.write_initial,
                  {"made_by": "Tests/Benchmarks/peers/torch_step.py --write-initial"})
    return weights


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    timing, training = commands.add_parser("time"), commands.add_parser("train")
    timing.add_argument("--batch", type=int, default=1000)
    timing.add_argument("--pixels", type=int, default=256)
    training.add_argument("--batch", type=int, default=200)
    training.add_argument("--patches", required=True)
    training.add_argument("--held-out", required=True)
    training.add_argument("--steps", type=int, default=3000)
    training.add_argument("--learning-rate", type=float, default=0.005)
    training.add_argument("--initial")
    training.add_argument("--write-initial")
    training.add_argument("--write-final")
    for command in (timing, training):
        command.add_argument("--threads", type=int, default=2)
        command.add_argument("--latents", type=int, default=512)
        command.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    options = arguments()
    torch.set_num_threads(options.threads)
    print(json.dumps(time_step(options) if options.command == "time" else train(options)))
