# SPDX-License-Identifier: GPL-3.0-or-later
"""Poisson input for spiking networks in torch, in place of Bernoulli encoders.

A Bernoulli encoder gives at most one spike a step: at 200 Hz and steps of 5 ms it fires in every step, a
metronome. Here every step holds the exact Poisson count, 0, 1, 2, ...; the counts of a step are the same
whatever is drawn before or beside it.
"""

import numpy as np
import torch

import interspike


def poisson_input(hertz, steps, step_duration, *, seed, first_step=0, trial=0):
    """Spike counts [steps, batch, features] for rates [batch, features] in Hz, `step_duration` in seconds."""
    hertz = np.asarray(hertz, dtype=np.float64)
    if not np.all(hertz >= 0):
        raise interspike.Error("a rate is NaN or negative: rates are at least 0 Hz.")
    with np.errstate(divide="ignore"):
        log_rates = np.log(hertz * step_duration)
    counts = np.stack([
        interspike.counts(log_rates, seed=seed, window=first_step + step, trial=trial)
        for step in range(steps)
    ])
    return torch.from_numpy(counts.astype(np.float32))
