# SPDX-License-Identifier: GPL-3.0-or-later
"""What every kind of neurons can do: trains, spikes in order of time, and streams of them."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from interspike._arguments import Seed, address_of_all, number, seconds
from interspike._handles import Opened, StreamHandle
from interspike._library import Error, check, drawn, library

if TYPE_CHECKING:
    from numpy.typing import NDArray


class SpikeProcess(Opened):
    """Neurons whose spikes are a pure function of (seed, trial, neuron, time).

    Times are seconds from 0 on. Two processes under one seed fire together: give one of them
    `interspike.stream_seed(seed, "its name")`. A generator as the seed is asked for one number a call.
    """

    @property
    def hertz(self) -> NDArray[np.float64]:
        """The rates in Hz, on average, [neurons]; read only."""
        rates: NDArray[np.float64] = self._arguments[0]
        return rates

    @property
    def neuron_count(self) -> int:
        """How many neurons there are."""
        return int(self.hertz.size)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.neuron_count} neurons>"

    def _process(self) -> Any:
        """The handle of the process."""
        return self._opened()

    def _expected(self, begin: float, end: float) -> float:
        """About how many spikes there are in a stretch of time."""
        return float(self.hertz.sum()) * (end - begin)

    def _stretch(self, begin: Any, duration: Any) -> tuple[float, float]:
        begin, duration = number("begin", begin), number("duration", duration)
        if not 0 <= begin < math.inf:
            raise Error(f"begin is {begin} s: use a finite number of seconds from 0 on.")
        self._require(duration)
        return begin, begin + duration

    def _require(self, duration: float) -> None:
        if not 0 <= duration < math.inf:
            raise Error(f"duration is {duration} s: use a finite number of seconds from 0 on.")

    def trains(
        self, duration: float, *, seed: Seed, trial: int = 0, begin: float = 0.0
    ) -> list[NDArray[np.float64]]:
        """The spike times of each neuron, ascending, from `begin` on for `duration` seconds.

        `trial` chooses another repetition under the same seed. Raises `Error`.
        """
        counts, times = self._times(duration, seed=seed, trial=trial, begin=begin)
        return np.split(times, np.cumsum(counts[:-1], dtype=np.int64)) if counts.size else []

    def spikes(
        self, duration: float, *, seed: Seed, trial: int = 0, begin: float = 0.0
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Times and neurons of all spikes from `begin` on for `duration` seconds, in order of time.

        `trial` chooses another repetition under the same seed. Raises `Error`.
        """
        counts, times = self._times(duration, seed=seed, trial=trial, begin=begin)
        neurons = np.repeat(np.arange(counts.size), counts.astype(np.int64))
        order = np.argsort(times, kind="stable")
        return times[order], neurons[order]

    def _times(
        self, duration: Any, *, seed: Any, trial: Any, begin: Any
    ) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        begin, end = self._stretch(begin, duration)
        handle, where = self._process(), address_of_all(seed, trial)
        counts = np.empty(self.neuron_count, np.uint64)
        times = drawn(
            lambda *rest: library.interspike_process_times(
                handle, ctypes.byref(where), counts.size, begin, end, *rest),
            counts, self._expected(begin, end))
        return counts, times

    def stream(
        self, window: float, *, seed: Seed, duration: float | None = None, trial: int = 0,
        begin: float = 0.0,
    ) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
        """Times and neurons of the spikes, in order of time, `window` seconds at a time; without end unless `duration` is given.

        The spikes are those of `spikes`, however time is cut, and memory holds one window of them. One thread at a
        time may take from a stream. Raises `Error`, before the first window.

        >>> population = interspike.GammaPopulation([20.0] * 50, shape=4)
        >>> sum(times.size for times, neurons in population.stream(0.1, seed=7, duration=2.0))
        2018
        """
        begin, end = self._stretch(begin, 0.0 if duration is None else duration)
        end = math.inf if duration is None else end
        window = seconds("window", window)
        stream, where = StreamHandle(), address_of_all(seed, trial)
        check(
            library.interspike_stream_open(
                self._process(), ctypes.byref(where), begin, end, ctypes.byref(stream)))
        room = int(min(1.1 * self._expected(begin, begin + window), 1 << 20)) + 64
        return _windows(stream, begin, end, window, room)


def _windows(
    stream: StreamHandle, begin: float, end: float, window: float, room: int
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.int64]]]:
    index = 0
    while begin + index * window < end:
        index += 1
        until, parts = min(begin + index * window, end), []
        while True:
            times, neurons, total = np.empty(room), np.empty(room, np.uint32), ctypes.c_size_t()
            check(
                library.interspike_stream_next(
                    stream, until, times, neurons, room, ctypes.byref(total)))
            parts.append((times[: total.value], neurons[: total.value].astype(np.int64)))
            if total.value < room:
                break
        yield (
            np.concatenate([part[0] for part in parts]),
            np.concatenate([part[1] for part in parts]))
