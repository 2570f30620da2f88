# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts and spike times of one window, of any rates."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np

from interspike._arguments import Request, Seed, address, indicator as indicator_number, number
from interspike._arguments import root, seconds, text, whole
from interspike._library import check, drawn, library

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def stream_seed(seed: Seed, stream: str) -> int:
    """The seed of a named stream under a seed; two populations under one seed fire together.

    `interspike sample --seed 7 --stream input` draws what `seed=interspike.stream_seed(7, "input")` does here.
    Raises `Error` for a seed or a name that cannot be.

    >>> interspike.stream_seed(7, "") == 7
    True
    """
    return int(library.interspike_stream_seed(root(seed), text("stream", stream)))


def stream_version() -> int:
    """The version of the random streams; numbers of equal versions are equal."""
    return int(library.interspike_stream_version())


def counts(
    log_rates: ArrayLike | None = None, *, hertz: ArrayLike | None = None,
    mean: ArrayLike | None = None, window_duration: float = 1.0, seed: Seed,
    purpose: str = "simulation", window: int = 0, trial: int = 0,
) -> NDArray[np.uint32]:
    """Exact Poisson counts of one window, uint32 in the shape of the rates.

    Rates are one of `log_rates` (natural logarithms of expected counts a window), `hertz` (in windows of
    `window_duration` seconds) and `mean` (expected counts a window), of shape [trials, neurons] or [neurons].
    `window` and `trial` (of the first row) choose other numbers under the same seed, as does `purpose`.
    Raises `Error` for rates that are none, beyond 10^6 spikes a window, and for another shape.

    >>> interspike.counts(mean=[0.5, 2.0, 8.0], seed=7)
    array([1, 3, 9], dtype=uint32)
    >>> interspike.counts(hertz=np.full((2, 3), 20.0), window_duration=0.1, seed=np.random.default_rng(1)).shape
    (2, 3)
    """
    request = Request(log_rates, hertz, mean, seconds("window_duration", window_duration))
    found = request.empty(np.uint32)
    where = address(seed, purpose, window, trial)
    check(
        library.interspike_counts(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape, found))
    return request.counts(found)


def relaxed_counts(
    log_rates: ArrayLike | None = None, temperature: float = 0.1, *, hertz: ArrayLike | None = None,
    mean: ArrayLike | None = None, window_duration: float = 1.0, indicator: str = "sigmoid",
    seed: Seed, purpose: str = "training", window: int = 0, trial: int = 0,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Relaxed counts and their slopes dz/d log rate, both in the shape of the rates.

    Rates as in `counts`. An array of float64 gives float64, anything else float32; drawn is in single precision.
    `temperature` is above 0, at most 1, and in windows; `indicator` is one of `INDICATORS`. Raises `Error`.

    >>> z, slope = interspike.relaxed_counts(np.zeros((4, 5)), 0.1, seed=7)
    >>> z.shape, z.dtype, slope.dtype
    ((4, 5), dtype('float64'), dtype('float64'))
    """
    request = Request(log_rates, hertz, mean, seconds("window_duration", window_duration))
    soft = indicator_number(indicator)
    found, slopes = request.empty(), request.empty()
    where = address(seed, purpose, window, trial)
    check(
        library.interspike_relaxed_counts(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape, soft,
            number("temperature", temperature), found, slopes))
    z, slope = request.reals(found, slopes)
    return z, slope


def finite_order_counts(
    log_rates: ArrayLike | None = None, order: int = 2, *, hertz: ArrayLike | None = None,
    mean: ArrayLike | None = None, window_duration: float = 1.0, seed: Seed,
    purpose: str = "training", window: int = 0, trial: int = 0,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Exact counts and slopes w in the shape of the rates: E[w f'(z)] is the derivative of E f(z) by the log rate.

    Exactly so for every polynomial f of degree `order`, 2 or 3. The counts are those of `counts` under one purpose.
    Rates as in `counts`, types of numbers as in `relaxed_counts`. Raises `Error`.

    >>> z, w = interspike.finite_order_counts(mean=[3.0, 3.0], seed=7)
    >>> bool((w == (z + 3) / 2).all())
    True
    """
    request = Request(log_rates, hertz, mean, seconds("window_duration", window_duration))
    found, slopes = request.empty(), request.empty()
    where = address(seed, purpose, window, trial)
    check(
        library.interspike_finite_order_counts(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape,
            whole("order", order, 31), found, slopes))
    z, slope = request.reals(found, slopes)
    return z, slope


def spike_times(
    log_rates: ArrayLike | None = None, window_duration: float = 1.0, *,
    hertz: ArrayLike | None = None, mean: ArrayLike | None = None, seed: Seed,
    purpose: str = "simulation", window: int = 0, trial: int = 0,
) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """Counts in the shape of the rates, and all spike times, train by train: seconds from each window's beginning.

    Rates as in `counts`. Raises `Error`.

    >>> counts, times = interspike.spike_times(hertz=[5, 20, 80], window_duration=0.5, seed=7)
    >>> int(counts.sum()) == times.size
    True
    """
    duration = number("window_duration", window_duration)
    request = Request(
        log_rates, hertz, mean, duration if hertz is None else seconds("window_duration", duration))
    found = request.empty(np.uint32)
    where = address(seed, purpose, window, trial)
    times = drawn(
        lambda *rest: library.interspike_times(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape, duration, *rest),
        found, float(np.exp(request.log_rates.astype(np.float64)).sum()))
    return request.counts(found), times
