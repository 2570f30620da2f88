# SPDX-License-Identifier: GPL-3.0-or-later
"""Neurons that are not just Poisson, or whose rates change, or that fire together."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from interspike._arguments import number, of_neurons, reals, seconds, whole
from interspike._handles import ProcessHandle
from interspike._library import Error, check, library
from interspike._process import SpikeProcess

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def _process(opener: Callable[..., int], *arguments: Any) -> ProcessHandle:
    handle = ProcessHandle()
    check(opener(*arguments, ctypes.byref(handle)))
    return handle


class RefractoryPopulation(SpikeProcess):
    """Neurons that cannot fire for a dead time after each spike, and are Poisson otherwise.

    `hertz` are the rates at which they fire on average, [neurons]; `dead_time` is in seconds, one for all or [neurons].
    A drive of r Hz while a neuron can fire makes r/(1 + r dead_time) Hz. They are as if they had been running for ever.
    Raises `Error` for a dead time that leaves no room for the rate.

    >>> population = interspike.RefractoryPopulation([50.0, 100.0], dead_time=0.003)
    >>> bool(min(np.diff(train).min() for train in population.trains(20.0, seed=7)) >= 0.003)
    True
    """

    def __init__(self, hertz: ArrayLike, dead_time: ArrayLike) -> None:
        rates = of_neurons("rates", hertz)
        self._begin(rates, of_neurons("dead times", dead_time, rates.size))

    def _open(self, hertz: NDArray[np.float64], dead_times: NDArray[np.float64]) -> Any:
        return _process(library.interspike_open_refractory, hertz, dead_times, hertz.size)


class GammaPopulation(SpikeProcess):
    """Neurons with gamma intervals: bursting (shape below 1), Poisson (1), or regular (above).

    `hertz` are the rates, [neurons]; `shape` is 0.01 to 10^6, one for all or [neurons]. The coefficient of variation of
    the intervals is 1/sqrt(shape). They are as if they had been running for ever. Raises `Error`.

    >>> train, = interspike.GammaPopulation(40.0, shape=4).trains(500.0, seed=7)
    >>> intervals = np.diff(train)
    >>> round(float(intervals.std() / intervals.mean()), 1)
    0.5
    """

    def __init__(self, hertz: ArrayLike, shape: ArrayLike) -> None:
        rates = of_neurons("rates", hertz)
        self._begin(rates, of_neurons("shapes", shape, rates.size))

    def _open(self, hertz: NDArray[np.float64], shapes: NDArray[np.float64]) -> Any:
        return _process(library.interspike_open_gamma, hertz, shapes, hertz.size)


class SteppedPopulation(SpikeProcess):
    """Poisson neurons whose rates change in steps; a step takes effect at its border, not after the next spike.

    `rates` are in Hz, [steps, neurons]. Steps last `step` seconds each, from 0 on, or from one of `borders` to the next,
    [steps + 1] in seconds. There are no spikes outside them. Time is cut into windows of `window_duration` seconds, which
    are part of a seed's meaning. Raises `Error`.

    >>> population = interspike.SteppedPopulation([[0.0, 50.0], [50.0, 0.0]], step=1.0)
    >>> first, second = population.trains(2.0, seed=7)
    >>> bool(first.min() >= 1 > second.max())
    True
    """

    def __init__(
        self, rates: ArrayLike, *, step: float | None = None, borders: ArrayLike | None = None,
        window_duration: float = 1.0,
    ) -> None:
        hertz = reals("rates", rates, np.float64, "[steps, neurons] in Hz")
        if hertz.ndim != 2 or not hertz.shape[0]:
            raise Error(f"rates have the shape {hertz.shape}: give [steps, neurons] in Hz, with at least 1 step.")
        if (step is None) == (borders is None):
            raise Error("step and borders say the same: give one of them.")
        if borders is None:
            edges = np.arange(hertz.shape[0] + 1) * seconds("step", step)
        else:
            edges = reals("borders", borders, np.float64, "[steps + 1] in seconds")
        if edges.shape != (hertz.shape[0] + 1,):
            raise Error(f"borders have the shape {edges.shape}: give ({hertz.shape[0] + 1},), one more than steps.")
        self._begin(hertz, edges, number("window_duration", window_duration))

    def _open(
        self, rates: NDArray[np.float64], borders: NDArray[np.float64], window_duration: float
    ) -> Any:
        return _process(
            library.interspike_open_stepped, borders, rates.shape[0], rates, rates.shape[1],
            window_duration)

    @property
    def rates(self) -> NDArray[np.float64]:
        """The rates in Hz, [steps, neurons]; read only."""
        found: NDArray[np.float64] = self._arguments[0]
        return found

    @property
    def borders(self) -> NDArray[np.float64]:
        """Where steps begin, and where the last ends, in seconds, [steps + 1]; read only."""
        found: NDArray[np.float64] = self._arguments[1]
        return found

    @property
    def hertz(self) -> NDArray[np.float64]:
        """The rates in Hz, averaged over all steps, [neurons]."""
        lengths = np.diff(self.borders)
        mean: NDArray[np.float64] = lengths @ self.rates / lengths.sum()
        return mean

    def _expected(self, begin: float, end: float) -> float:
        lengths = np.diff(np.clip(self.borders, begin, end))
        return float(lengths @ self.rates.sum(axis=1))


class SinusoidalPopulation(SpikeProcess):
    """Poisson neurons at hertz (1 + modulation sin(2 pi frequency t + phase)).

    `hertz` are mean rates, [neurons]; `modulation` is 0 to 1, `frequency` in Hz, `phase` in radians: one for all or
    [neurons]. Time is cut into windows of `window_duration` seconds, which are part of a seed's meaning. Raises `Error`.

    >>> population = interspike.SinusoidalPopulation([20.0] * 10, modulation=1, frequency=2)
    >>> times, neurons = population.spikes(50.0, seed=7)
    >>> bool((times % 0.5 < 0.25).mean() > 0.75)  # most fire while the rate is above its mean
    True
    """

    def __init__(
        self, hertz: ArrayLike, *, modulation: ArrayLike, frequency: ArrayLike,
        phase: ArrayLike = 0.0, window_duration: float = 1.0,
    ) -> None:
        rates = of_neurons("rates", hertz)
        self._begin(
            rates, of_neurons("modulations", modulation, rates.size),
            of_neurons("frequencies", frequency, rates.size),
            of_neurons("phases", phase, rates.size), number("window_duration", window_duration))

    def _open(self, hertz: NDArray[np.float64], *rest: Any) -> Any:
        *arrays, window_duration = rest
        return _process(
            library.interspike_open_sinusoidal, hertz, *arrays, hertz.size, window_duration)


class CorrelatedPopulation(SpikeProcess):
    """Poisson neurons that share spikes: each copies those of one mother at random, and has others of its own.

    The mother fires at `mother_hertz`; neuron n copies each of her spikes with `copy_probability`, one for all or
    [neurons], and fires at `private_hertz` besides, one for all or [neurons]. Counts of neurons i and j in T seconds have
    the covariance mother_hertz p_i p_j T. `CorrelatedPopulation.uniform` has neurons of one rate and one correlation.
    Raises `Error`.

    >>> population = interspike.CorrelatedPopulation.uniform(2, hertz=20.0, correlation=0.5)
    >>> trains = population.trains(1000.0, seed=7)
    >>> counts = [np.histogram(train, np.arange(1001))[0] for train in trains]
    >>> round(float(np.corrcoef(counts)[0, 1]), 1)
    0.5
    """

    def __init__(
        self, mother_hertz: float, copy_probability: ArrayLike, private_hertz: ArrayLike = 0.0, *,
        window_duration: float = 1.0,
    ) -> None:
        count = max(np.size(copy_probability), np.size(private_hertz))
        self._begin(
            number("mother_hertz", mother_hertz),
            of_neurons("copy probabilities", copy_probability, count),
            of_neurons("private rates", private_hertz, count),
            number("window_duration", window_duration))

    @classmethod
    def uniform(
        cls, neurons: int, *, hertz: float, correlation: float, window_duration: float = 1.0
    ) -> CorrelatedPopulation:
        """So many neurons at one rate in Hz, whose counts have one correlation, 0 to 1, between every two.

        `interspike sample --uniform 20 --neurons 100 --correlation 0.1` draws the same spikes.
        """
        count, rate = whole("neurons", neurons, 32), number("hertz", hertz)
        shared = number("correlation", correlation)
        if not 0 <= shared <= 1:
            raise Error(f"correlation is {shared}: use 0 to 1.")
        return cls(
            rate / shared if shared else 0.0, np.full(count, shared),
            np.full(count, 0.0 if shared else rate), window_duration=window_duration)

    def _open(
        self, mother_hertz: float, copies: NDArray[np.float64], private: NDArray[np.float64],
        window_duration: float,
    ) -> Any:
        return _process(
            library.interspike_open_correlated, mother_hertz, copies, private, copies.size,
            window_duration)

    @property
    def hertz(self) -> NDArray[np.float64]:
        """The rates in Hz, copies and own spikes together, [neurons]."""
        mother, copies, private, _ = self._arguments
        rates: NDArray[np.float64] = mother * copies + private
        return rates


class PooledPopulation(SpikeProcess):
    """Independent Poisson neurons drawn as one, in order of time: a spike costs the same however many neurons there are.

    `hertz` are the rates, [neurons]. Another list of rates is another draw of all spikes; a `Population` keeps those of
    the neurons that did not change. All neurons together may fire 10^6 spikes in a window of `window_duration` seconds,
    which are part of a seed's meaning. Raises `Error`.

    >>> population = interspike.PooledPopulation(np.full(100_000, 0.1))
    >>> times, neurons = next(population.stream(0.01, seed=7))
    >>> bool((np.diff(times) >= 0).all())
    True
    """

    def __init__(self, hertz: ArrayLike, *, window_duration: float = 1.0) -> None:
        self._begin(of_neurons("rates", hertz), number("window_duration", window_duration))

    def _open(self, hertz: NDArray[np.float64], window_duration: float) -> Any:
        return _process(library.interspike_open_pooled, hertz, hertz.size, window_duration)
