# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds and loads the C library, and says what its functions take."""

from __future__ import annotations

import ctypes
import os
import pathlib
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

ABI_VERSION = 2
_TOO_SMALL = 2


class Error(ValueError):
    """A request that cannot be answered; its sentence names the thing, its value and the remedy."""


class Address(ctypes.Structure):
    """Whose draws: `interspike_address`."""

    _fields_ = [
        ("seed", ctypes.c_uint64),
        ("purpose", ctypes.c_char_p),
        ("window", ctypes.c_uint32),
        ("trial", ctypes.c_uint32),
        ("neuron", ctypes.c_uint32),
    ]


def places(library: str, beside: pathlib.Path) -> Iterator[str]:
    """Where a library may be, in order; `beside` is the folder to look in first."""
    name = library + (".dylib" if sys.platform == "darwin" else ".so")
    first = beside / name
    if first.exists():
        yield str(first)
    program = shutil.which("interspike")
    if program:
        yield str(pathlib.Path(program).resolve().parent.parent / "lib" / name)
    yield name  # wherever the dynamic linker looks
    yield str(pathlib.Path.home() / ".local" / "lib" / name)
    yield f"/usr/local/lib/{name}"


def _places() -> Iterator[str]:
    return places("libInterspikeC", beside=pathlib.Path(__file__).resolve().parent)


def _open() -> ctypes.CDLL:
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


def _array(dtype: Any) -> Any:
    return np.ctypeslib.ndpointer(dtype=dtype, flags="C_CONTIGUOUS")


def _load() -> ctypes.CDLL:
    loaded = _open()
    try:
        loaded.interspike_error_message.restype = ctypes.c_char_p
        version = loaded.interspike_abi_version()
    except AttributeError:
        raise ImportError(
            f"'{loaded._name}' is a library, but not Interspike's: set INTERSPIKE_LIBRARY to the path of "
            "libInterspikeC.so."
        ) from None
    if hasattr(loaded, "interspike_newest_abi_version"):
        version = loaded.interspike_newest_abi_version()
    if version < ABI_VERSION:
        raise ImportError(
            f"'{loaded._name}' speaks ABI {version} and this module {ABI_VERSION}: install both from the "
            "same version."
        )
    size, real, handle = ctypes.c_size_t, ctypes.c_double, ctypes.c_void_p
    address, total, place = ctypes.POINTER(Address), ctypes.POINTER(size), ctypes.POINTER(handle)
    floats, doubles = _array(np.float32), _array(np.float64)
    integers, wide = _array(np.uint32), _array(np.uint64)
    matrix, spikes = [address, floats, size, size], [doubles, size, total]
    signatures: dict[str, list[Any]] = {
        "counts": [*matrix, integers],
        "relaxed_counts": [*matrix, ctypes.c_int32, real, floats, floats],
        "finite_order_counts": [*matrix, ctypes.c_int32, floats, floats],
        "times": [*matrix, real, integers, *spikes],
        "population_open": [doubles, size, real, place],
        "population_counts": [handle, address, size, integers],
        "population_relaxed_counts": [
            handle, address, size, ctypes.c_int32, real, floats, floats],
        "population_times": [handle, address, size, integers, *spikes],
        "process_of_population": [handle, place],
        "open_refractory": [doubles, doubles, size, place],
        "open_gamma": [doubles, doubles, size, place],
        "open_stepped": [doubles, size, doubles, size, real, place],
        "open_sinusoidal": [doubles, doubles, doubles, doubles, size, real, place],
        "open_correlated": [real, doubles, doubles, size, real, place],
        "open_pooled": [doubles, size, real, place],
        "process_times": [handle, address, size, real, real, wide, *spikes],
        "stream_open": [handle, address, real, real, place],
        "stream_next": [handle, real, doubles, integers, size, total],
        "open_rate_code": [real, real, place],
        "open_latency_code": [real, real, place],
        "open_tuning_code": [doubles, size, real, real, real, real, place],
        "code_rates": [handle, doubles, size, doubles],
        "encode": [handle, address, floats, size, size, size, real, wide, *spikes],
    }
    for name, arguments in signatures.items():
        function = getattr(loaded, f"interspike_{name}")
        function.argtypes, function.restype = arguments, ctypes.c_int32
    loaded.interspike_stream_seed.argtypes = [ctypes.c_uint64, ctypes.c_char_p]
    loaded.interspike_stream_seed.restype = ctypes.c_uint64
    loaded.interspike_code_neurons.argtypes = [handle]
    loaded.interspike_code_neurons.restype = size
    for name in ("population", "process", "stream", "code"):
        function = getattr(loaded, f"interspike_{name}_close")
        function.argtypes, function.restype = [handle], None
    return loaded


library = _load()


def check(status: int) -> None:
    """Raises what the library refused."""
    if status:
        raise Error(library.interspike_error_message().decode())


def drawn(draw: Callable[..., int], counts: Any, expected: float) -> Any:
    """The times that `draw` writes, [spikes], with as much room as they need."""
    total = ctypes.c_size_t()
    # More, and what is not finite, the library refuses, with a sentence.
    room = min(int(expected * 1.1) + 64, 1 << 28) if expected <= 1e10 else 0
    times = np.empty(room)
    status = draw(counts, times, times.size, ctypes.byref(total))
    if status == _TOO_SMALL:
        times = np.empty(total.value)
        status = draw(counts, times, times.size, ctypes.byref(total))
    check(status)
    return times[: total.value]
