# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,import-untyped,misc"
"""Poisson input for Norse, in place of its `PoissonEncoder`.

    from interspike.norse import PoissonEncoder
    encoder = PoissonEncoder(seq_length=1000, f_max=200.0, dt=0.001, seed=7)
    for step in encoder(pixels):
        spike, state = cells(synapses(step), state)
"""

from __future__ import annotations

from typing import Any

from interspike.torch import poisson_input

import torch

try:
    import norse.torch  # noqa: F401, asked for so that its absence is said
except ImportError:
    raise ImportError("interspike.norse needs Norse, which is not installed: pip install norse.") from None

import interspike
from interspike._arguments import root

__all__ = ["PoissonEncoder"]


class PoissonEncoder(torch.nn.Module):
    """Intensities 0 to 1, [batch, features], as spike counts [seq_length, batch, features].

    Intensity 1 fires at `f_max` Hz, and a step lasts `dt` seconds. Norse's own has one spike a step at most; here are
    exact Poisson counts 0, 1, 2, ... Each call of a module goes on in time, with other spikes than the last; `reset()`
    begins again. Raises `interspike.Error`.

    >>> encoder = PoissonEncoder(200, f_max=200.0, seed=7)
    >>> encoder(torch.rand(4, 100)).shape
    torch.Size([200, 4, 100])
    """

    def __init__(
        self, seq_length: int, f_max: float = 100.0, dt: float = 0.001, *, seed: interspike.Seed
    ) -> None:
        super().__init__()
        self.seq_length, self.dt = seq_length, dt
        self.seed, self.next_step = root(seed), 0
        self.code = interspike.RateCode(maximum=f_max)

    def reset(self) -> None:
        """Begins again: the next call has the spikes of the first."""
        self.next_step = 0

    def forward(self, intensities: Any) -> torch.Tensor:
        """The spike counts of the next `seq_length` steps."""
        if isinstance(intensities, torch.Tensor):
            intensities = intensities.detach().cpu().numpy()
        first, self.next_step = self.next_step, self.next_step + self.seq_length
        return poisson_input(
            self.code.rates(intensities), self.seq_length, self.dt, seed=self.seed,
            first_step=first)
