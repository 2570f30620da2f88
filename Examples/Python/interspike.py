# SPDX-License-Identifier: GPL-3.0-or-later
"""Interspike's sampler from Python: the C library by ctypes, arrays by NumPy, nothing to compile.

    import interspike
    counts = interspike.counts(log_rates, seed=7)                       # exact Poisson, [trials, neurons]
    z, slope = interspike.finite_order_counts(log_rates, seed=7)        # the same, and slopes for gradients
    z, slope = interspike.relaxed_counts(log_rates, 0.1, seed=7)        # relaxed, and dz/d log rate
    population = interspike.Population([5, 20, 80])                     # Hz
    times, neurons = population.spikes(2.5, seed=7)                     # seconds

The library is the file that INTERSPIKE_LIBRARY names, or else the one beside the program `interspike` (PREFIX/lib of
PREFIX/bin), in the folders of the dynamic linker, in ~/.local/lib, or in /usr/local/lib.
"""

import ctypes
import math
import numbers
import operator
import os
import pathlib
import shutil
import sys

import numpy as np

__all__ = ["Error", "Population", "counts", "finite_order_counts", "relaxed_counts", "spike_times",
           "stream_seed", "stream_version"]

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


def _places():
    """Where the library may be, in order."""
    name = "libInterspikeC.dylib" if sys.platform == "darwin" else "libInterspikeC.so"
    program = shutil.which("interspike")
    if program:
        yield str(pathlib.Path(program).resolve().parent.parent / "lib" / name)
    yield name  # wherever the dynamic linker looks
    yield str(pathlib.Path.home() / ".local" / "lib" / name)
    yield f"/usr/local/lib/{name}"


def _open():
    """The first library found; one that is named, or that exists, is used or the reason given why not."""
    named = os.environ.get("INTERSPIKE_LIBRARY")
    for place in [named] if named else _places():
        try:
            return ctypes.CDLL(place)
        except OSError as error:
            if named and not os.path.isfile(named):
                raise ImportError(
                    f"INTERSPIKE_LIBRARY is '{named}', which is not a file: give the path of "
                    "libInterspikeC.so, or unset it to search the usual places."
                ) from None
            if os.path.exists(place):
                raise ImportError(
                    f"'{place}' cannot be loaded ({error}): install it again with `make install`; when a "
                    "libswift… is missing, the Swift toolchain it was built with must stay where it was."
                ) from None
    raise ImportError(
        "Interspike's C library was not found (" + ", ".join(_places()) + "): run `make install` in its "
        "checkout, or set INTERSPIKE_LIBRARY to the path of libInterspikeC.so."
    )


def _load():
    library = _open()
    try:
        library.interspike_error_message.restype = ctypes.c_char_p
        version = library.interspike_abi_version()
    except AttributeError:
        raise ImportError(
            f"'{library._name}' is a library, but not Interspike's: set INTERSPIKE_LIBRARY to the path of "
            "libInterspikeC.so."
        ) from None
    if version != ABI_VERSION:
        raise ImportError(
            f"'{library._name}' speaks ABI {version} and this module {ABI_VERSION}: install both from the "
            "same version."
        )
    size, status, address = ctypes.c_size_t, ctypes.c_int32, ctypes.POINTER(_Address)
    floats, doubles, integers = _array(np.float32), _array(np.float64), _array(np.uint32)
    total = ctypes.POINTER(size)
    signatures = {
        "interspike_counts": [address, floats, size, size, integers],
        "interspike_relaxed_counts": [
            address, floats, size, size, ctypes.c_int32, ctypes.c_double, floats, floats],
        "interspike_finite_order_counts": [
            address, floats, size, size, ctypes.c_int32, floats, floats],
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
    library.interspike_stream_seed.argtypes = [ctypes.c_uint64, ctypes.c_char_p]
    library.interspike_stream_seed.restype = ctypes.c_uint64
    library.interspike_population_close.argtypes = [ctypes.c_void_p]
    library.interspike_population_close.restype = None
    return library


_library = _load()


def _whole(name, value, bits):
    try:
        whole = operator.index(value)
    except TypeError:
        raise Error(f"{name} is {value!r}: give a whole number, 0 to 2^{bits} - 1.") from None
    # ctypes would keep the low bits without a word.
    if not 0 <= whole < 1 << bits:
        raise Error(f"{name} is {whole}: use 0 to 2^{bits} - 1.")
    return whole


def _number(name, value):
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if not isinstance(value, numbers.Real):
        raise Error(f"{name} is {value!r}: give a number.")
    try:
        return float(value)
    except OverflowError:
        raise Error(f"{name} is beyond the largest number of 64 bits: give a smaller one.") from None


def _text(name, value):
    try:
        text = value.encode()
    except (AttributeError, UnicodeEncodeError):
        raise Error(f'{name} is {value!r}: give a text, such as "simulation".') from None
    # C ends a text there, and two purposes would share their numbers.
    if b"\0" in text:
        raise Error(f"{name} is {value!r}: give a text without a zero character.")
    return text


def _address(seed, purpose, window, trial):
    return _Address(
        _whole("seed", seed, 64), _text("purpose", purpose), _whole("window", window, 32),
        _whole("trial", trial, 32), 0)


def _check(status):
    if status:
        raise Error(_library.interspike_error_message().decode())


def _reals(name, values, dtype, shape):
    """A dense array of our own, of real numbers."""
    try:
        array = np.asanyarray(values)
        kept = array.dtype.kind in "biuf" and not np.ma.is_masked(array)
    except (TypeError, ValueError, RuntimeError) as error:
        raise Error(f"{name} cannot become an array of numbers ({error}): give {shape}.") from None
    if not kept:
        what = "partly masked" if array.dtype.kind in "biuf" else f"of the type {array.dtype}"
        raise Error(f"{name} are {what}: give real numbers, {shape}.")
    with np.errstate(over="ignore"):  # what is beyond float32 the library refuses, with a sentence
        return np.array(array, dtype=dtype, order="C", subok=False)


def _matrix(log_rates):
    matrix = _reals("log-rates", log_rates, np.float32, "[trials, neurons]")
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


def stream_seed(seed, stream):
    """The seed of a named stream under a seed; two populations under one seed fire together.

    `interspike sample --seed 7 --stream input` draws what `seed=interspike.stream_seed(7, "input")` does here.
    """
    return _library.interspike_stream_seed(_address(seed, "", 0, 0).seed, stream.encode())


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
    if not isinstance(indicator, str) or indicator not in INDICATORS:
        raise Error(f"{indicator!r} is not an indicator: use one of {', '.join(INDICATORS)}.")
    drawn, slopes = np.empty_like(log_rates), np.empty_like(log_rates)
    where = _address(seed, purpose, window, trial)
    _check(
        _library.interspike_relaxed_counts(
            ctypes.byref(where), log_rates, *log_rates.shape, INDICATORS.index(indicator),
            _number("temperature", temperature), drawn, slopes))
    return drawn, slopes


def finite_order_counts(
    log_rates, order=2, *, seed, purpose="training", window=0, trial=0
):
    """Exact counts and slopes w, both [trials, neurons]: E[w f'(z)] is the derivative of E f(z) by the log rate.

    Exactly so for every polynomial f of degree `order`, 2 or 3. The counts are those of `counts` under one purpose.
    """
    log_rates = _matrix(log_rates)
    drawn, slopes = np.empty_like(log_rates), np.empty_like(log_rates)
    where = _address(seed, purpose, window, trial)
    _check(
        _library.interspike_finite_order_counts(
            ctypes.byref(where), log_rates, *log_rates.shape, _whole("order", order, 31), drawn, slopes))
    return drawn, slopes


def spike_times(log_rates, window_duration, *, seed, purpose="simulation", window=0, trial=0):
    """Counts [trials, neurons] and all spike times, seconds from each window's beginning, train by train."""
    log_rates = _matrix(log_rates)
    window_duration = _number("window_duration", window_duration)
    drawn = np.empty(log_rates.shape, np.uint32)
    where = _address(seed, purpose, window, trial)
    times = _spikes(
        lambda *rest: _library.interspike_times(
            ctypes.byref(where), log_rates, *log_rates.shape, window_duration, *rest),
        drawn, np.exp(log_rates.astype(np.float64)).sum())
    return drawn, times


class _Handle(ctypes.c_void_p):
    """An open population, closed with its last user; ctypes lets nobody copy it."""

    def __del__(self, close=_library.interspike_population_close):
        close(self)


class Population:
    """Independent Poisson neurons at constant rates in Hz; `interspike sample` draws the same spikes.

    Copies, and what pickling brings back, are populations of their own. `close()` frees the memory early, as does
    the end of a `with` block.
    """

    def __init__(self, hertz, *, window_duration=1.0):
        hertz = _reals("rates", hertz, np.float64, "[neurons] in Hz")
        if hertz.ndim > 1:
            raise Error(f"rates have the shape {hertz.shape}: give [neurons] in Hz.")
        self._begin(np.atleast_1d(hertz), _number("window_duration", window_duration))

    def _begin(self, hertz, window_duration):
        handle = _Handle()
        _check(
            _library.interspike_population_open(
                hertz, hertz.size, window_duration, ctypes.byref(handle)))
        hertz.flags.writeable = False  # the library keeps rates of its own
        self._handle, self._hertz, self._window_duration = handle, hertz, window_duration

    def __getstate__(self):
        own = {"_handle", "_hertz", "_window_duration"}
        added = {name: value for name, value in self.__dict__.items() if name not in own}
        return self._hertz, self._window_duration, self._handle is None, added

    def __setstate__(self, state):
        hertz, window_duration, closed, added = state
        self._begin(np.array(hertz), window_duration)
        self.__dict__.update(added)
        if closed:
            self.close()

    @property
    def hertz(self):
        """The rates in Hz, [neurons]; read only."""
        return self._hertz

    @property
    def window_duration(self):
        """How long a window lasts, in seconds."""
        return self._window_duration

    def close(self):
        """Frees the population; it draws no more. Closing twice does no harm."""
        self._handle = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def window(self, index, *, seed, purpose="simulation", trial=0):
        """Counts [neurons] and times of one window, in seconds from time 0, neuron after neuron."""
        handle = self._handle  # kept until the draw has ended, whoever closes meanwhile
        if handle is None:
            raise Error("the population is closed: open another with Population(hertz).")
        drawn = np.empty(self.hertz.size, np.uint32)
        where = _address(seed, purpose, index, trial)
        times = _spikes(
            lambda *rest: _library.interspike_population_times(
                handle, ctypes.byref(where), self.hertz.size, *rest),
            drawn, self.hertz.sum() * self.window_duration)
        return drawn, times

    def spikes(self, duration, *, seed, purpose="simulation", trial=0):
        """Times and neurons of all spikes from 0 to `duration` seconds, in order of time."""
        duration = _number("duration", duration)
        longest = self.window_duration * (1 << 32)
        if not 0 <= duration <= longest:
            raise Error(
                f"duration is {duration} s: use 0 to {longest:g} s, which is 2^32 windows of "
                f"{self.window_duration:g} s.")
        _address(seed, purpose, 0, trial)  # refused also where no window is drawn
        times, neurons = [np.empty(0)], [np.empty(0, np.int64)]
        for index in range(math.ceil(duration / self.window_duration)):
            drawn, found = self.window(index, seed=seed, purpose=purpose, trial=trial)
            times.append(found)
            neurons.append(np.repeat(np.arange(drawn.size), drawn))
        times, neurons = np.concatenate(times), np.concatenate(neurons)
        order = np.argsort(times, kind="stable")
        order = order[times[order] < duration]
        return times[order], neurons[order]
