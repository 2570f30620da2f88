# SPDX-License-Identifier: GPL-3.0-or-later
"""Poisson counts with gradients in PyTorch, drawn by Interspike: in place of the published `Poisson(...).rsample()`.

    from interspike.torch import exact_poisson, relaxed_poisson
    z = exact_poisson(log_rate, seed=7, window=step)                      # whole counts, no temperature
    z = relaxed_poisson(log_rate, temperature=0.1, seed=7, window=step)   # the published relaxation
    loss(z).backward()

The gradient of the exact form is that of the expected loss itself where the loss is quadratic in each count (cubic
with order=3); relaxed counts have the exact gradient of a relaxed loss. `window` must differ from step to step, or
every step sees the same noise. float32 and float64 are kept; tensors of other devices are drawn on the CPU.
There is one derivative: slopes are constants to a second backward pass, which is refused.
"""

from __future__ import annotations

from typing import Any

try:
    import torch
except ImportError:
    raise ImportError("interspike.torch needs PyTorch, which is not installed: pip install torch.") from None

import interspike

__all__ = ["exact_poisson", "relaxed_poisson"]


class _DrawnWithSlopes(torch.autograd.Function):
    """Counts of the log-rates' shape, and the slopes that were drawn with them."""

    # vmap: the batch is one more dimension of trials, each with noise of its own.
    @staticmethod
    def vmap(info: Any, in_dims: Any, log_rate: torch.Tensor, draw: Any) -> Any:
        return _DrawnWithSlopes.apply(log_rate.movedim(in_dims[0], 0), draw), (0, 0)

    @staticmethod
    def forward(log_rate: torch.Tensor, draw: Any) -> tuple[torch.Tensor, torch.Tensor]:
        shape = log_rate.shape
        if not shape:
            raise interspike.Error("log_rate has no dimensions: give [neurons] or [..., neurons].")
        rates = log_rate.detach().cpu().reshape(-1, shape[-1]).numpy()
        z, slope = (torch.from_numpy(array).reshape(shape).to(log_rate) for array in draw(rates))
        return z, slope

    @staticmethod
    def setup_context(context: Any, inputs: Any, output: Any) -> None:
        _, slope = output
        context.mark_non_differentiable(slope)
        context.save_for_backward(slope)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(context: Any, cotangent: torch.Tensor, _: Any) -> tuple[torch.Tensor, None]:
        (slope,) = context.saved_tensors
        return cotangent * slope, None


def exact_poisson(
    log_rate: torch.Tensor, *, seed: interspike.Seed, window: int = 0, order: int = 2
) -> torch.Tensor:
    """Whole counts of the shape of `log_rate`, [..., neurons]; trials are its leading dimensions.

    `log_rate` holds natural logarithms of expected counts a window. Backward, a loss that is a polynomial of degree
    `order`, 2 or 3, in each count has the gradient of its expectation, without bias. Raises `interspike.Error`.
    """
    return _DrawnWithSlopes.apply(
        log_rate,
        lambda rates: interspike.finite_order_counts(rates, order, seed=seed, window=window))[0]


def relaxed_poisson(
    log_rate: torch.Tensor, *, temperature: float, seed: interspike.Seed, window: int = 0,
    indicator: str = "sigmoid",
) -> torch.Tensor:
    """Relaxed counts of the shape of `log_rate`, [..., neurons]; trials are its leading dimensions.

    `log_rate` holds natural logarithms of expected counts a window, `temperature` is in windows, and `indicator` one
    of `interspike.INDICATORS`. Backward, the pathwise slope dz/d log rate. Raises `interspike.Error`.
    """
    return _DrawnWithSlopes.apply(
        log_rate,
        lambda rates: interspike.relaxed_counts(
            rates, temperature, indicator=indicator, seed=seed, window=window))[0]
