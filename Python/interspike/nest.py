# SPDX-License-Identifier: GPL-3.0-or-later
# The package may be missing where types are checked, or have none.
# mypy: disable-error-code="import-not-found,import-untyped"
"""Spikes into NEST and out of it.

    from interspike.nest import spike_generator
    inputs = spike_generator(interspike.GammaPopulation([50.0] * 200, shape=4), 1.0, seed=7)
    nest.Connect(inputs, neurons, syn_spec={"weight": 20.0})

Any process of Interspike may drive a network: dead times, gamma intervals, correlations, rates that change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

try:
    import nest
except ImportError:
    raise ImportError(
        "interspike.nest needs NEST, which is not installed: pip install nest-simulator.") from None

import interspike

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["spike_generator", "spikes"]


def spike_generator(
    process: interspike.SpikeProcess, duration: float, *, seed: interspike.Seed, trial: int = 0,
    precise: bool = False,
) -> Any:
    """A node collection of `spike_generator`s, one a neuron, with its spikes from now on for `duration` seconds.

    NEST moves spikes to the end of their step of its resolution, and keeps all that fall into one step; with `precise`
    they keep their times, for neurons that take precise times, whose names end in _ps. Raises `interspike.Error`.

    >>> inputs = spike_generator(interspike.Population([50.0] * 20), 1.0, seed=7)
    >>> len(inputs)
    20
    """
    timing = {"precise_times": True} if precise else {"allow_offgrid_times": True}
    # Spikes of the past would be refused: a spike at the very beginning moves by 10^-9 ms.
    least = nest.biological_time + 1e-9
    trains = process.trains(duration, seed=seed, trial=trial)
    return nest.Create(
        "spike_generator", len(trains),
        params=[
            {**timing, "spike_times": np.maximum(1e3 * train + nest.biological_time, least)}
            for train in trains
        ])


def spikes(recorder: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Times in seconds and node ids of the spikes of a `spike_recorder` that keeps them in memory, in order of time."""
    events = recorder.get("events")
    times, senders = np.asarray(events["times"]) / 1e3, np.asarray(events["senders"], dtype=np.int64)
    order = np.lexsort((senders, times))
    return times[order], senders[order]
