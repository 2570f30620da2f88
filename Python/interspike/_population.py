# SPDX-License-Identifier: GPL-3.0-or-later
"""Poisson neurons at constant rates."""

from __future__ import annotations

import ctypes
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from interspike._arguments import Seed, address, indicator as indicator_number, number, reals
from interspike._handles import PopulationHandle, ProcessHandle
from interspike._library import Error, check, drawn, library
from interspike._process import SpikeProcess

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Population(SpikeProcess):
    """Independent Poisson neurons at constant rates in Hz; `interspike sample` draws the same spikes.

    Time is cut into windows of `window_duration` seconds, which are part of a seed's meaning. Raises `Error` for rates
    that are none, above 10^9 Hz or 10^6 spikes a window.

    >>> population = interspike.Population([5, 20, 80])
    >>> times, neurons = population.spikes(2.5, seed=7)
    >>> times[:2], neurons[:2]
    (array([0.00381368, 0.01212094]), array([2, 2]))
    >>> [train.size for train in population.trains(2.5, seed=7)]
    [17, 47, 189]
    """

    def __init__(self, hertz: ArrayLike, *, window_duration: float = 1.0) -> None:
        rates = reals("rates", hertz, np.float64, "[neurons] in Hz")
        if rates.ndim > 1:
            raise Error(f"rates have the shape {rates.shape}: give [neurons] in Hz.")
        self._begin(np.atleast_1d(rates), number("window_duration", window_duration))

    def _open(self, hertz: NDArray[np.float64], window_duration: float) -> Any:
        population, process = PopulationHandle(), ProcessHandle()
        check(
            library.interspike_population_open(
                hertz, hertz.size, window_duration, ctypes.byref(population)))
        check(library.interspike_process_of_population(population, ctypes.byref(process)))
        return population, process

    def _process(self) -> Any:
        return self._opened()[1]

    @property
    def _closed(self) -> str:
        return "the population is closed: open another with Population(hertz)."

    @property
    def window_duration(self) -> float:
        """How long a window lasts, in seconds."""
        return float(self._arguments[1])

    def _require(self, duration: float) -> None:
        longest = self.window_duration * (1 << 32)
        if not 0 <= duration <= longest:
            raise Error(
                f"duration is {duration} s: use 0 to {longest:g} s, which is 2^32 windows of "
                f"{self.window_duration:g} s.")

    def window(
        self, index: int, *, seed: Seed, purpose: str = "simulation", trial: int = 0
    ) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
        """Counts [neurons] and times of one window, in seconds from time 0, neuron after neuron. Raises `Error`."""
        population, _ = self._opened()
        found = np.empty(self.neuron_count, np.uint32)
        where = address(seed, purpose, index, trial)
        times = drawn(
            lambda *rest: library.interspike_population_times(
                population, ctypes.byref(where), found.size, *rest),
            found, self._expected(0, self.window_duration))
        return found, times

    def counts(
        self, index: int, *, seed: Seed, purpose: str = "simulation", trial: int = 0
    ) -> NDArray[np.uint32]:
        """Exact counts of one window, [neurons]. Raises `Error`."""
        population, _ = self._opened()
        found = np.empty(self.neuron_count, np.uint32)
        where = address(seed, purpose, index, trial)
        check(
            library.interspike_population_counts(
                population, ctypes.byref(where), found.size, found))
        return found

    def relaxed_counts(
        self, index: int, temperature: float = 0.1, *, indicator: str = "sigmoid", seed: Seed,
        purpose: str = "training", trial: int = 0,
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Relaxed counts of one window and their slopes by the log-rate, [neurons]. Raises `Error`."""
        population, _ = self._opened()
        found, slopes = np.empty(self.neuron_count, np.float32), np.empty(self.neuron_count, np.float32)
        where = address(seed, purpose, index, trial)
        check(
            library.interspike_population_relaxed_counts(
                population, ctypes.byref(where), found.size, indicator_number(indicator),
                number("temperature", temperature), found, slopes))
        return found, slopes

    def spikes(
        self, duration: float, *, seed: Seed, trial: int = 0, begin: float = 0.0,
        purpose: str = "simulation",
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Times and neurons of all spikes from `begin` on for `duration` seconds, in order of time.

        `trial` and `purpose` choose other numbers under the same seed. Raises `Error`.
        """
        if purpose == "simulation":
            return super().spikes(duration, seed=seed, trial=trial, begin=begin)
        begin, end = self._stretch(begin, duration)
        most = float(self.hertz.max(initial=0)) * (end - begin)
        if most > 1e8:  # as the library refuses it
            raise Error(
                f"a neuron at {self.hertz.max():g} Hz would fire {most:g} spikes in {end - begin:g} s: at most 1e8 can be "
                "drawn for one neuron at a time; ask for a shorter time.")
        # Refused also where no window is drawn; a generator is asked once for all of them.
        seed = address(seed, purpose, 0, trial).seed
        parts = [(np.empty(0), np.empty(0, np.int64))]
        first = math.floor(begin / self.window_duration)
        for index in range(first, math.ceil(end / self.window_duration)):
            counts, found = self.window(index, seed=seed, purpose=purpose, trial=trial)
            parts.append((found, np.repeat(np.arange(counts.size), counts)))
        times = np.concatenate([part[0] for part in parts])
        neurons = np.concatenate([part[1] for part in parts])
        order = np.argsort(times, kind="stable")
        order = order[(times[order] >= begin) & (times[order] < end)]
        return times[order], neurons[order]
