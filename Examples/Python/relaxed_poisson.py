# SPDX-License-Identifier: GPL-3.0-or-later
"""Poisson counts with gradients in torch, drawn by Interspike: in place of the published `Poisson(...).rsample()`.

    z = exact_poisson(log_rate, seed=7, window=step)                      # whole counts, no temperature
    z = relaxed_poisson(log_rate, temperature=0.1, seed=7, window=step)   # the published relaxation
    loss(z).backward()

The gradient of the exact form is that of the expected loss itself where the loss is quadratic in each count (cubic
with order=3); relaxed counts have the exact gradient of a relaxed loss. `window` must differ from step to step, or
every step sees the same noise. Run as a program it compares gradients and times with the published form written in
torch, and the exact form's gradient of a quadratic loss with its closed form.
"""

import argparse
import math
import time

import torch

import interspike


class ExactPoisson(torch.autograd.Function):
    """Whole counts and, backwards, the slopes of finite order that were drawn with them."""

    @staticmethod
    def forward(context, log_rate, order, seed, window):
        shape = log_rate.shape
        z, slope = interspike.finite_order_counts(
            log_rate.detach().reshape(-1, shape[-1]).numpy(), order, seed=seed, window=window)
        context.save_for_backward(torch.from_numpy(slope).reshape(shape))
        return torch.from_numpy(z).reshape(shape)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, cotangent):
        (slope,) = context.saved_tensors
        return cotangent * slope, None, None, None


def exact_poisson(log_rate, *, seed, window, order=2):
    """Whole counts of the shape of `log_rate`; trials are its leading dimensions."""
    return ExactPoisson.apply(log_rate, order, seed, window)


class RelaxedPoisson(torch.autograd.Function):
    """z and, backwards, the pathwise slope dz/d log rate that was drawn with it."""

    @staticmethod
    def forward(context, log_rate, temperature, indicator, seed, window):
        shape = log_rate.shape
        z, slope = interspike.relaxed_counts(
            log_rate.detach().reshape(-1, shape[-1]).numpy(), temperature, indicator=indicator,
            seed=seed, window=window)
        context.save_for_backward(torch.from_numpy(slope).reshape(shape))
        return torch.from_numpy(z).reshape(shape)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context, cotangent):
        (slope,) = context.saved_tensors
        return cotangent * slope, None, None, None, None


def relaxed_poisson(log_rate, *, temperature, seed, window, indicator="sigmoid"):
    """Relaxed counts of the shape of `log_rate`; trials are its leading dimensions."""
    return RelaxedPoisson.apply(log_rate, temperature, indicator, seed, window)


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
