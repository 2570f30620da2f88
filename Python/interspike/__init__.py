# SPDX-License-Identifier: GPL-3.0-or-later
"""Interspike's sampler from Python: the C library by ctypes, arrays by NumPy, nothing to compile.

    import interspike
    counts = interspike.counts(log_rates, seed=7)                       # exact Poisson, [trials, neurons]
    counts = interspike.counts(hertz=rates, window_duration=0.1, seed=7)    # the same, of rates in Hz
    counts = interspike.counts(mean=rates, seed=7)                      # the same, of expected counts a window
    z, slope = interspike.finite_order_counts(log_rates, seed=7)        # exact, and slopes for gradients
    z, slope = interspike.relaxed_counts(log_rates, 0.1, seed=7)        # relaxed, and dz/d log rate
    population = interspike.Population([5, 20, 80])                     # Hz
    times, neurons = population.spikes(2.5, seed=7)                     # seconds
    for times, neurons in population.stream(0.1, seed=7):               # window after window, without end
        ...

Rates have the shape [trials, neurons], or [neurons] for one trial, and results the shape of the rates. `seed` is a
whole number, 0 to 2^64 - 1, or a `numpy.random.Generator`, from which one such number is drawn. What cannot be is
refused with an `Error` that says why.

Other neurons are `RefractoryPopulation`, `GammaPopulation`, `SteppedPopulation`, `SinusoidalPopulation`,
`CorrelatedPopulation` and `PooledPopulation`; numbers become spikes by `RateCode`, `LatencyCode` and `TuningCode`.
`Network` takes a network of spiking neurons through time, spikes in and spikes out, and `Inference` a trained model; they
need the library InterspikeNetworks, which `make install` installs and a wheel does not carry.
`interspike.torch` and `interspike.jax` have counts as functions with gradients; `interspike.brian2`, `.nest`,
`.snntorch` and `.norse` bring spikes into those programs, and `interspike.nwb` into files. Each needs its package only
when it is imported.

The library is the file that INTERSPIKE_LIBRARY names, or else the one in this package, beside the program
`interspike` (PREFIX/lib of PREFIX/bin), in the folders of the dynamic linker, in ~/.local/lib, or in /usr/local/lib.
"""

from typing import TYPE_CHECKING

from interspike._arguments import INDICATORS, Seed
from interspike._codes import Code, LatencyCode, RateCode, TuningCode
from interspike._counts import (
    counts, finite_order_counts, relaxed_counts, spike_times, stream_seed, stream_version)
from interspike._library import ABI_VERSION, Error
from interspike._population import Population
from interspike._process import SpikeProcess
from interspike._processes import (
    CorrelatedPopulation, GammaPopulation, PooledPopulation, RefractoryPopulation,
    SinusoidalPopulation, SteppedPopulation)

if TYPE_CHECKING:
    from interspike._inference import Inference, InferenceSpikes
    from interspike._network import Network, NetworkSpikes

__all__ = [
    "ABI_VERSION", "INDICATORS", "Code", "CorrelatedPopulation", "Error", "GammaPopulation",
    "Inference", "InferenceSpikes", "LatencyCode", "Network", "NetworkSpikes", "PooledPopulation",
    "Population", "RateCode", "RefractoryPopulation", "Seed",
    "SinusoidalPopulation", "SpikeProcess", "SteppedPopulation", "TuningCode", "counts",
    "finite_order_counts", "relaxed_counts", "spike_times", "stream_seed", "stream_version"]


def __getattr__(name: str) -> object:
    """Networks and inference, loaded when they are first named: the sampler does without them."""
    import importlib

    module = {
        "Inference": "_inference", "InferenceSpikes": "_inference", "Network": "_network",
        "NetworkSpikes": "_network"}.get(name)
    if module is None:
        raise AttributeError(f"module 'interspike' has no attribute {name!r}")
    return getattr(importlib.import_module(f"interspike.{module}"), name)
