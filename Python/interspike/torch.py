# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,no-untyped-call,misc,untyped-decorator"
"""Poisson counts with gradients in PyTorch, drawn by Interspike: in place of the published `Poisson(...).rsample()`.

    from interspike.torch import exact_poisson, relaxed_poisson
    z = exact_poisson(log_rate, seed=7, window=step)                      # whole counts, no temperature
    z = relaxed_poisson(log_rate, temperature=0.1, seed=7, window=step)   # the published relaxation
    loss(z).backward()

The gradient of the exact form is that of the expected loss itself where the loss is quadratic in each count (cubic
with order=3); relaxed counts have the exact gradient of a relaxed loss. `window` must differ from step to step, or
every step sees the same noise. float32 and float64 are kept; tensors of other devices are drawn on the CPU.
There is one derivative: slopes are constants to a second backward pass, which is refused.

Both work under `torch.func.vmap` and `torch.compile(fullgraph=True)`. To the compiler the draw is one operation,
`interspike::counts_with_slopes`, that it does not look into; there `seed` must be a whole number, not a generator.
`poisson_input` has spike counts for networks that are simulated in steps.
"""

from __future__ import annotations

from typing import Any

import numpy as np

try:
    import torch
except ImportError:
    raise ImportError("interspike.torch needs PyTorch, which is not installed: pip install torch.") from None

if not hasattr(torch.library, "custom_op"):
    raise ImportError(f"interspike.torch needs PyTorch 2.4, and this is {torch.__version__}: pip install -U torch.")

import interspike
from interspike._arguments import root

__all__ = ["exact_poisson", "poisson_input", "relaxed_poisson"]


# The seed's 64 bits travel as a signed number, which is what operations of torch have.
@torch.library.custom_op("interspike::counts_with_slopes", mutates_args=())
def _counts_with_slopes(
    log_rate: torch.Tensor, reading: str, parameter: float, seed: int, window: int
) -> tuple[torch.Tensor, torch.Tensor]:
    shape = log_rate.shape
    rates = log_rate.detach().cpu().reshape(-1, shape[-1]).numpy()
    seed %= 1 << 64
    if reading == "whole":
        drawn = interspike.finite_order_counts(rates, int(parameter), seed=seed, window=window)
    else:
        drawn = interspike.relaxed_counts(
            rates, parameter, indicator=reading, seed=seed, window=window)
    z, slope = (torch.from_numpy(array).reshape(shape).to(log_rate) for array in drawn)
    return z, slope


@_counts_with_slopes.register_fake
def _(
    log_rate: torch.Tensor, reading: str, parameter: float, seed: int, window: int
) -> tuple[torch.Tensor, torch.Tensor]:
    return torch.empty_like(log_rate), torch.empty_like(log_rate)


class _DrawnWithSlopes(torch.autograd.Function):
    """Counts of the log-rates' shape, and the slopes that were drawn with them."""

    # vmap: the batch is one more dimension of trials, each with noise of its own.
    @staticmethod
    def vmap(info: Any, in_dims: Any, log_rate: torch.Tensor, *rest: Any) -> Any:
        return _apply(log_rate.movedim(in_dims[0], 0), *rest), (0, 0)

    # The compiler counts the arguments: each must be named.
    @staticmethod
    def forward(
        log_rate: torch.Tensor, reading: str, parameter: float, seed: int, window: int
    ) -> tuple[torch.Tensor, torch.Tensor]:
        z, slope = _counts_with_slopes(log_rate, reading, parameter, seed, window)
        return z, slope

    @staticmethod
    def setup_context(context: Any, inputs: Any, output: Any) -> None:
        _, slope = output
        context.mark_non_differentiable(slope)
        context.save_for_backward(slope)

    @staticmethod
    def backward(context: Any, *cotangents: torch.Tensor) -> Any:
        (slope,) = context.saved_tensors
        return _Product.apply(cotangents[0], slope), None, None, None, None


class _Product(torch.autograd.Function):
    """The product with slopes, which have no slopes of their own to give."""

    generate_vmap_rule = True

    @staticmethod
    def forward(cotangent: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
        return cotangent * slope

    @staticmethod
    def setup_context(context: Any, inputs: Any, output: Any) -> None:
        pass

    @staticmethod
    def backward(context: Any, *cotangents: torch.Tensor) -> Any:
        raise interspike.Error(
            "counts have one derivative, and this asks for a second: leave out create_graph.")


def _apply(log_rate: torch.Tensor, *rest: Any) -> Any:
    return _DrawnWithSlopes.apply(log_rate, *rest)


def _drawn(
    log_rate: torch.Tensor, reading: str, parameter: float, seed: interspike.Seed, window: int
) -> torch.Tensor:
    if not log_rate.dim():
        raise interspike.Error("log_rate has no dimensions: give [neurons] or [..., neurons].")
    number = root(seed)
    signed = number - (1 << 64) if number >= 1 << 63 else number
    z: torch.Tensor = _apply(log_rate, reading, parameter, signed, window)[0]
    return z


def exact_poisson(
    log_rate: torch.Tensor, *, seed: interspike.Seed, window: int = 0, order: int = 2
) -> torch.Tensor:
    """Whole counts of the shape of `log_rate`, [..., neurons]; trials are its leading dimensions.

    `log_rate` holds natural logarithms of expected counts a window. Backward, a loss that is a polynomial of degree
    `order`, 2 or 3, in each count has the gradient of its expectation, without bias. Raises `interspike.Error`.

    >>> log_rate = torch.zeros(1000, 64, requires_grad=True)
    >>> z = exact_poisson(log_rate, seed=7)
    >>> z.shape, bool((z == z.round()).all())
    (torch.Size([1000, 64]), True)
    >>> (z - 2).square().mean().backward()
    """
    return _drawn(log_rate, "whole", float(order), seed, window)


def relaxed_poisson(
    log_rate: torch.Tensor, *, temperature: float, seed: interspike.Seed, window: int = 0,
    indicator: str = "sigmoid",
) -> torch.Tensor:
    """Relaxed counts of the shape of `log_rate`, [..., neurons]; trials are its leading dimensions.

    `log_rate` holds natural logarithms of expected counts a window, `temperature` is in windows, and `indicator` one
    of `interspike.INDICATORS`. Backward, the pathwise slope dz/d log rate. Raises `interspike.Error`.

    >>> log_rate = torch.zeros(1000, 64, dtype=torch.float64, requires_grad=True)
    >>> z = relaxed_poisson(log_rate, temperature=0.1, seed=7)
    >>> z.sum().backward()
    >>> z.dtype, log_rate.grad.shape
    (torch.float64, torch.Size([1000, 64]))
    """
    if indicator not in interspike.INDICATORS:
        raise interspike.Error(
            f"{indicator!r} is not an indicator: use one of {', '.join(interspike.INDICATORS)}.")
    return _drawn(log_rate, indicator, float(temperature), seed, window)


def poisson_input(
    hertz: Any, steps: int, step: float, *, seed: interspike.Seed, first_step: int = 0, trial: int = 0
) -> torch.Tensor:
    """Spike counts [steps, batch, features], float32, for rates [batch, features] in Hz and steps of `step` seconds.

    A Bernoulli encoder has one spike a step at most, and at 200 Hz and steps of 5 ms one in every step. Here are the
    exact Poisson counts 0, 1, 2, ... Step k is window `first_step` + k, so what is drawn in two parts equals what is
    drawn at once. Raises `interspike.Error`.

    >>> spikes = poisson_input(torch.full((4, 100), 50.0), 200, 0.005, seed=7)
    >>> spikes.shape, spikes.dtype
    (torch.Size([200, 4, 100]), torch.float32)
    """
    if isinstance(hertz, torch.Tensor):
        hertz = hertz.detach().cpu().numpy()
    number = root(seed)  # a generator is asked once for all steps
    counts = [
        interspike.counts(
            hertz=hertz, window_duration=step, seed=number, window=first_step + index, trial=trial)
        for index in range(steps)
    ]
    shape = (0, *np.shape(hertz))
    return torch.from_numpy(np.stack(counts).astype(np.float32) if counts else np.empty(shape, np.float32))
