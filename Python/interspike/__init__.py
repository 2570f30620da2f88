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

Rates have the shape [trials, neurons], or [neurons] for one trial, and results the shape of the rates. `seed` is a
whole number, 0 to 2^64 - 1, or a `numpy.random.Generator`, from which one such number is drawn. What cannot be is
refused with an `Error` that says why. `interspike.torch` has the counts as functions with gradients.

The library is the file that INTERSPIKE_LIBRARY names, or else the one in this package, beside the program
`interspike` (PREFIX/lib of PREFIX/bin), in the folders of the dynamic linker, in ~/.local/lib, or in /usr/local/lib.
"""

from __future__ import annotations

import ctypes
import math
import numbers
import operator
import os
import pathlib
import shutil
import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Seed = int | np.integer[Any] | np.random.Generator

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
    packaged = pathlib.Path(__file__).resolve().parent / name
    if packaged.exists():
        yield str(packaged)
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
    if isinstance(seed, np.random.Generator):
        seed = seed.integers(0, 1 << 64, dtype=np.uint64)
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


class _Request:
    """Log-rates as the library takes them, and results as the caller gave the rates."""

    def __init__(self, log_rates, hertz, mean, window_duration):
        given = [rates for rates in (log_rates, hertz, mean) if rates is not None]
        if len(given) > 1:
            raise Error("rates are given twice: give one of log_rates, hertz and mean.")
        values = given[0] if given else None
        if hertz is None and mean is None:
            matrix = _reals("log-rates", values, np.float32, "[trials, neurons]")
        else:
            what = "rates in Hz" if mean is None else "expected counts"
            matrix = _reals(what, values, np.float64, "[trials, neurons]")
            wrong = matrix[~((matrix >= 0) & (matrix < np.inf))]
            if wrong.size:
                raise Error(f"{what} hold {wrong[0]}: give finite numbers from 0 on.")
            with np.errstate(divide="ignore", over="ignore"):  # log 0 is silence
                matrix = np.log(matrix if hertz is None else matrix * window_duration)
                matrix = matrix.astype(np.float32)
        self.shape = matrix.shape
        if matrix.ndim not in (1, 2):
            raise Error(f"log-rates have the shape {matrix.shape}: give [trials, neurons] or [neurons].")
        self.log_rates = np.atleast_2d(matrix)
        # Only an array has a type of its own to keep.
        self._dtype = getattr(values, "dtype", None) if isinstance(values, np.ndarray) else None

    def empty(self, dtype=np.float32):
        return np.empty(self.log_rates.shape, dtype)

    def counts(self, drawn):
        return drawn.reshape(self.shape)

    def reals(self, *drawn):
        dtype = np.float64 if self._dtype == np.float64 else np.float32
        return tuple(array.reshape(self.shape).astype(dtype, copy=False) for array in drawn)


def _duration(window_duration):
    duration = _number("window_duration", window_duration)
    if not 0 < duration < math.inf:
        raise Error(f"window_duration is {duration} s: give a finite number of seconds above 0.")
    return duration


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


def stream_seed(seed: Seed, stream: str) -> int:
    """The seed of a named stream under a seed; two populations under one seed fire together.

    `interspike sample --seed 7 --stream input` draws what `seed=interspike.stream_seed(7, "input")` does here.
    """
    return _library.interspike_stream_seed(_address(seed, "", 0, 0).seed, stream.encode())


def stream_version() -> int:
    """The version of the random streams; numbers of equal versions are equal."""
    return _library.interspike_stream_version()


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
    """
    request = _Request(log_rates, hertz, mean, _duration(window_duration))
    drawn = request.empty(np.uint32)
    where = _address(seed, purpose, window, trial)
    _check(
        _library.interspike_counts(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape, drawn))
    return request.counts(drawn)


def relaxed_counts(
    log_rates: ArrayLike | None = None, temperature: float = 0.1, *, hertz: ArrayLike | None = None,
    mean: ArrayLike | None = None, window_duration: float = 1.0, indicator: str = "sigmoid",
    seed: Seed, purpose: str = "training", window: int = 0, trial: int = 0,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Relaxed counts and their slopes dz/d log rate, both in the shape of the rates.

    Rates as in `counts`. An array of float64 gives float64, anything else float32; drawn is in single precision.
    `temperature` is above 0 and in windows; `indicator` is one of `INDICATORS`. Raises `Error`.
    """
    request = _Request(log_rates, hertz, mean, _duration(window_duration))
    if not isinstance(indicator, str) or indicator not in INDICATORS:
        raise Error(f"{indicator!r} is not an indicator: use one of {', '.join(INDICATORS)}.")
    drawn, slopes = request.empty(), request.empty()
    where = _address(seed, purpose, window, trial)
    _check(
        _library.interspike_relaxed_counts(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape,
            INDICATORS.index(indicator), _number("temperature", temperature), drawn, slopes))
    return request.reals(drawn, slopes)


def finite_order_counts(
    log_rates: ArrayLike | None = None, order: int = 2, *, hertz: ArrayLike | None = None,
    mean: ArrayLike | None = None, window_duration: float = 1.0, seed: Seed,
    purpose: str = "training", window: int = 0, trial: int = 0,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """Exact counts and slopes w in the shape of the rates: E[w f'(z)] is the derivative of E f(z) by the log rate.

    Exactly so for every polynomial f of degree `order`, 2 or 3. The counts are those of `counts` under one purpose.
    Rates as in `counts`, types of numbers as in `relaxed_counts`. Raises `Error`.
    """
    request = _Request(log_rates, hertz, mean, _duration(window_duration))
    drawn, slopes = request.empty(), request.empty()
    where = _address(seed, purpose, window, trial)
    _check(
        _library.interspike_finite_order_counts(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape,
            _whole("order", order, 31), drawn, slopes))
    return request.reals(drawn, slopes)


def spike_times(
    log_rates: ArrayLike | None = None, window_duration: float = 1.0, *,
    hertz: ArrayLike | None = None, mean: ArrayLike | None = None, seed: Seed,
    purpose: str = "simulation", window: int = 0, trial: int = 0,
) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
    """Counts in the shape of the rates, and all spike times, train by train: seconds from each window's beginning.

    Rates as in `counts`. Raises `Error`.
    """
    window_duration = _number("window_duration", window_duration)
    request = _Request(
        log_rates, hertz, mean, window_duration if hertz is None else _duration(window_duration))
    drawn = request.empty(np.uint32)
    where = _address(seed, purpose, window, trial)
    times = _spikes(
        lambda *rest: _library.interspike_times(
            ctypes.byref(where), request.log_rates, *request.log_rates.shape, window_duration, *rest),
        drawn, np.exp(request.log_rates.astype(np.float64)).sum())
    return request.counts(drawn), times


class _Handle(ctypes.c_void_p):
    """An open population, closed with its last user; ctypes lets nobody copy it."""

    def __del__(self, close=_library.interspike_population_close):
        close(self)


class Population:
    """Independent Poisson neurons at constant rates in Hz; `interspike sample` draws the same spikes.

    Copies, and what pickling brings back, are populations of their own. `close()` frees the memory early, as does
    the end of a `with` block.
    """

    def __init__(self, hertz: ArrayLike, *, window_duration: float = 1.0) -> None:
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
    def hertz(self) -> NDArray[np.float64]:
        """The rates in Hz, [neurons]; read only."""
        return self._hertz

    @property
    def window_duration(self) -> float:
        """How long a window lasts, in seconds."""
        return self._window_duration

    def close(self) -> None:
        """Frees the population; it draws no more. Closing twice does no harm."""
        self._handle = None

    def __enter__(self) -> Population:
        return self

    def __exit__(self, *_):
        self.close()

    def window(
        self, index: int, *, seed: Seed, purpose: str = "simulation", trial: int = 0
    ) -> tuple[NDArray[np.uint32], NDArray[np.float64]]:
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

    def spikes(
        self, duration: float, *, seed: Seed, purpose: str = "simulation", trial: int = 0
    ) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Times and neurons of all spikes from 0 to `duration` seconds, in order of time."""
        duration = _number("duration", duration)
        longest = self.window_duration * (1 << 32)
        if not 0 <= duration <= longest:
            raise Error(
                f"duration is {duration} s: use 0 to {longest:g} s, which is 2^32 windows of "
                f"{self.window_duration:g} s.")
        # Refused also where no window is drawn; a generator is asked once for all of them.
        seed = _address(seed, purpose, 0, trial).seed
        times, neurons = [np.empty(0)], [np.empty(0, np.int64)]
        for index in range(math.ceil(duration / self.window_duration)):
            drawn, found = self.window(index, seed=seed, purpose=purpose, trial=trial)
            times.append(found)
            neurons.append(np.repeat(np.arange(drawn.size), drawn))
        times, neurons = np.concatenate(times), np.concatenate(neurons)
        order = np.argsort(times, kind="stable")
        order = order[times[order] < duration]
        return times[order], neurons[order]
