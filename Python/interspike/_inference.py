# SPDX-License-Identifier: GPL-3.0-or-later
"""Trained models that look at pictures, step by step."""

from __future__ import annotations

import ctypes
import os
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from interspike._arguments import Seed, number, reals, root, whole
from interspike._library import Error
from interspike._networks_library import check, networks_library

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


class InferenceSpikes(NamedTuple):
    """What a model fired while it looked at a picture."""

    times: NDArray[np.float64]
    """When, in seconds, in order, [spikes]."""
    neurons: NDArray[np.uint32]
    """Who, counted through all patches, [spikes]."""
    counts: NDArray[np.uint32]
    """How often each neuron fired: [neurons], or [patches, neurons] for a frame of patches."""


class _InferenceHandle(ctypes.c_void_p):
    """An `interspike_inference`, closed with its last user."""

    def __del__(self) -> None:
        if self.value:
            networks_library().interspike_inference_close(self)
            self.value = None


class Inference:
    """A trained iterative Poisson model that looks at one picture after another, its state carried on.

    `run` is the folder of a run of `interspike train iterative-poisson`. The model looks at `patches` pictures at a time and
    takes `steps` steps of inference for each, `interval` seconds in all. Pictures are given as the model was trained on them:
    whitened and normalized, if those were. Spikes are those of `interspike stream` on the same patches under the same
    `seed`, for any number of `threads`. Raises `Error`, and ImportError without the library InterspikeNetworks.

        with interspike.Inference("runs/film", interval=0.04, steps=4, seed=7) as inference:
            for picture in pictures:                                # [pixels]
                times, neurons, counts = inference.step(picture)
    """

    def __init__(
        self, run: str | os.PathLike[str], *, seed: Seed, patches: int = 1, steps: int = 4,
        interval: float = 0.04, threads: int = 1,
    ) -> None:
        library, handle = networks_library(), _InferenceHandle()
        self._patches = whole("patches", patches, 32)
        check(
            library.interspike_inference_open(
                os.fsencode(run), self._patches, whole("steps", steps, 32),
                number("interval", interval), root(seed), whole("threads", threads, 32),
                ctypes.byref(handle)))
        self._handle: _InferenceHandle | None = handle
        self._pixels = int(library.interspike_inference_pixels(handle))
        self._neurons = int(library.interspike_inference_neurons(handle))

    def _opened(self) -> _InferenceHandle:
        if self._handle is None:
            raise Error("the inference is closed: open another.")
        return self._handle

    @property
    def pixels(self) -> int:
        """How many numbers a picture has."""
        return self._pixels

    @property
    def neurons(self) -> int:
        """How many neurons look at each patch."""
        return self._neurons

    @property
    def patches(self) -> int:
        """How many patches a frame has."""
        return self._patches

    @property
    def time(self) -> float:
        """When the next picture is seen, in seconds."""
        return float(networks_library().interspike_inference_time(self._opened()))

    def step(self, picture: ArrayLike) -> InferenceSpikes:
        """Looks at a picture [pixels], or a frame [patches, pixels], and gives the spikes. Raises `Error`."""
        given = reals("picture", picture, np.float32, "[pixels] or [patches, pixels]")
        if given.shape != (self._patches, self._pixels) and (
            self._patches != 1 or given.shape != (self._pixels,)
        ):
            raise Error(
                f"picture has the shape {given.shape}: give ({self._patches}, {self._pixels}), [patches, pixels].")
        library, handle, total = networks_library(), self._opened(), ctypes.c_size_t()
        counts = np.empty((*given.shape[:-1], self._neurons), np.uint32)
        check(
            library.interspike_inference_step(
                handle, given.ctypes.data, counts.ctypes.data, None, None, 0, None))
        times, neurons = np.empty(int(counts.sum())), np.empty(int(counts.sum()), np.uint32)
        check(
            library.interspike_inference_spikes(
                handle, times.ctypes.data, neurons.ctypes.data, times.size, ctypes.byref(total)))
        return InferenceSpikes(times, neurons, counts)

    def log_rates(self) -> NDArray[np.float32]:
        """Natural logarithms of the counts expected in a step of inference, [patches, neurons]. Raises `Error`."""
        found = np.empty((self._patches, self._neurons), np.float32)
        check(networks_library().interspike_inference_log_rates(self._opened(), found.ctypes.data))
        return found

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the state of the neurons into a file of safetensors. Raises `Error`."""
        check(networks_library().interspike_inference_save(self._opened(), os.fsencode(path)))

    def restore(self, path: str | os.PathLike[str]) -> None:
        """Goes on from a file that `save` wrote, bit for bit. Raises `Error`."""
        check(networks_library().interspike_inference_restore(self._opened(), os.fsencode(path)))

    def close(self) -> None:
        """Frees it. Closing twice does no harm."""
        self._handle = None

    def __enter__(self) -> Inference:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
