# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes files of events as other programs do: NIRData with odd contents, a NIR graph, SONATA."""

import sys

import h5py
import nir
import numpy as np

folder = sys.argv[1]


def events(name, **observables):
    node = nir.NIRNodeData(observables=observables)
    nir.write_data(f"{folder}/{name}", nir.NIRGraphData(nodes={"lif": node}))


def data(idx, time):
    return nir.EventData(idx=np.array(idx), time=np.array(time), n_neurons=3, t_max=1.0)


events("end.nir", spikes=data([[0, 2], [1, -1]], [[0.5, 1.0], [1.0, np.inf]]))
events("none.nir", spikes=nir.EventData(
    idx=np.zeros((2, 0), int), time=np.zeros((2, 0)), n_neurons=3, t_max=1.0))
events("two.nir", a=data([[0]], [[0.25]]), b=data([[1]], [[0.5]]))
events("grid.nir", spikes=nir.TimeGriddedData(data=np.zeros((1, 10, 3), bool), dt=0.001))
nir.write(f"{folder}/graph.nir", nir.NIRGraph(
    nodes={"input": nir.Input(np.array([2])), "linear": nir.Linear(np.ones((2, 2))),
           "output": nir.Output(np.array([2]))},
    edges=[("input", "linear"), ("linear", "output")]))


def sonata(name, populations, unit="ms"):
    with h5py.File(f"{folder}/{name}", "w") as file:
        file.attrs["magic"] = np.uint32(0x0A7A)
        for population, (times, nodes) in populations.items():
            group = file.create_group(f"spikes/{population}")
            group["timestamps"] = np.array(times)
            group["node_ids"] = np.array(nodes, np.uint64)
            if unit:
                group["timestamps"].attrs["units"] = unit


sonata("one.h5", {"v1": ([500.0, 250.0, 100.0], [0, 3, 0])})
sonata("unitless.h5", {"v1": ([500.0, 250.0, 100.0], [0, 3, 0])}, unit=None)
sonata("seconds.h5", {"v1": ([0.5, 0.25, 0.1], [0, 3, 0])}, unit="s")
sonata("many.h5", {"lgn": ([1.0], [0]), "v1": ([500.0, 250.0, 100.0], [0, 3, 0])})
times, nodes = np.array([500.0, 250.0, 100.0]), np.array([0, 3, 0], np.uint64)


def unit(name, value):
    sonata(name, {"v1": (times, nodes)}, unit=None)
    with h5py.File(f"{folder}/{name}", "a") as file:
        file["spikes/v1/timestamps"].attrs["units"] = value


unit("minutes.h5", "minutes")
unit("blank.h5", "")
unit("number.h5", 5)
unit("list.h5", ["ms", "s"])
sonata("spaces.h5", {"v1": (times, nodes)}, unit=None)
with h5py.File(f"{folder}/spaces.h5", "a") as file:
    kind = h5py.h5t.C_S1.copy()
    kind.set_size(12)
    kind.set_strpad(h5py.h5t.STR_SPACEPAD)
    note = h5py.h5a.create(
        file["spikes/v1/timestamps"].id, b"units", kind, h5py.h5s.create(h5py.h5s.SCALAR))
    note.write(np.array(b"ms          ", dtype="S12"))
sonata("wide.h5", {"v1": (times, [0, 2**32, 0])})
sonata("widest.h5", {"v1": (times, [0, 2**64 - 1, 0])})
with h5py.File(f"{folder}/negative.h5", "w") as file:
    file["spikes/v1/timestamps"], file["spikes/v1/node_ids"] = times, np.array([0, -7, 0])
with h5py.File(f"{folder}/anonymous.h5", "w") as file:
    file["spikes/v1/timestamps"] = times
events("wide.nir", spikes=data([[0, 2**32]], [[0.5, 0.25]]))
events("negative.nir", spikes=data([[0, -5]], [[0.5, 0.25]]))
events("narrow.nir", spikes=data([[0, 1]], [[0.5, 0.25]]))
with h5py.File(f"{folder}/narrow.nir", "a") as file:
    group = file["nodes/lif/observables/spikes"]
    del group["time"]
    group["time"] = np.array([[0.5, 0.25, 0.75]])
with h5py.File(f"{folder}/first.h5", "w") as file:
    file["spikes/timestamps"] = np.array([500.0, 250.0, 100.0])
    file["spikes/gids"] = np.array([0, 3, 0])
