# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes correlation.json: correlations, distances, rates and sliding statistics of ten recordings by Elephant.

Run with elephant==1.2.1, neo==0.14.6, quantities==0.16.4, pyspike==0.9.0 (the SPIKE distance, which Elephant does
not have) and numpy; prints nothing. What is not defined is null.
"""

import json
import logging
import math
import pathlib
import warnings

import neo
import numpy as np
import pyspike
import quantities as pq
from elephant import kernels
from elephant.conversion import BinnedSpikeTrain
from elephant.spike_train_correlation import (
    correlation_coefficient,
    covariance,
    cross_correlation_histogram,
    spike_time_tiling_coefficient,
)
from elephant.spike_train_dissimilarity import van_rossum_distance, victor_purpura_distance
from elephant.statistics import cv, fanofactor, instantaneous_rate, isi

logging.disable(logging.WARNING)
warnings.simplefilter("ignore")
BIN, TILING, TAU, COST, LAG = 0.005, 0.0051, 0.02, 40.0, 25
KERNEL_BIN = 0.004


def recordings():
    rng = np.random.default_rng(17)

    def poisson(hertz, start, stop):
        return np.sort(rng.uniform(start, stop, rng.poisson(hertz * (stop - start))))

    def gamma(hertz, shape, start, stop):
        times = start + np.cumsum(rng.gamma(shape, 1 / (shape * hertz), int(3 * hertz * (stop - start)) + 9))
        return times[times < stop]

    yield 0, 4, [poisson(20, 0, 4), poisson(8, 0, 4), poisson(35, 0, 4)]
    yield -1, 3, [gamma(15, 4, -1, 3), gamma(25, 0.5, -1, 3), poisson(2, -1, 3)]
    yield 10, 16, [poisson(10, 10, 16), [], poisson(12, 10, 16)]  # one silent
    yield 0, 5, [[1.2345], [3.2], poisson(6, 0, 5)]  # one spike each
    yield 0, 3, [[0.5, 0.5, 0.5, 1.25], [0.5, 1.25, 1.25, 2.75], poisson(9, 0, 3)]  # equal times
    # Common spikes, one copied 3 ms later.
    mother = poisson(20, 0.1, 4.9)
    yield 0, 5, [
        np.sort(np.r_[mother[rng.random(mother.size) < 0.7], poisson(5, 0, 5)]),
        np.sort(np.r_[mother[rng.random(mother.size) < 0.7] + 0.003, poisson(5, 0, 5)]),
        mother,
    ]
    # On a grid of 1 ms, in the middle of its steps.
    yield 0, 4, [np.unique(rng.integers(0, 4000, n)) / 1000 + 0.0005 for n in (60, 30, 90)]
    yield 0, 8, [gamma(30, 10, 0, 8), gamma(31, 10, 0, 8), gamma(5, 1, 0, 8)]  # two oscillators
    # Bursts.
    yield 2, 6, [
        np.sort(np.concatenate([np.clip(c + rng.uniform(0, 0.02, 5), 2, 5.999) for c in poisson(3, 2, 6)]))
        for _ in range(3)
    ]
    yield 0, 2, [poisson(80, 0, 2), poisson(120, 0, 2), poisson(60, 0, 2)]


def plain(values):
    if np.ndim(values):
        return [plain(value) for value in values]
    value = float(values)
    return value if math.isfinite(value) else None


def rates(train, kernel, cutoff):
    found = instantaneous_rate(train, KERNEL_BIN * pq.s, kernel, cutoff=cutoff, center_kernel=False)
    return plain(found.magnitude[::11, 0])  # one in 11 keeps the file small


def sliding(start, stop, duration=1.0, step=0.25):
    return [(start + i * step, start + i * step + duration) for i in range(int((stop - start - duration) / step) + 1)]


def tiling_is_clear(a, b):
    """Elephant compares with np.isclose, whose relative tolerance widens the window."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    gaps = np.abs(np.subtract.outer(a, b))
    latest = max(np.abs(np.r_[a, b]), default=0)
    return not np.any((gaps > TILING) & (gaps < TILING + 1.1e-5 * latest))


def measured(start, stop, times):
    seconds = [np.asarray(t, float) for t in times]
    trains = [neo.SpikeTrain(t * pq.s, t_start=start * pq.s, t_stop=stop * pq.s) for t in seconds]
    binned = BinnedSpikeTrain(trains, bin_size=BIN * pq.s)
    one, two = (BinnedSpikeTrain(t, bin_size=BIN * pq.s) for t in trains[:2])

    def correlogram(a, b, **options):
        found = cross_correlation_histogram(a, b, window=[-LAG, LAG], method="memory", **options)
        return plain(found[0].magnitude[:, 0])

    pairs = [(0, 1), (0, 2), (1, 2)]
    spike_trains = [pyspike.SpikeTrain(t, [start, stop]) for t in seconds]
    sixth = math.sqrt(6)
    gaussian, triangle = kernels.GaussianKernel(0.02 * pq.s), kernels.TriangularKernel(0.021 / sixth * pq.s)
    box = kernels.RectangularKernel(0.021 / math.sqrt(3) * pq.s)
    causal = kernels.ExponentialKernel(0.02 * pq.s)
    windows = sliding(start, stop)
    pieces = [[t[(t >= a) & (t < b)] for a, b in windows] for t in seconds]
    return {
        "start": start,
        "stop": stop,
        "trains": [t.tolist() for t in seconds],
        "covariance": plain(covariance(binned)),
        "correlation": plain(correlation_coefficient(binned)),
        "binary": plain(correlation_coefficient(binned, binary=True)),
        "auto": correlogram(one, one),
        "cross": correlogram(one, two),
        "corrected": correlogram(one, two, border_correction=True),
        "coefficients": correlogram(one, two, cross_correlation_coefficient=True),
        "tiling": [
            plain(spike_time_tiling_coefficient(trains[a], trains[b], TILING * pq.s))
            if tiling_is_clear(times[a], times[b])
            else "unclear"
            for a, b in pairs
        ],
        "van_rossum": plain(van_rossum_distance(trains, TAU * pq.s)),
        "van_rossum_infinite": plain(van_rossum_distance(trains, np.inf * pq.s)),
        "victor_purpura": plain(victor_purpura_distance(trains, COST * pq.Hz)),
        "victor_purpura_free": plain(victor_purpura_distance(trains, 0 * pq.Hz)),
        "spike_distance": [plain(pyspike.spike_distance(spike_trains[a], spike_trains[b])) for a, b in pairs],
        "gaussian": rates(trains[0], gaussian, 5.0),
        "rectangular": rates(trains[0], box, 0.024 / (0.021 / math.sqrt(3)) * (1 - 1e-12)),
        "triangular": rates(trains[0], triangle, 0.024 / (0.021 / sixth) * (1 - 1e-12)),
        "exponential": rates(trains[0], causal, 20.0),
        "sliding_cv": [plain(cv(isi(p), ddof=1)) if len(p) > 2 else None for p in pieces[0]],
        # Elephant divides by the number of trials, here 3, ours by one less.
        "sliding_fano": [plain(fanofactor([p[i] for p in pieces]) * 3 / 2) for i in range(len(windows))],
    }


found = [measured(*recording) for recording in recordings()]
assert sum(t == "unclear" for r in found for t in r["tiling"]) <= 6
for recording in found:
    recording["tiling"] = [{"value": None if t == "unclear" else t, "clear": t != "unclear"} for t in recording["tiling"]]
path = pathlib.Path(__file__).with_name("correlation.json")
path.write_text(json.dumps(found, separators=(",", ":")) + "\n")
