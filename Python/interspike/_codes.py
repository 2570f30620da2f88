# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers as spikes: rate, latency and tuning codes."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

from interspike._arguments import Seed, address_of_all, number, of_neurons, reals, seconds, whole
from interspike._handles import CodeHandle, Opened
from interspike._library import Error, check, drawn, library

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class Code(Opened):
    """How numbers become spikes."""

    @property
    def neurons_per_number(self) -> int:
        """How many neurons speak for a number."""
        return int(library.interspike_code_neurons(self._opened()))

    def rates(self, values: ArrayLike) -> NDArray[np.float64]:
        """The rates in Hz that stand for values, in their shape; a tuning code adds a last dimension [neurons].

        Raises `Error`; latencies are no rates.
        """
        handle, numbers = self._opened(), reals("values", values, np.float64, "any shape")
        each = int(library.interspike_code_neurons(handle))
        hertz = np.empty((*numbers.shape, each))
        check(library.interspike_code_rates(handle, numbers, numbers.size, hertz))
        return hertz if isinstance(self, TuningCode) else hertz[..., 0]

    def trains(
        self, stimuli: ArrayLike, window: float, *, trials: int = 1, seed: Seed
    ) -> list[NDArray[np.float64]]:
        """The spike times of each neuron while stimuli are shown one after the other, each for `trials` windows.

        `stimuli` are [stimuli, numbers] or [numbers]; a window lasts `window` seconds. Presentation p, counted over
        stimuli and trials, lasts from p to p + 1 windows. Neuron n speaks for number n // neurons_per_number. With
        `seed=interspike.stream_seed(7, "encode")` these are the spikes of `interspike encode --seed 7`. Raises `Error`.
        """
        counts, times = self._times(stimuli, window, trials, seed)
        return np.split(times, np.cumsum(counts[:-1], dtype=np.int64))

    def spikes(
        self, stimuli: ArrayLike, window: float, *, trials: int = 1, seed: Seed
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Times in seconds and neurons of all spikes, in order of time; else as `trains`."""
        counts, times = self._times(stimuli, window, trials, seed)
        neurons = np.repeat(np.arange(counts.size), counts.astype(np.int64))
        order = np.argsort(times, kind="stable")
        return times[order], neurons[order]

    def _times(
        self, stimuli: ArrayLike, window: Any, trials: Any, seed: Any
    ) -> tuple[NDArray[np.uint64], NDArray[np.float64]]:
        handle, shown = self._opened(), reals("stimuli", stimuli, np.float32, "[stimuli, numbers]")
        if shown.ndim not in (1, 2) or not shown.shape[-1]:
            raise Error(f"stimuli have the shape {shown.shape}: give [stimuli, numbers] or [numbers].")
        shown = np.atleast_2d(shown)
        window, trials, where = seconds("window", window), whole("trials", trials, 32), address_of_all(seed)
        counts = np.zeros(shown.shape[1] * int(library.interspike_code_neurons(handle)), np.uint64)
        times = drawn(
            lambda *rest: library.interspike_encode(
                handle, ctypes.byref(where), shown, *shown.shape, trials, window, *rest),
            counts, self._most_hertz(window) * counts.size * shown.shape[0] * trials * window)
        return counts, times

    def _most_hertz(self, window: float) -> float:
        """A rate that few neurons exceed."""
        return 1 / window


class RateCode(Code):
    """Intensities as rates: 0 to 1 become `minimum` to `maximum` Hz. Raises `Error`.

    >>> code = interspike.RateCode(maximum=100)
    >>> code.rates([0.0, 0.25, 1.0])
    array([  0.,  25., 100.])
    >>> times, neurons = code.spikes(np.full((10, 784), 0.5), window=0.1, seed=7)
    """

    def __init__(self, maximum: float, minimum: float = 0.0) -> None:
        least, greatest = number("minimum", minimum), number("maximum", maximum)
        if least > greatest:
            raise Error(f"minimum is {least} Hz and maximum {greatest} Hz: use a minimum that is at most the maximum.")
        self._begin(least, greatest)

    def _open(self, minimum: float, maximum: float) -> Any:
        handle = CodeHandle()
        check(library.interspike_open_rate_code(minimum, maximum, ctypes.byref(handle)))
        return handle

    def _most_hertz(self, window: float) -> float:
        return float(self._arguments[1]) / 2


class LatencyCode(Code):
    """Intensities as times of one spike each: x of 0 to 1 fires after time_constant ln(x/(x - threshold)) seconds.

    Nothing is drawn. Numbers up to `threshold`, and spikes after the window, are silent. Raises `Error`.

    >>> code = interspike.LatencyCode(time_constant=0.02, threshold=0.1)
    >>> [train.round(4).tolist() for train in code.trains([0.05, 0.2, 1.0], window=0.1, seed=7)]
    [[], [0.0139], [0.0021]]
    """

    def __init__(self, time_constant: float, threshold: float = 0.01) -> None:
        self._begin(number("time_constant", time_constant), number("threshold", threshold))

    def _open(self, time_constant: float, threshold: float) -> Any:
        handle = CodeHandle()
        check(library.interspike_open_latency_code(time_constant, threshold, ctypes.byref(handle)))
        return handle


class TuningCode(Code):
    """A quantity as the rates of neurons that each prefer a value: baseline + (peak - baseline) exp(-d^2/(2 width^2)) Hz.

    d is the distance from the value to a neuron's one of `preferred`, [neurons]; on a circle of a `period` it is taken the
    short way round. Raises `Error`.

    >>> code = interspike.TuningCode(np.arange(0, 180, 45), width=20, peak=50, period=180)
    >>> code.rates(90).round(1)
    array([ 0.,  4., 50.,  4.])
    """

    def __init__(
        self, preferred: ArrayLike, *, width: float, peak: float, baseline: float = 0.0,
        period: float | None = None,
    ) -> None:
        circle = 0.0 if period is None else _period("period", period)
        self._begin(
            of_neurons("preferred values", preferred), number("width", width),
            number("baseline", baseline), number("peak", peak), circle)

    def _open(self, preferred: NDArray[np.float64], *rest: float) -> Any:
        handle = CodeHandle()
        check(
            library.interspike_open_tuning_code(
                preferred, preferred.size, *rest, ctypes.byref(handle)))
        return handle

    def _most_hertz(self, window: float) -> float:
        return float(self._arguments[3]) / 2


def _period(name: str, value: Any) -> float:
    """A number above 0, which in C would mean that there is none."""
    found = number(name, value)
    if not 0 < found < np.inf:
        raise Error(f"{name} is {found}: give a finite number above 0, or None for a line.")
    return found
