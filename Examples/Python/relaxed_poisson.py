# SPDX-License-Identifier: GPL-3.0-or-later
"""Poisson counts with gradients in torch, `interspike.torch`, beside the published form written in torch.

Compares gradients and times, and the whole counts' gradient of a quadratic loss with its closed form.
"""

import argparse
import math
import time

import torch

from interspike.torch import exact_poisson, relaxed_poisson


def published(log_rate, temperature, draws, generator=None):
    """The published form (arXiv 2405.14473, Algorithm 1): n exponential intervals, a soft indicator."""
    intervals = torch.empty((draws,) + tuple(log_rate.shape)).exponential_(generator=generator)
    times = torch.cumsum(intervals / log_rate.exp(), dim=0)
    return torch.sigmoid((1 - times) / temperature).sum(dim=0)


def sufficient_draws(rate):
    """Intervals beyond which a window at this rate is all but certainly over."""
    return math.ceil(rate + 6 * math.sqrt(rate) + 6)


def gradients(rate, temperature, repeats, form, loss=lambda z: z):
    """The mean of d loss(z)/d log rate and its standard error over many draws."""
    log_rate = torch.full((1000, 512), math.log(rate), requires_grad=True)
    sums = torch.zeros(2, dtype=torch.float64)
    for repeat in range(repeats):
        (slope,) = torch.autograd.grad(loss(form(log_rate, temperature, repeat)).sum(), log_rate)
        slope = slope.double()
        sums += torch.stack([slope.sum(), (slope**2).sum()])
    count = repeats * log_rate.numel()
    mean = sums[0] / count
    return mean.item(), math.sqrt((sums[1] / count - mean**2).item() / count)


def seconds(rate, temperature, form, rounds):
    """The median time of forward and backward."""
    log_rate = torch.full((1000, 512), math.log(rate), requires_grad=True)
    taken = []
    for round in range(rounds):
        start = time.perf_counter()
        form(log_rate, temperature, round).sum().backward()
        taken.append(time.perf_counter() - start)
    return sorted(taken)[rounds // 2]


def compare_exact(rate, arguments):
    """The exact form's gradient of E (z - rate - 1)^2 against its closed form, and its time against torch's form."""
    exact = lambda log_rate, _, window: exact_poisson(log_rate, seed=1, window=window)
    torch_form = lambda log_rate, temperature, _: published(
        log_rate, temperature, sufficient_draws(rate))
    loss = lambda z: (z - (rate + 1)) ** 2
    # E (z - a)^2 = rate + (rate - a)^2, whose derivative by the log rate is rate + 2 rate (rate - a).
    mean, error = gradients(rate, arguments.temperature, arguments.repeats, exact, loss)
    sigmas = (mean + rate) / error
    other, other_error = gradients(rate, arguments.temperature, arguments.repeats, torch_form, loss)
    times = [seconds(rate, arguments.temperature, form, arguments.rounds)
             for form in (exact, torch_form, exact, torch_form)]
    fast, slow = min(times[0], times[2]), min(times[1], times[3])
    print(f"{rate:5g}  {mean:.4f} ± {error:.4f} ({sigmas:+.1f} sigma of {-rate:g}), "
          f"{other:.4f} ± {other_error:.4f}   {1e3 * fast:8.2f} ms, {1e3 * slow:8.1f} ms   {slow / fast:.0f}x")
    return abs(sigmas) < 3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rates", type=float, nargs="+", default=[1, 5, 20])
    parser.add_argument("--temperature", type=float, default=0.1)
    parser.add_argument("--repeats", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    agree = True
    print("rate   d E[z]/d log rate: ours, published form     difference     time: ours, published form")
    for rate in arguments.rates:
        draws = sufficient_draws(rate)
        ours = lambda log_rate, temperature, window: relaxed_poisson(
            log_rate, temperature=temperature, seed=1, window=window)
        torch_form = lambda log_rate, temperature, _: published(log_rate, temperature, draws)
        mean, error = gradients(rate, arguments.temperature, arguments.repeats, ours)
        other, other_error = gradients(rate, arguments.temperature, arguments.repeats, torch_form)
        sigmas = (mean - other) / math.hypot(error, other_error)
        agree &= abs(sigmas) < 5
        # A B A B: neither form has the machine to itself.
        times = [seconds(rate, arguments.temperature, form, arguments.rounds)
                 for form in (ours, torch_form, ours, torch_form)]
        fast, slow = min(times[0], times[2]), min(times[1], times[3])
        print(f"{rate:5g}  {mean:.5f} ± {error:.5f}, {other:.5f} ± {other_error:.5f}   {sigmas:+.1f} sigma   "
              f"{1e3 * fast:8.2f} ms, {1e3 * slow:8.1f} ms   {slow / fast:.0f}x")
    print("rate   d E[(z - rate - 1)^2]/d log rate: whole counts, published form     time: whole counts, published form")
    for rate in arguments.rates:
        agree &= compare_exact(rate, arguments)
    raise SystemExit(0 if agree else 1)


if __name__ == "__main__":
    main()
