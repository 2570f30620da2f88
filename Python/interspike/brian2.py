# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,import-untyped"
"""Spikes into Brian2 and out of it.

    from interspike.brian2 import spike_generator
    inputs, merged = spike_generator(interspike.Population([50.0] * 200), 1.0, seed=7)
    synapses = brian2.Synapses(inputs, neurons, on_pre="v_post += 0.03")

Any process of Interspike may drive a network: dead times, gamma intervals, correlations, rates that change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

try:
    import brian2
except ImportError:
    raise ImportError("interspike.brian2 needs Brian2, which is not installed: pip install brian2.") from None
except AttributeError as error:
    # Brian2 2.9, the last one for Python 3.11, asks NumPy for what 2.4 does not have any more.
    raise ImportError(
        f"interspike.brian2: this Brian2 cannot be imported with NumPy {np.__version__} ({error}). "
        "Install another NumPy: pip install 'numpy<2.4'.") from None

import interspike
from interspike._arguments import seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["spike_generator", "spikes"]


def spike_generator(
    process: interspike.SpikeProcess, duration: float, *, seed: interspike.Seed, trial: int = 0,
    dt: float | None = None,
) -> tuple[Any, int]:
    """A `SpikeGeneratorGroup` of the neurons' spikes from 0 to `duration` seconds, and how many the grid has merged.

    Brian2 has one spike a neuron and step of `dt` seconds, those of `defaultclock` unless given; what falls into one
    step of one neuron becomes one spike. Raises `interspike.Error`.

    >>> inputs, merged = spike_generator(interspike.Population([50.0] * 200), 1.0, seed=7, dt=1e-4)
    >>> len(inputs)
    200
    """
    step = float(brian2.defaultclock.dt / brian2.second) if dt is None else seconds("dt", dt)
    times, neurons = process.spikes(duration, seed=seed, trial=trial)
    kept = np.unique(np.stack([np.floor(times / step).astype(np.int64), neurons]), axis=1)
    group = brian2.SpikeGeneratorGroup(
        process.neuron_count, kept[1], (kept[0] + 0.5) * step * brian2.second,
        dt=step * brian2.second)
    return group, times.size - kept.shape[1]


def spikes(monitor: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Times in seconds and neurons of the spikes of a `SpikeMonitor`, in order of time."""
    times, neurons = np.asarray(monitor.t / brian2.second), np.asarray(monitor.i, dtype=np.int64)
    order = np.lexsort((neurons, times))
    return times[order], neurons[order]
