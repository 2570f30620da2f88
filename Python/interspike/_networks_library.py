# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds and loads the C library of networks and inference, when something first needs it."""

from __future__ import annotations

import ctypes
import functools
import os
import pathlib
from collections.abc import Iterator
from typing import Any

from interspike._library import Error, library as sampler, places

TOO_SMALL = 2


class GivenSpikes(ctypes.Structure):
    """Spikes of a population that a caller gives: `interspike_given_spikes`."""

    _fields_ = [
        ("population", ctypes.c_size_t), ("times", ctypes.c_void_p), ("neurons", ctypes.c_void_p),
        ("count", ctypes.c_size_t)]


class StepRequest(ctypes.Structure):
    """What a step takes and where its spikes go: `interspike_step`."""

    _fields_ = [
        ("windows", ctypes.c_size_t), ("given", ctypes.c_void_p), ("given_count", ctypes.c_size_t),
        ("times", ctypes.c_void_p), ("neurons", ctypes.c_void_p), ("capacity", ctypes.c_size_t),
        ("offsets", ctypes.c_void_p)]


def _places() -> Iterator[str]:
    # Beside the library of the sampler, where `make install` puts both.
    return places("libInterspikeNetworks", beside=pathlib.Path(sampler._name).parent)


def _open() -> ctypes.CDLL:
    named = os.environ.get("INTERSPIKE_NETWORKS_LIBRARY")
    for place in [named] if named else _places():
        try:
            return ctypes.CDLL(place)
        except OSError as error:
            if named or os.path.exists(place):
                raise ImportError(
                    f"'{place}' cannot be loaded ({error}): give INTERSPIKE_NETWORKS_LIBRARY the path of "
                    "libInterspikeNetworks.so, or install it again with `make install`.") from None
    raise ImportError(
        "networks and inference need the library InterspikeNetworks, which a wheel does not carry, and it was not found ("
        + ", ".join(_places()) + "): run `make install` in Interspike's checkout, or set INTERSPIKE_NETWORKS_LIBRARY "
        "to the path of libInterspikeNetworks.so.")


@functools.cache
def networks_library() -> ctypes.CDLL:
    """The library, with what its functions take."""
    loaded = _open()
    size, real, handle = ctypes.c_size_t, ctypes.c_double, ctypes.c_void_p
    word, wide, place = ctypes.c_char_p, ctypes.c_uint64, ctypes.POINTER(ctypes.c_void_p)
    total = ctypes.POINTER(size)
    signatures: dict[str, list[Any]] = {
        "network_open": [word, wide, ctypes.c_uint32, size, place],
        "network_open_text": [word, word, wide, ctypes.c_uint32, size, place],
        "network_step": [handle, handle],
        "network_spikes": [handle, handle],
        "network_values": [handle, size, word, handle],
        "network_set_values": [handle, size, word, handle],
        "network_synapses": [handle, size, handle, handle, handle, handle, size, total],
        "network_set_weights": [handle, size, handle, size],
        "network_save": [handle, word],
        "network_restore": [handle, word],
        "inference_open": [word, size, size, real, wide, size, place],
        "inference_step": [handle, handle, handle, handle, handle, size, total],
        "inference_spikes": [handle, handle, handle, size, total],
        "inference_log_rates": [handle, handle],
        "inference_save": [handle, word],
        "inference_restore": [handle, word],
    }
    answers: dict[str, tuple[list[Any], Any]] = {
        "network_close": ([handle], None),
        "network_populations": ([handle], size),
        "network_population_name": ([handle, size], word),
        "network_neurons": ([handle, size], size),
        "network_projections": ([handle], size),
        "network_projection_label": ([handle, size], word),
        "network_window_duration": ([handle], real),
        "network_time": ([handle], real),
        "inference_close": ([handle], None),
        "inference_pixels": ([handle], size),
        "inference_neurons": ([handle], size),
        "inference_time": ([handle], real),
        "error_message": ([], word),
    }
    answers |= {name: (arguments, ctypes.c_int32) for name, arguments in signatures.items()}
    for name, (arguments, answer) in answers.items():
        function = getattr(loaded, f"interspike_{name}")
        function.argtypes, function.restype = arguments, answer
    return loaded


def check(status: int) -> None:
    """Raises what the library refused."""
    if status:
        raise Error(networks_library().interspike_error_message().decode())
