# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks of spiking neurons, step by step."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from interspike._arguments import Seed, number, reals, root, whole
from interspike._library import Error
from interspike._networks_library import (
    TOO_SMALL, GivenSpikes, StepRequest, check, networks_library)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Spikes = tuple[NDArray[np.float64], NDArray[np.uint32]]


class NetworkSpikes(Mapping[str, "Spikes"]):
    """The spikes of a step: for each population its times [spikes] in seconds and its neurons [spikes], in order of time.

    `size` is the number of all spikes.
    """

    __slots__ = ("_neurons", "_offsets", "_places", "_times", "size")

    def __init__(
        self, places: dict[str, int], times: NDArray[np.float64], neurons: NDArray[np.uint32],
        offsets: list[int],
    ) -> None:
        self._places, self._times, self._neurons = places, times, neurons
        self._offsets, self.size = offsets, offsets[-1]

    def __getitem__(self, population: str) -> Spikes:
        place = self._places[population]
        part = slice(self._offsets[place], self._offsets[place + 1])
        return self._times[part], self._neurons[part]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def __repr__(self) -> str:
        counts = ", ".join(f"{name}: {self[name][0].size}" for name in self)
        return f"<NetworkSpikes {counts}>"


class _NetworkHandle(ctypes.c_void_p):
    """An `interspike_network`, closed with its last user."""

    def __del__(self) -> None:
        if self.value:
            networks_library().interspike_network_close(self)
            self.value = None


def _text(description: Mapping[str, Any]) -> str:
    """A mapping as JSON, which YAML contains."""
    import json  # only here, for the sake of who imports the sampler

    return json.dumps(dict(description), default=_plain)


def _plain(value: Any) -> Any:
    """Arrays and NumPy's numbers as JSON has them."""
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, os.PathLike):
        return os.fspath(value)
    raise Error(f"{value!r} cannot be part of a description: use mappings, lists, numbers, and texts.")


class Network:
    """A network of spiking neurons that is run window by window: spikes in, spikes out.

    `description` is the path of a YAML file as `interspike network` takes it, a text of YAML (with line breaks), or the same
    as a mapping, in which lists may be arrays; `duration` and `record` may be missing. Files that a text or a mapping names
    lie in `folder`. `seed` decides every draw, `trial` is another repetition with the same synapses, and `threads` may work
    at once; none of the spikes depends on it.

    A population of the model `input` fires the spikes that `step` is given, and nothing else. Raises `Error` for what
    cannot be, with the line of the description, and ImportError without the library InterspikeNetworks, which `make install`
    installs. One thread at a time may use it.

    >>> description = '''
    ... populations:
    ...   retina: {model: input, neurons: 2}
    ...   cells: {model: lif, neurons: 2, membrane_time_constant: 0.02, threshold: 20, reset: 0}
    ... projections:
    ...   - {from: retina, to: cells, rule: one_to_one, weight: 25, delay: 0.001}
    ... '''
    >>> with interspike.Network(description, seed=7) as network:
    ...     spikes = network.step({"retina": ([0.0005, 0.0002], [0, 1])})
    ...     spikes["retina"], spikes["cells"][0].size
    ...     network.step()["cells"]
    ((array([0.0002, 0.0005]), array([1, 0], dtype=uint32)), 0)
    (array([0.0012, 0.0015]), array([1, 0], dtype=uint32))
    """

    def __init__(
        self, description: str | os.PathLike[str] | Mapping[str, Any], *, seed: Seed,
        trial: int = 0, threads: int = 1, folder: str | os.PathLike[str] = ".",
    ) -> None:
        library = networks_library()
        handle = _NetworkHandle()
        rest = (root(seed), whole("trial", trial, 32), whole("threads", threads, 32))
        if isinstance(description, Mapping) or (
            isinstance(description, str) and "\n" in description
        ):
            text = description if isinstance(description, str) else _text(description)
            check(
                library.interspike_network_open_text(
                    text.encode(), os.fsencode(folder), *rest, ctypes.byref(handle)))
        else:
            check(
                library.interspike_network_open(
                    os.fsencode(description), *rest, ctypes.byref(handle)))
        self._handle: _NetworkHandle | None = handle
        count = library.interspike_network_populations(handle)
        names = [library.interspike_network_population_name(handle, p).decode() for p in range(count)]
        self._places = {name: place for place, name in enumerate(names)}
        self._populations = {
            name: int(library.interspike_network_neurons(handle, place))
            for name, place in self._places.items()}
        self._projections = [
            library.interspike_network_projection_label(handle, place).decode()
            for place in range(library.interspike_network_projections(handle))]
        self._window_duration = float(library.interspike_network_window_duration(handle))
        # What a step needs is laid out once: a call then hands over two pointers.
        self._take, self._request = library.interspike_network_step, StepRequest(windows=1)
        self._where = ctypes.addressof(self._request)
        self._offsets = (ctypes.c_size_t * (count + 1))()
        self._request.offsets = ctypes.addressof(self._offsets)
        self._silence = NetworkSpikes(
            self._places, np.empty(0), np.empty(0, np.uint32), [0] * (count + 1))
        self._make_room(1024)
        self._make_given_room(256, count)

    def _make_room(self, capacity: int) -> None:
        self._times, self._neurons = np.empty(capacity), np.empty(capacity, np.uint32)
        self._request.times, self._request.neurons = self._times.ctypes.data, self._neurons.ctypes.data
        self._request.capacity = capacity

    def _opened(self) -> _NetworkHandle:
        if self._handle is None:
            raise Error("the network is closed: open another.")
        return self._handle

    def _population(self, name: str) -> int:
        try:
            return self._places[name]
        except (KeyError, TypeError):
            raise Error(
                f"there is no population {name!r}: choose one of {', '.join(self._places)}.") from None

    @property
    def populations(self) -> dict[str, int]:
        """The names of the populations, each with its number of neurons."""
        return dict(self._populations)

    @property
    def projections(self) -> list[str]:
        """The labels of the projections, SOURCE/TARGET/k."""
        return list(self._projections)

    @property
    def window_duration(self) -> float:
        """How long a window lasts, in seconds: at most the shortest delay."""
        return self._window_duration

    @property
    def time(self) -> float:
        """When the next window begins, in seconds."""
        return float(networks_library().interspike_network_time(self._opened()))

    def step(
        self, spikes: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None, *, windows: int = 1
    ) -> NetworkSpikes:
        """Takes the network through the next windows, and gives the spikes of all populations.

        `spikes` has for populations the times [spikes], in seconds from time 0 and within the step, and the neurons
        [spikes] of spikes they fire besides their own, in any order. Raises `Error` for spikes that cannot be, and
        nothing has happened then.
        """
        handle, request = self._handle, self._request
        if handle is None:
            handle = self._opened()
        count = 1 if windows == 1 else whole("windows", windows, 32)
        if spikes:
            self._give(spikes)
        if count != 1:
            request.windows = count
        status = self._take(handle, self._where)
        if spikes:
            request.given_count = 0
        if count != 1:
            request.windows = 1
        offsets = self._offsets[:]
        total = offsets[-1]
        if status:
            if status != TOO_SMALL:
                check(status)
            self._make_room(total + total // 4)
            check(networks_library().interspike_network_spikes(handle, self._where))
        if not total:
            return self._silence
        return NetworkSpikes(
            self._places, self._times[:total].copy(), self._neurons[:total].copy(), offsets)

    def _give(self, spikes: Mapping[str, tuple[ArrayLike, ArrayLike]]) -> None:
        """Puts given spikes into the request."""
        parts, total = [], 0
        for name, (when, who) in spikes.items():
            times = np.asarray(when)
            neurons = np.asarray(who)
            if times.dtype.kind not in "fiu" and times.size:
                times = reals("times", when, np.float64, "[spikes] in seconds")
            if neurons.dtype.kind not in "iu" and neurons.size:
                raise Error(f"neurons of {name} are {neurons.dtype}: give whole numbers.")
            if times.ndim != 1 or neurons.shape != times.shape:
                raise Error(
                    f"spikes of {name} have times of shape {times.shape} and neurons of shape {neurons.shape}: give "
                    "[spikes] of both.")
            # The library counts neurons in 32 bits.
            if neurons.size and neurons.dtype != np.uint32 and (neurons >> 32).any():
                bad = neurons[(neurons >> 32) != 0][0]
                raise Error(
                    f"a given spike of {name} is of neuron {bad}: use 0 to {self._populations.get(name, 1) - 1}.")
            parts.append((self._population(name), times, neurons))
            total += times.size
        if total > self._given_times.size or len(parts) > len(self._given):
            self._make_given_room(2 * total, 2 * len(parts))
        first = 0
        for slot, (place, times, neurons) in zip(self._given, parts):
            end = first + times.size
            self._given_times[first:end], self._given_neurons[first:end] = times, neurons
            slot.population, slot.count = place, times.size
            slot.times, slot.neurons = self._given_at[0] + 8 * first, self._given_at[1] + 4 * first
            first = end
        self._request.given_count = len(parts)

    def _make_given_room(self, spikes: int, parts: int) -> None:
        self._given_times, self._given_neurons = np.empty(spikes), np.empty(spikes, np.uint32)
        self._given_at = self._given_times.ctypes.data, self._given_neurons.ctypes.data
        self._given = (GivenSpikes * parts)()
        self._request.given = ctypes.addressof(self._given)

    def values(self, population: str, variable: str) -> NDArray[np.float64]:
        """The values of a variable, such as "potential", as the next window begins, [neurons]. Raises `Error`."""
        found = np.empty(self._populations[population] if population in self._places else 0)
        check(
            networks_library().interspike_network_values(
                self._opened(), self._population(population), variable.encode(), found.ctypes.data))
        return found

    def set_values(self, population: str, variable: str, values: ArrayLike) -> None:
        """Sets a variable from the next window on: one value for all neurons, or [neurons]. Raises `Error`.

        A neuron whose potential is at its threshold or above fires as the window begins.
        """
        place = self._population(population)
        given = self._reals(f"values of {variable}", values, self._populations[population])
        check(
            networks_library().interspike_network_set_values(
                self._opened(), place, variable.encode(), given.ctypes.data))

    def set_drive(self, population: str, values: ArrayLike) -> None:
        """Sets what steadily drives the neurons, in the unit of their potentials: one value, or [neurons]. Raises `Error`."""
        self.set_values(population, "drive", values)

    @staticmethod
    def _reals(name: str, values: ArrayLike, count: int) -> NDArray[np.float64]:
        given = reals(name, values, np.float64, "a number, or one each")
        if given.shape not in ((), (1,), (count,)):
            raise Error(f"{name} have the shape {given.shape}: give a number, or ({count},).")
        full: NDArray[np.float64] = np.ascontiguousarray(np.broadcast_to(given, (count,)))
        return full

    def _projection(self, label: str) -> int:
        try:
            return self._projections.index(label)
        except ValueError:
            raise Error(
                f"there is no projection {label!r}: choose one of {', '.join(self._projections)}.") from None

    def synapses(
        self, projection: str
    ) -> tuple[
        NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float64], NDArray[np.float64]]:
        """Sources, targets, delays in seconds, and weights of now of a plastic projection, each [synapses]. Raises `Error`."""
        place, total = self._projection(projection), ctypes.c_size_t()
        ask = networks_library().interspike_network_synapses
        status = ask(self._opened(), place, None, None, None, None, 0, ctypes.byref(total))
        if status != TOO_SMALL:
            check(status)
        whole_numbers = [np.empty(total.value, np.uint32) for _ in range(2)]
        numbers = [np.empty(total.value) for _ in range(2)]
        check(
            ask(
                self._opened(), place, *(a.ctypes.data for a in whole_numbers + numbers),
                total.value, ctypes.byref(total)))
        return whole_numbers[0], whole_numbers[1], numbers[0], numbers[1]

    def set_weights(self, projection: str, weights: ArrayLike) -> None:
        """Sets the weights of a plastic projection in the order of `synapses`, [synapses]. Raises `Error`.

        They are from 0 to the maximum of the projection's rule; spikes on their way keep theirs.
        """
        given = reals("weights", weights, np.float64, "[synapses]").ravel()
        check(
            networks_library().interspike_network_set_weights(
                self._opened(), self._projection(projection), given.ctypes.data, given.size))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes where the network stands into a file of safetensors. Raises `Error`."""
        check(networks_library().interspike_network_save(self._opened(), os.fsencode(path)))

    def restore(self, path: str | os.PathLike[str]) -> None:
        """Goes on from a file that `save` wrote, bit for bit as if nothing had come between. Raises `Error`."""
        check(networks_library().interspike_network_restore(self._opened(), os.fsencode(path)))

    def run(self, duration: float) -> NetworkSpikes:
        """The spikes of the next `duration` seconds, in whole windows, rounded. Raises `Error`."""
        windows = round(number("duration", duration) / self._window_duration)
        if windows < 1:
            raise Error(f"duration is {duration} s: use at least one window of {self._window_duration} s.")
        return self.step(windows=windows)

    def close(self) -> None:
        """Frees it. Closing twice does no harm."""
        self._handle = None

    def __enter__(self) -> Network:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        if self._handle is None:
            return "<Network, closed>"
        sizes = ", ".join(f"{name}: {count}" for name, count in self._populations.items())
        return f"<Network {sizes}, at {self.time:g} s>"
