# SPDX-License-Identifier: GPL-3.0-or-later
"""Interspike's sampler from Python: the C library by ctypes, arrays by NumPy, nothing to compile.

    import interspike
    counts = interspike.counts(log_rates, seed=7)                       # exact Poisson, [trials, neurons]
    z, slope = interspike.relaxed_counts(log_rates, 0.1, seed=7)        # and dz/d log rate
    population = interspike.Population([5, 20, 80])                     # Hz
    times, neurons = population.spikes(2.5, seed=7)                     # seconds

The library is found by the dynamic linker after `make install`, or where INTERSPIKE_LIBRARY says.
"""

import ctypes
import os

import numpy as np

__all__ = ["Error", "Population", "counts", "relaxed_counts", "spike_times", "stream_version"]

ABI_VERSION = 1
INDICATORS = ("sigmoid", "linear", "cubic", "quintic", "cosine")
_TOO_SMALL = 2


class Error(ValueError):
    """A request that the library refuses, in its words."""


class _Address(ctypes.Structure):
    _fields_ = [
        ("seed", ctypes.c_uint64),
        ("purpose", ctypes.c_char_p),
        ("window", ctypes.c_uint32),
        ("trial", ctypes.c_uint32),
        ("neuron", ctypes.c_uint32),
    ]


def _array(dtype):
    return np.ctypeslib.ndpointer(dtype=dtype, flags="C_CONTIGUOUS")


def _load():
    library = ctypes.CDLL(os.environ.get("INTERSPIKE_LIBRARY", "libInterspikeC.so"))
    library.interspike_error_message.restype = ctypes.c_char_p
    if library.interspike_abi_version() != ABI_VERSION:
        raise ImportError(
            f"the library speaks ABI {library.interspike_abi_version()} and this module {ABI_VERSION}: "
            "install both from the same version."
        )
    size, status, address = ctypes.c_size_t, ctypes.c_int32, ctypes.POINTER(_Address)
    floats, doubles, integers = _array(np.float32), _array(np.float64), _array(np.uint32)
    total = ctypes.POINTER(size)
    signatures = {
        "interspike_counts": [address, floats, size, size, integers],
        "interspike_relaxed_counts": [
            address, floats, size, size, ctypes.c_int32, ctypes.c_double, floats, floats],
        "interspike_times": [
            address, floats, size, size, ctypes.c_double, integers, doubles, size, total],
        "interspike_population_open": [
            doubles, size, ctypes.c_double, ctypes.POINTER(ctypes.c_void_p)],
        "interspike_population_times": [
            ctypes.c_void_p, address, size, integers, doubles, size, total],
    }
    for name, arguments in signatures.items():
        function = getattr(library, name)
        function.argtypes, function.restype = arguments, status
    library.interspike_population_close.argtypes = [ctypes.c_void_p]
    library.interspike_population_close.restype = None
    return library


_library = _load()


def _address(seed, purpose, window, trial, neuron=0):
    for name, value, limit in (
        ("seed", seed, 64), ("window", window, 32), ("trial", trial, 32), ("neuron", neuron, 32)
    ):
        # ctypes would keep the low bits without a word.
        if not 0 <= value < 1 << limit:
            raise Error(f"{name} is {value}: use 0 to 2^{limit} - 1.")
    return _Address(seed, purpose.encode(), window, trial, neuron)


def _check(status):
    if status:
        raise Error(_library.interspike_error_message().decode())


def _matrix(log_rates):
    matrix = np.ascontiguousarray(log_rates, dtype=np.float32)
    if matrix.ndim != 2:
        raise Error(f"log-rates have the shape {matrix.shape}: give [trials, neurons].")
    return matrix


def _spikes(draw, counts, expected):
    """The times that `draw` writes, with as much room as they need."""
    total = ctypes.c_size_t()
    # What is not finite the library refuses, with a sentence.
    times = np.empty(min(int(expected * 1.1) + 64, 1 << 28) if np.isfinite(expected) else 0)
    status = draw(counts, times, times.size, ctypes.byref(total))
    if status == _TOO_SMALL:
        times = np.empty(total.value)
        status = draw(counts, times, times.size, ctypes.byref(total))
    _check(status)
    return times[: total.value]


def stream_version():
    """The version of the random streams; numbers of equal versions are equal."""
    return _library.interspike_stream_version()


def counts(log_rates, *, seed, purpose="simulation", window=0, trial=0):
    """Exact Poisson counts of log-rates [trials, neurons] (natural logarithm of spikes a window)."""
    log_rates = _matrix(log_rates)
    drawn = np.empty(log_rates.shape, np.uint32)
    where = _address(seed, purpose, window, trial)
    _check(_library.interspike_counts(ctypes.byref(where), log_rates, *log_rates.shape, drawn))
    return drawn


def relaxed_counts(
    log_rates, temperature, *, indicator="sigmoid", seed, purpose="training", window=0, trial=0
):
    """Relaxed counts and their slopes dz/d log rate, both [trials, neurons]."""
    log_rates = _matrix(log_rates)
    if indicator not in INDICATORS:
        raise Error(f"'{indicator}' is not an indicator: use one of {', '.join(INDICATORS)}.")
    drawn, slopes = np.empty_like(log_rates), np.empty_like(log_rates)
    where = _address(seed, purpose, window, trial)
    _check(
        _library.interspike_relaxed_counts(
            ctypes.byref(where), log_rates, *log_rates.shape, INDICATORS.index(indicator),
            temperature, drawn, slopes))
    return drawn, slopes


def spike_times(log_rates, window_duration, *, seed, purpose="simulation", window=0, trial=0):
    """Counts [trials, neurons] and all spike times, seconds from each window's beginning, train by train."""
    log_rates = _matrix(log_rates)
    drawn = np.empty(log_rates.shape, np.uint32)
    where = _address(seed, purpose, window, trial)
    times = _spikes(
        lambda *rest: _library.interspike_times(
            ctypes.byref(where), log_rates, *log_rates.shape, window_duration, *rest),
        drawn, np.exp(log_rates.astype(np.float64)).sum())
    return drawn, times


class Population:
    """Independent Poisson neurons at constant rates in Hz; `interspike sample` draws the same spikes."""

    def __init__(self, hertz, *, window_duration=1.0):
        hertz = np.ascontiguousarray(np.atleast_1d(hertz), dtype=np.float64)
        handle = ctypes.c_void_p()
        self._handle = None
        _check(
            _library.interspike_population_open(
                hertz, hertz.size, window_duration, ctypes.byref(handle)))
        self._handle = handle
        self.hertz = hertz
        self.window_duration = window_duration

    def __del__(self):
        if getattr(self, "_handle", None) is not None:
            _library.interspike_population_close(self._handle)

    def window(self, index, *, seed, purpose="simulation", trial=0):
        """Counts [neurons] and times of one window, in seconds from time 0, neuron after neuron."""
        drawn = np.empty(self.hertz.size, np.uint32)
        where = _address(seed, purpose, index, trial)
        times = _spikes(
            lambda *rest: _library.interspike_population_times(
                self._handle, ctypes.byref(where), self.hertz.size, *rest),
            drawn, self.hertz.sum() * self.window_duration)
        return drawn, times

    def spikes(self, duration, *, seed, purpose="simulation", trial=0):
        """Times and neurons of all spikes from 0 to `duration` seconds, in order of time."""
        times, neurons = [np.empty(0)], [np.empty(0, np.int64)]
        for index in range(int(np.ceil(duration / self.window_duration))):
            drawn, found = self.window(index, seed=seed, purpose=purpose, trial=trial)
            times.append(found)
            neurons.append(np.repeat(np.arange(drawn.size), drawn))
        times, neurons = np.concatenate(times), np.concatenate(neurons)
        order = np.argsort(times, kind="stable")
        order = order[times[order] < duration]
        return times[order], neurons[order]
