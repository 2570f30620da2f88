# SPDX-License-Identifier: GPL-3.0-or-later
"""Arguments as the library takes them; what it could not take is refused with a sentence."""

from __future__ import annotations

import math
import numbers
import operator
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from interspike._library import Address, Error

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike, NDArray

# A text, because naming numpy.random loads it.
Seed: TypeAlias = "int | np.integer[Any] | np.random.Generator"
INDICATORS = ("sigmoid", "linear", "cubic", "quintic", "cosine")


def whole(name: str, value: Any, bits: int) -> int:
    """A whole number of so many bits."""
    try:
        number = operator.index(value)
    except TypeError:
        raise Error(f"{name} is {value!r}: give a whole number, 0 to 2^{bits} - 1.") from None
    # ctypes would keep the low bits without a word.
    if not 0 <= number < 1 << bits:
        raise Error(f"{name} is {number}: use 0 to 2^{bits} - 1.")
    return number


def number(name: str, value: Any) -> float:
    """A real number."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if not isinstance(value, numbers.Real):
        raise Error(f"{name} is {value!r}: give a number.")
    try:
        return float(value)
    except OverflowError:
        raise Error(f"{name} is beyond the largest number of 64 bits: give a smaller one.") from None


def text(name: str, value: Any) -> bytes:
    """A text that C does not end early."""
    try:
        encoded: bytes = value.encode()
    except (AttributeError, UnicodeEncodeError):
        raise Error(f'{name} is {value!r}: give a text, such as "simulation".') from None
    # C ends a text there, and two purposes would share their numbers.
    if b"\0" in encoded:
        raise Error(f"{name} is {value!r}: give a text without a zero character.")
    return encoded


def root(seed: Any) -> int:
    """The number that a seed is, or that a generator draws."""
    if isinstance(seed, np.random.Generator):
        return int(seed.integers(0, 1 << 64, dtype=np.uint64))
    return whole("seed", seed, 64)


def address(seed: Any, purpose: Any, window: Any, trial: Any) -> Address:
    """Whose draws are asked for."""
    return Address(
        root(seed), text("purpose", purpose), whole("window", window, 32),
        whole("trial", trial, 32), 0)


def address_of_all(seed: Any, trial: Any = 0) -> Address:
    """Whose draws are asked for, of what has purposes of its own."""
    return Address(root(seed), None, 0, whole("trial", trial, 32), 0)


def indicator(name: Any) -> int:
    """The number of a soft indicator."""
    if not isinstance(name, str) or name not in INDICATORS:
        raise Error(f"{name!r} is not an indicator: use one of {', '.join(INDICATORS)}.")
    return INDICATORS.index(name)


def seconds(name: str, value: Any) -> float:
    """A duration above 0."""
    duration = number(name, value)
    if not 0 < duration < math.inf:
        raise Error(f"{name} is {duration} s: give a finite number of seconds above 0.")
    return duration


def reals(name: str, values: ArrayLike | None, dtype: DTypeLike, shape: str) -> NDArray[Any]:
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


def of_neurons(name: str, values: ArrayLike, count: int | None = None) -> NDArray[np.float64]:
    """A number for each neuron, [neurons]; one number is that of all of them."""
    array = reals(name, values, np.float64, "[neurons]")
    if array.ndim > 1:
        raise Error(f"{name} have the shape {array.shape}: give [neurons].")
    if count is None or array.shape == (count,):
        return np.atleast_1d(array)
    if array.size != 1:
        raise Error(f"{name} are {array.size} and the neurons {count}: give one, or as many as there are neurons.")
    return np.full(count, array.item())


class Request:
    """Log-rates as the library takes them, and results as the caller gave the rates."""

    def __init__(
        self, log_rates: ArrayLike | None, hertz: ArrayLike | None, mean: ArrayLike | None,
        window_duration: float,
    ) -> None:
        given = [rates for rates in (log_rates, hertz, mean) if rates is not None]
        if len(given) > 1:
            raise Error("rates are given twice: give one of log_rates, hertz and mean.")
        values = given[0] if given else None
        if hertz is None and mean is None:
            matrix = reals("log-rates", values, np.float32, "[trials, neurons]")
        else:
            what = "rates in Hz" if mean is None else "expected counts"
            matrix = reals(what, values, np.float64, "[trials, neurons]")
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
        self._dtype = values.dtype.newbyteorder("=") if isinstance(values, np.ndarray) else None

    def empty(self, dtype: DTypeLike = np.float32) -> NDArray[Any]:
        """Room for a number a rate."""
        return np.empty(self.log_rates.shape, dtype)

    def counts(self, drawn: NDArray[np.uint32]) -> NDArray[np.uint32]:
        """Counts in the shape of the rates."""
        return drawn.reshape(self.shape)

    def reals(self, *drawn: NDArray[np.float32]) -> tuple[NDArray[Any], ...]:
        """Real numbers in the shape and the type of the rates."""
        dtype = np.float64 if self._dtype == np.float64 else np.float32
        return tuple(array.reshape(self.shape).astype(dtype, copy=False) for array in drawn)
