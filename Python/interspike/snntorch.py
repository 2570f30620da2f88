# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,import-untyped"
"""Poisson input for snnTorch, in place of `snntorch.spikegen.rate`.

    from interspike.snntorch import rate
    spikes = rate(pixels, num_steps=200, maximum=200.0, step=0.005, seed=7)
    for step in spikes:
        spike, membrane = neurons(synapses(step), membrane)
"""

from __future__ import annotations

from typing import Any

from interspike.torch import poisson_input

import torch

try:
    import snntorch  # noqa: F401, asked for so that its absence is said
except ImportError:
    raise ImportError(
        "interspike.snntorch needs snnTorch, which is not installed: pip install snntorch.") from None

import interspike

__all__ = ["rate"]


def rate(
    data: Any, num_steps: int, *, maximum: float = 100.0, step: float = 0.001,
    seed: interspike.Seed, first_step: int = 0, trial: int = 0,
) -> torch.Tensor:
    """Spike counts [num_steps, batch, features] for intensities 0 to 1, [batch, features].

    Intensity 1 fires at `maximum` Hz, and a step lasts `step` seconds. `spikegen.rate` has one spike a step at most; here
    are exact Poisson counts 0, 1, 2, ... Else as `interspike.torch.poisson_input`. Raises `interspike.Error`.

    >>> rate(torch.rand(4, 100), 200, seed=7).shape
    torch.Size([200, 4, 100])
    """
    with interspike.RateCode(maximum=maximum) as code:
        hertz = code.rates(data.detach().cpu().numpy() if isinstance(data, torch.Tensor) else data)
    return poisson_input(
        hertz, num_steps, step, seed=seed, first_step=first_step, trial=trial)
